import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { ProviderTypeName } from '../provider-types.ts';

/** A request as a simulator sees it. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  form: URLSearchParams;
  headers: IncomingMessage['headers'];
}

export interface Told {
  status?: number;
  headers?: Record<string, string>;
  /** An object travels as JSON. */
  body: string | object;
}

export type Route = (asked: Asked, world: World) => Told | Promise<Told>;

/** A provider on this machine: what it knows, and in what it differs from the standard just now. */
export interface World {
  url: string;
  /** Which of its differences are on. */
  traps: ReadonlySet<string>;
  codes: Map<string, URLSearchParams>;
  issued: number;
  keys: SigningKeys;
}

/** One named provider, its differences and what a sign-in there has to come to. */
export interface Simulation {
  type: ProviderTypeName;
  /** Keys of the configuration beside `url`. */
  settings?: Record<string, unknown>;
  scopes?: string[];
  /** Its credential, where it is no ordinary secret. */
  secret?: string;
  routes: Record<string, Route>;
  /** What the profile holds without a trap. */
  expected: object;
  /**
   * What each trap comes to: a profile that holds this, or an error that holds that. Some need
   * other keys of the configuration or scopes.
   */
  traps: Record<string, Outcome & Pick<Simulation, 'settings' | 'scopes'>>;
}

export type Outcome = { profile: object } | { error: object | RegExp };

export const client = { id: 'us', secret: 'a secret +/= of ours' };

/** Made once: they take a while. */
const pairs = [0, 1, 2].map(() => generateKeyPair('RS256'));

export class SigningKeys {
  #next: number;
  #current: { kid: string; key: CryptoKey } | null = null;
  readonly public: object[] = [];

  /** @param first which of the keys is the first. */
  constructor(first = 0) {
    this.#next = first;
  }

  /** The next token is signed with a key that was not there before. */
  async rotate(kid = `key-${this.#next}`): Promise<void> {
    const { privateKey, publicKey } = await pairs[this.#next++]!;
    this.#current = { kid, key: privateKey };
    const shown = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
    this.public.splice(0, Infinity, shown);
  }

  async sign(claims: JWTPayload): Promise<string> {
    if (!this.#current) await this.rotate();
    const { kid, key } = this.#current!;
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iat: now, exp: now + 600, aud: client.id, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(key);
  }
}

export interface Simulator {
  world: World;
  /** Every request so far. */
  asked: Asked[];
  close(): void;
}

export async function startSimulator(
  routes: Simulation['routes'],
  traps: readonly string[] = [],
): Promise<Simulator> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    let text = '';
    for await (const chunk of request) text += chunk;
    const ask: Asked = {
      method: request.method ?? '',
      path: pathname,
      query: searchParams,
      form: new URLSearchParams(text),
      headers: request.headers,
    };
    asked.push(ask);
    const route = routes[pathname];
    const {
      status = 200,
      headers,
      body,
    } = route
      ? await route(ask, world)
      : { status: 404, headers: {}, body: `There is no ${pathname}.` };
    const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const world: World = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    traps: new Set(traps),
    codes: new Map(),
    issued: 0,
    keys: new SigningKeys(),
  };
  return {
    world,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Authorize {
  scopes: readonly string[];
  pkce: 'required' | 'refused' | 'ignored';
  prompts?: readonly string[];
  /** Parameters that it refuses requests without or with. */
  needs?: readonly string[];
  refuses?: readonly string[];
  /** More in the answer than code and state. */
  more?(world: World): Record<string, string>;
  post?: boolean;
}

/** The authorization endpoint: strict about what it is sent, and leads back at once. */
export function authorize(options: Authorize): Route {
  return ({ query }, world) => {
    const problem = problemOf(query, options);
    if (problem) return { status: 400, body: `Refused: ${problem}` };
    const code = `code-${++world.issued}`;
    world.codes.set(code, query);
    const answer = { code, state: query.get('state')!, ...options.more?.(world) };
    const back = query.get('redirect_uri')!;
    if (!options.post) {
      return {
        status: 302,
        headers: { location: `${back}?${new URLSearchParams(answer)}` },
        body: '',
      };
    }
    const inputs = Object.entries(answer).map(
      ([name, value]) => `<input name="${name}" value="${encodeURIComponent(value)}">`,
    );
    return { body: `<form method="post" action="${back}">${inputs.join('')}</form>` };
  };
}

function problemOf(query: URLSearchParams, options: Authorize): string | null {
  const { scopes, pkce, prompts = [], needs = [], refuses = [] } = options;
  const asked = new Set(query.get('scope')?.split(' '));
  const wrong: [boolean, string][] = [
    [query.get('response_type') !== 'code', 'response_type'],
    [query.get('client_id') !== client.id, 'client_id'],
    [!query.get('state'), 'state'],
    [!query.get('redirect_uri')?.endsWith('/callback'), 'redirect_uri'],
    [scopes.some((scope) => !asked.has(scope)), 'scope'],
    [pkce === 'required' && query.get('code_challenge_method') !== 'S256', 'PKCE is missing'],
    [pkce === 'refused' && query.has('code_challenge'), 'PKCE'],
    [needs.some((name) => !query.get(name)), `one of ${needs} is missing`],
    [refuses.some((name) => query.has(name)), `one of ${refuses}`],
    [(query.get('prompt')?.split(' ') ?? []).some((each) => !prompts.includes(each)), 'prompt'],
    [[...query.keys()].some((name, index, all) => all.indexOf(name) < index), 'twice the same'],
  ];
  return wrong.find(([is]) => is)?.[1] ?? null;
}

interface Token {
  auth: 'basic' | 'post';
  /** What it says where the secret is checked otherwise. */
  secret?(given: string, world: World): Promise<boolean>;
  pkce: Authorize['pkce'];
  /** The answer, given the authorization request. */
  issue(request: URLSearchParams, world: World): object | Promise<object>;
  refuse?(error: string): Told;
}

const plainError = (error: string): Told => ({ status: 400, body: { error } });

/** The token endpoint: one way of authenticating, and a code for one use. */
export function token({ auth, secret, pkce, issue, refuse = plainError }: Token): Route {
  return async ({ form, headers }, world) => {
    const given = auth === 'basic' ? fromBasic(headers.authorization) : form.get('client_secret');
    const isOurs = secret ?? (async (text: string) => text === client.secret);
    if (auth === 'post' && headers.authorization) return refuse('invalid_client');
    if (given === null || !(await isOurs(given, world))) return refuse('invalid_client');
    if (pkce === 'refused' && form.has('code_verifier')) return refuse('invalid_client');
    const code = form.get('code') ?? '';
    const request = world.codes.get(code);
    world.codes.delete(code);
    if (!request || request.get('redirect_uri') !== form.get('redirect_uri')) {
      return refuse('invalid_grant');
    }
    if (pkce === 'required' && challengeOf(form) !== request.get('code_challenge')) {
      return refuse('invalid_grant');
    }
    return { body: await issue(request, world) };
  };
}

const challengeOf = (form: URLSearchParams): string =>
  createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');

function fromBasic(header = ''): string | null {
  const [id, secret] = Buffer.from(header.replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':');
  // Encoded as a form first (RFC 6749, section 2.3.1).
  const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
  return id && secret && decode(id) === client.id ? decode(secret) : null;
}

export const accessToken = 'at-1';

/** An API for who has the access token. */
export const api =
  (answer: (asked: Asked, world: World) => Told | object): Route =>
  (asked, world) => {
    if (asked.headers.authorization !== `Bearer ${accessToken}`) return { status: 401, body: {} };
    const told = answer(asked, world);
    return 'body' in told ? (told as Told) : { body: told };
  };

interface OpenId {
  issuer(world: World): string;
  paths: { authorize: string; token: string; jwks: string; userinfo?: string };
  metadata?: object;
  nonce?: false;
  claims(world: World): JWTPayload;
  members?(world: World): object;
}

/** Metadata, keys and ID tokens of a provider that speaks OpenID Connect. */
export const openId = ({ issuer, paths, metadata, nonce, claims, members }: OpenId) => ({
  discovery: ((_, world) => ({
    body: {
      issuer: issuer(world),
      authorization_endpoint: world.url + paths.authorize,
      token_endpoint: world.url + paths.token,
      jwks_uri: world.url + paths.jwks,
      ...(paths.userinfo && { userinfo_endpoint: world.url + paths.userinfo }),
      id_token_signing_alg_values_supported: ['RS256'],
      ...metadata,
    },
  })) satisfies Route,
  jwks: ((_, { keys }) => ({ body: { keys: keys.public } })) satisfies Route,
  async issue(request: URLSearchParams, world: World) {
    const { traps, keys } = world;
    const sent = nonce === false ? {} : { nonce: request.get('nonce') };
    const wrong = everyTrapOf(world);
    const all = { iss: issuer(world), ...sent, ...claims(world), ...wrong };
    const stolen = traps.has('a signature of another key') ? new SigningKeys(2) : keys;
    if (stolen !== keys) await stolen.rotate('key-0');
    if (!keys.public[0]) await keys.rotate();
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 3600,
      id_token: await stolen.sign(all as JWTPayload),
      ...members?.(world),
    };
  },
});

const everyTrapOf = ({ traps }: World): object => ({
  ...(traps.has('the nonce of another') && { nonce: 'another' }),
  ...(traps.has('an audience of another') && { aud: 'another' }),
  ...(traps.has('an issuer of another') && { iss: 'https://evil.example' }),
  ...(traps.has('an old token') && { exp: 1, iat: 0 }),
});

/** Traps that every provider of OpenID Connect has to be safe from. */
export const openIdTraps: Record<string, Outcome> = {
  'the nonce of another': { error: /nonce/ },
  'an audience of another': { error: /aud/ },
  'an issuer of another': { error: /iss/ },
  'an old token': { error: /exp/ },
  'a signature of another key': { error: /signature/ },
};
