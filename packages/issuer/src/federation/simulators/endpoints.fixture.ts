import { createHash } from 'node:crypto';
import { client } from './signing-keys.fixture.ts';
import type { Asked, Route, Told, World } from './simulator.fixture.ts';

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
      ([name, value]) => `<input name="${name}" value="${value.replaceAll('"', '&quot;')}">`,
    );
    const form = `<form method="post" action="${back}">${inputs.join('')}</form>`;
    return { body: `${form}<script>document.forms[0].submit()</script>` };
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
