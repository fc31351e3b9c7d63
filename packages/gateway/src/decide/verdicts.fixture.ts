import { randomBytes } from 'node:crypto';
import type { GatewaySettings } from '../settings.ts';
import {
  accessToken,
  bearer,
  createWorld,
  swapped,
  type World,
} from '../testing/gateway.fixture.ts';
import type { ScriptedIssuer } from '../testing/issuer.fixture.ts';
import { sealedSession } from '../testing/session.fixture.ts';

/**
 * The same questions for every way in which the gateway decides: as a proxy itself, and for the
 * proxies that ask it. What differs in words and status is the same verdict.
 */
export type Verdict = 'allowed' | 'unauthenticated' | 'refused' | 'unavailable';

export interface Case {
  name: string;
  method: string;
  path: string;
  headers: Record<string, string | string[]>;
  verdict: Verdict;
  /** What the upstream must see of `Cookie`, where that is the question. */
  cookie?: string | null;
  /** Where a proxy asks about something else than it was sent, with the reason. */
  elsewhere?: Partial<Record<string, [Verdict, why: string]>>;
}

export interface Observed {
  verdict: Verdict;
  /** What the upstream was sent, where it was asked. */
  authorization?: string | undefined;
  cookie?: string | undefined;
  setCookie: string[];
}

const host = 'shop.example';
const cookieKey = randomBytes(32);
const application = { host, path: '/', client: 'shop-web', client_secret: 's', scopes: [] };

const session = sealedSession(cookieKey, application, {
  accessToken: accessToken('alice'),
  expiresAt: Date.now() + 3_600_000,
});

/** A gateway with the routes that the cases are about. */
export const startJudging = (more: Partial<GatewaySettings> = {}): Promise<World> =>
  createWorld({
    settings: {
      cookieKeys: [cookieKey],
      applications: [application],
      url: `http://${host}`,
      decideGrpc: { host: '127.0.0.1', port: 0 },
      ...more,
    },
    prepare: (issuer: ScriptedIssuer) => {
      const { upstream } = issuer.routes[0]!;
      issuer.routes = routesTo(upstream as string);
      const { swap } = issuer;
      issuer.swap = (token, audience) =>
        token === accessToken('link')
          ? swapped('link', {
              kind: 'link',
              permissions: [],
              authorization_details: [{ type: 'order', identifier: '42', actions: ['read'] }],
            })
          : swap(token, audience);
    },
  });

const api = 'https://orders.example';

export const routesTo = (upstream: string) => [
  {
    path: '/api/*',
    upstream,
    api,
    methods: ['GET', 'POST'],
    require: { permissions: ['orders:read'] },
  },
  { path: '/api/refunds', upstream, api, require: { permissions: ['orders:refund'] } },
  {
    path: '/api/orders/{id}',
    upstream,
    api,
    methods: ['GET'],
    require: {
      permissions: ['orders:read'],
      details: { type: 'order', identifier: '{id}', actions: ['read'] },
    },
  },
];

const alice = bearer(accessToken('alice'));
const link = bearer(accessToken('link'));
const get = { method: 'GET', path: '/api/x?a=1' };

export const cases: readonly Case[] = [
  { name: 'a token', ...get, headers: alice, verdict: 'allowed' },
  { name: 'HEAD', method: 'HEAD', path: '/api/x', headers: alice, verdict: 'allowed' },
  { name: 'POST', method: 'POST', path: '/api/x', headers: alice, verdict: 'allowed' },
  { name: 'no token', ...get, headers: {}, verdict: 'unauthenticated' },
  {
    name: 'an unknown token',
    ...get,
    headers: bearer(accessToken('unknown')),
    verdict: 'unauthenticated',
  },
  { name: 'junk', ...get, headers: { authorization: 'Bearer junk' }, verdict: 'unauthenticated' },
  {
    name: 'another scheme',
    ...get,
    headers: { authorization: 'Basic YTpi' },
    verdict: 'refused',
  },
  {
    name: 'two tokens',
    ...get,
    headers: { authorization: [alice.authorization, alice.authorization] },
    verdict: 'refused',
    elsewhere: {
      Envoy: ['unauthenticated', 'joins both by a comma'],
      'Envoy by gRPC': ['unauthenticated', 'joins both by a comma'],
    },
  },
  {
    name: 'a permission that is missing',
    method: 'GET',
    path: '/api/refunds',
    headers: alice,
    verdict: 'refused',
  },
  {
    name: 'a method that is not',
    method: 'PUT',
    path: '/api/x',
    headers: alice,
    verdict: 'refused',
  },
  { name: 'no route', method: 'GET', path: '/other/x', headers: alice, verdict: 'refused' },
  {
    name: 'a link to this order',
    method: 'GET',
    path: '/api/orders/42',
    headers: link,
    verdict: 'allowed',
  },
  {
    name: 'a link to another order',
    method: 'GET',
    path: '/api/orders/43',
    headers: link,
    verdict: 'refused',
  },
  {
    name: 'capitals in the path',
    method: 'GET',
    path: '/API/Refunds',
    headers: alice,
    verdict: 'refused',
  },
  ...[
    '/api/x/%2e%2e/refunds',
    '/api/%252e%252e/x',
    '/api/%25%32%65/x',
    '/api/..%2fx',
    '/api/a%5cb',
  ].map(
    (path): Case => ({
      name: `the path ${path}`,
      method: 'GET',
      path,
      headers: alice,
      verdict: 'refused',
    }),
  ),
  {
    name: 'an empty segment',
    method: 'GET',
    path: '/api//x',
    headers: alice,
    verdict: 'refused',
  },
  { name: 'a session', ...get, headers: { cookie: session }, verdict: 'allowed' },
  {
    name: 'a session among other cookies',
    ...get,
    headers: { cookie: `a=1; ${session}; b=2` },
    verdict: 'allowed',
    cookie: 'a=1; b=2',
  },
  {
    name: 'a session whose name only looks like ours',
    ...get,
    headers: { cookie: `x${session}` },
    verdict: 'unauthenticated',
  },
  {
    name: 'a session and a POST from elsewhere',
    method: 'POST',
    path: '/api/x',
    headers: { cookie: session, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    verdict: 'refused',
  },
  {
    name: 'a session and a POST of its own page',
    method: 'POST',
    path: '/api/x',
    headers: { cookie: session, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
    verdict: 'allowed',
  },
  {
    name: 'a session beside a token, which counts',
    ...get,
    headers: { cookie: session, ...bearer(accessToken('unknown')) },
    verdict: 'unauthenticated',
  },
  {
    name: 'a session at another host',
    ...get,
    headers: { cookie: session, host: 'other.example' },
    verdict: 'unauthenticated',
  },
  {
    name: 'headers that a proxy would set',
    method: 'GET',
    path: '/api/refunds',
    headers: {
      ...alice,
      'x-forwarded-uri': '/api/x',
      'x-forwarded-method': 'GET',
      'x-original-uri': '/api/x',
      'x-original-url': 'https://shop.example/api/x',
      'x-original-method': 'GET',
    },
    verdict: 'refused',
  },
  {
    name: 'the path with dot segments, plain',
    method: 'GET',
    path: '/api/x/../refunds',
    headers: alice,
    verdict: 'refused',
  },
];

/** With the host that all of them are sent to. */
export const headersOf = ({ headers }: Case): Record<string, string | string[]> => ({
  host,
  ...headers,
});

export const verdictOf = (status: number): Verdict => {
  if (status === 200) return 'allowed';
  if (status === 401) return 'unauthenticated';
  return status === 503 ? 'unavailable' : 'refused';
};
