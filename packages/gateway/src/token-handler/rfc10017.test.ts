/**
 * RFC 10017, OAuth 2.0 for Browser-Based Applications: each MUST and SHOULD for a backend for frontend
 * (section 6.1), and what holds it here.
 */
import { randomBytes } from 'node:crypto';
import { parseSetCookie } from 'cookie';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Answered,
  accessToken,
  ask,
  createWorld,
  type World,
} from '../testing/gateway.fixture.ts';

const page = { host: 'shop.example', origin: 'https://shop.example' };
const refreshLife = 3_600;

let world: World;
/** What the browser was sent to the issuer with. */
let authorization: URLSearchParams;
/** What the issuer was sent then. */
let redeemed: { form: URLSearchParams; authorization: string | undefined };
let began: Answered;
let signedIn: Answered;
/** The `Cookie` header of the browser. */
let cookie: string;

beforeAll(async () => {
  const application = {
    path: '/',
    client: 'shop-web',
    client_secret: 'secret',
    scopes: ['openid'],
  };
  world = await createWorld({
    settings: {
      url: page.origin,
      cookieKeys: [randomBytes(32)],
      applications: [{ host: page.host, ...application }],
    },
  });
  const { issuer, port, clock } = world;
  issuer.answers['/token'] = (form, { headers }) => {
    redeemed = { form, authorization: headers.authorization };
    const now = Math.floor(clock.wall() / 1000);
    const claims = {
      ...{ iss: issuer.url, sub: 'alice', aud: 'shop-web', iat: now, exp: now + 60 },
      nonce: authorization.get('nonce'),
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = {
      access_token: accessToken('alice'),
      token_type: 'Bearer',
      expires_in: 600,
      refresh_token: 'the-refresh-token',
      refresh_token_expires_in: refreshLife,
      id_token: `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`,
    };
    return { status: 200, body };
  };
  began = await ask(port, '/auth/login', { headers: { host: page.host } });
  authorization = new URL(began.headers.location!).searchParams;
  const query = { iss: issuer.url, code: 'the-code', state: authorization.get('state')! };
  signedIn = await ask(port, `/auth/callback?${new URLSearchParams(query)}`, {
    headers: { host: page.host, cookie: pairsOf(began) },
  });
  cookie = pairsOf(signedIn);
});

afterAll(() => world.close());

const cookiesOf = ({ headers }: Answered) =>
  (headers['set-cookie'] ?? []).map((line) => parseSetCookie(line));
const pairsOf = (answer: Answered): string =>
  cookiesOf(answer)
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
/** Of the sign-in under way, and of the session. */
const cookies = () => [...cookiesOf(began), ...cookiesOf(signedIn)];
const session = () => cookiesOf(signedIn)[0]!;
const call = (method: string, headers: Record<string, string> = {}, path = '/api/orders') =>
  ask(world.port, path, { method, headers: { ...page, cookie, ...headers } });

const requirements: [section: string, requirement: string, holds: () => unknown][] = [
  [
    '6.1.1',
    'The cookie is removed from the request, and a token attached',
    async () => {
      const headers = (await call('GET')).json()['headers'];
      expect(headers).toMatchObject({ authorization: 'Bearer jwt-of-alice' });
      expect(headers).not.toHaveProperty('cookie');
    },
  ],
  [
    '6.1.2.1',
    'The page can ask whether there is a session',
    async () => {
      world.issuer.answers['/internal/session'] = () => ({
        status: 200,
        body: { user: { sub: 'alice' }, roles: [], permissions: {} },
      });
      expect((await call('GET', {}, '/auth/session')).json()['signed_in']).toBe(true);
      const without = await call('GET', { cookie: '' }, '/auth/session');
      expect(without.json()).toEqual({ signed_in: false });
    },
  ],
  [
    '6.1.2.2',
    'The session of the cookie lives as long as the refresh token',
    () => {
      expect(session().maxAge).toBeGreaterThan(refreshLife - 10);
      expect(session().maxAge).toBeLessThanOrEqual(refreshLife);
    },
  ],
  [
    '6.1.3.1',
    'MUST act as a confidential client',
    () => expect(redeemed.authorization).toMatch(/^Basic /),
  ],
  [
    '6.1.3.1',
    'MUST use the authorization code grant (with PKCE: RFC 9700, section 2.1.1)',
    () => {
      expect(authorization.get('response_type')).toBe('code');
      expect(authorization.get('code_challenge_method')).toBe('S256');
      expect(redeemed.form.get('grant_type')).toBe('authorization_code');
      expect(redeemed.form.get('code_verifier')).toMatch(/^[\w-]{43}$/);
    },
  ],
  [
    '6.1.3.2',
    'MUST enable Secure',
    () => expect(cookies().map(({ secure }) => secure)).toEqual([true, true]),
  ],
  [
    '6.1.3.2',
    'MUST enable HttpOnly',
    () => expect(cookies().map(({ httpOnly }) => httpOnly)).toEqual([true, true]),
  ],
  [
    '6.1.3.2',
    // That of a sign-in under way is Lax: the issuer, which leads back, is another site.
    'SHOULD enable SameSite=Strict',
    () => expect(cookies().map(({ sameSite }) => sameSite)).toEqual(['lax', 'strict']),
  ],
  [
    '6.1.3.2',
    'SHOULD set the path to /',
    () => expect(cookies().map(({ path }) => path)).toEqual(['/', '/']),
  ],
  [
    '6.1.3.2',
    'SHOULD NOT set Domain',
    () => expect(cookies().map(({ domain }) => domain)).toEqual([undefined, undefined]),
  ],
  [
    '6.1.3.2',
    'SHOULD start the name with a prefix such as __Host-Http-',
    () => {
      for (const { name } of cookies()) expect(name).toMatch(/^__Host-Http-/);
    },
  ],
  [
    '6.1.3.2',
    'SHOULD encrypt what a cookie holds',
    () => {
      const { value = '' } = session();
      for (const text of [value, Buffer.from(value, 'base64url').toString('latin1')]) {
        expect(text).not.toMatch(/sp_at_|refresh-token|alice/);
      }
    },
  ],
  [
    '6.1.3.3',
    'MUST implement a defence against cross-site request forgery',
    async () => {
      const statuses = await Promise.all([
        call('POST'),
        call('POST', { origin: 'https://evil.example' }),
        call('POST', { 'sec-fetch-site': 'cross-site' }),
        call('POST', {}, '/auth/logout'),
        call('POST', { origin: 'https://evil.example' }, '/auth/login'),
      ]);
      expect(statuses.map(({ status }) => status)).toEqual([200, 403, 403, 415, 403]);
    },
  ],
  [
    '6.1.3.3.1',
    'A sibling domain, which SameSite takes for the same site, is refused too',
    async () => expect((await call('POST', { 'sec-fetch-site': 'same-site' })).status).toBe(403),
  ],
  [
    '6.1.3.3.2',
    // Sec-Fetch-Site or Origin, which browsers add by themselves and pages cannot forge.
    'SHOULD require a header that other origins cannot send, and then MUST check that it is there',
    async () => {
      const headers = { host: page.host, cookie };
      const answer = await ask(world.port, '/api/orders', { method: 'POST', headers });
      expect(answer.status).toBe(403);
    },
  ],
  [
    '6.1.3.3.2',
    'No other origin is approved',
    async () => {
      const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
      for (const path of ['/auth/login', '/auth/logout', '/auth/session']) {
        const answer = await call('OPTIONS', headers, path);
        expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      }
    },
  ],
  [
    '6.1.3.6',
    'MUST validate destinations: requests go to what routes name, and nowhere else',
    async () => {
      expect((await call('GET', {}, '/elsewhere')).status).toBe(404);
      expect((await call('GET', {}, '/api/..%2f..%2felsewhere')).status).toBe(400);
      // A request that names another host is no request of this session.
      expect((await call('GET', {}, 'http://evil.example/api/orders')).status).toBe(401);
    },
  ],
];

test.each(requirements)('%s: %s', async (_section, _requirement, holds) => {
  await holds();
});
