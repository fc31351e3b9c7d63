import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CookieJar } from '../../../../testing/cookie-jar.ts';
import {
  type Answered,
  type Asking,
  accessToken,
  ask,
  createWorld,
  type World,
} from '../testing/gateway.fixture.ts';
import { refused } from '../testing/issuer.fixture.ts';
import { createCookieSeal } from './cookie-seal.ts';
import { toSealed } from './session.ts';

const origin = 'http://shop.example';
const cookieKey = randomBytes(32);
/** On its way out. */
const formerKey = randomBytes(32);
const home = new URL(origin);
const page = { host: 'shop.example', origin };

const aliceAtIssuer = {
  user: { sub: 'alice', name: 'Alice', email: 'a@x.example', email_verified: false },
  roles: ['support'],
  permissions: { 'https://orders.example': ['orders:read'] },
};

let world: World;
/** The browser's cookies. */
let jar: CookieJar;
/** What the issuer's `/token` was asked. */
let tokenRequests: URLSearchParams[];

function idToken(changes: Record<string, unknown> = {}, alg = 'RS256'): string {
  const claims = {
    iss: world.issuer.url,
    sub: 'alice',
    aud: 'shop-web',
    iat: Math.floor(world.clock.wall() / 1000),
    exp: Math.floor(world.clock.wall() / 1000) + 60,
    ...changes,
  };
  const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
}

const tokens = (changes: Record<string, unknown> = {}) => ({
  status: 200,
  body: {
    access_token: accessToken('alice'),
    token_type: 'Bearer',
    expires_in: 600,
    refresh_token: 'refresh-1',
    ...changes,
  },
});

const names = (): string[] => jar.at(home).map(({ name }) => name);
const cookieOf = (name: string) => jar.at(home).find((cookie) => cookie.name === name)?.value;
const put = (name: string, value: string) => jar.store(home, [`${name}=${value}; Path=/`]);

function jarOf(lines: readonly string[]): CookieJar {
  const made = new CookieJar();
  made.store(home, lines);
  return made;
}

async function visit(path: string, asking: Asking = {}): Promise<Answered> {
  const cookie = jar.header(home);
  const headers = { host: 'shop.example', ...(cookie ? { cookie } : {}), ...asking.headers };
  const answer = await ask(world.port, path, { ...asking, headers });
  jar.store(home, answer.headers['set-cookie'] ?? []);
  return answer;
}

const post = (path: string, body: unknown = {}, headers: Record<string, string> = page) =>
  visit(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** What `/auth/login` sends the browser to the issuer with. */
async function startLogin(body: unknown = {}): Promise<URLSearchParams> {
  const answer = await post('/auth/login', body);
  expect(answer.status).toBe(200);
  return new URL(answer.json()['location'] as string).searchParams;
}

const finish = (query: Record<string, string>) =>
  visit(`/auth/callback?${new URLSearchParams({ iss: world.issuer.url, ...query })}`);

async function signIn(changes: Record<string, unknown> = {}): Promise<void> {
  const request = await startLogin();
  world.issuer.answers['/token'] = (form) => {
    tokenRequests.push(form);
    return tokens({ id_token: idToken({ nonce: request.get('nonce') }), ...changes });
  };
  const answer = await finish({ state: request.get('state')!, code: 'code-1' });
  expect([answer.status, answer.headers.location]).toEqual([303, '/']);
}

const settings = {
  url: origin,
  cookieKeys: [cookieKey, formerKey],
  applications: [
    {
      host: 'shop.example',
      path: '/',
      client: 'shop-web',
      client_secret: 'secret of the shop',
      scopes: ['openid', 'profile'],
    },
  ],
};

beforeEach(async () => {
  jar = new CookieJar();
  tokenRequests = [];
  world = await createWorld({ settings });
  const { answers } = world.issuer;
  answers['/internal/session'] = () => ({ status: 200, body: aliceAtIssuer });
  answers['/internal/sign-out'] = () => ({ status: 204, body: null });
});

afterEach(async () => {
  await world.close();
});

describe('signing in', () => {
  const wishes = {
    acr_values: 'urn:example:mfa pwd',
    login_hint: 'alice+1@example.com',
    max_age: '0',
    prompt: 'login consent',
    ui_locales: 'de-AT en',
  };

  test('what a page asks for goes on to the issuer, by POST and by GET', async () => {
    const byPost = await startLogin({ ...wishes, max_age: 0 });
    expect(Object.fromEntries(byPost)).toMatchObject(wishes);
    const headers = { 'sec-fetch-site': 'none' };
    const answer = await visit(`/auth/login?${new URLSearchParams(wishes)}`, { headers });
    const byGet = new URL(answer.headers.location!).searchParams;
    expect(Object.fromEntries(byGet)).toMatchObject(wishes);
  });

  test('and nothing else does', async () => {
    const others = { scope: 'admin', redirect_uri: 'https://evil.example/', client_id: 'x' };
    const request = await startLogin({ ...others, request_uri: 'urn:x', state: 'mine' });
    expect(Object.fromEntries(request)).toMatchObject({
      scope: 'openid profile',
      client_id: 'shop-web',
    });
    expect([request.has('request_uri'), request.get('state') === 'mine']).toEqual([false, false]);
  });

  test.each(['-1', '1.5', 'soon', '1e3', ''])('max_age=%s is refused', async (max_age) => {
    expect((await post('/auth/login', { max_age })).status).toBe(400);
    const headers = { 'sec-fetch-site': 'none' };
    expect((await visit(`/auth/login?max_age=${max_age}`, { headers })).status).toBe(400);
  });

  test('goes to the issuer with PKCE, state and nonce, and comes back with a session', async () => {
    const request = await startLogin({ return_to: '/orders?a=1#top' });
    const state = request.get('state')!;
    expect(Object.fromEntries(request)).toMatchObject({
      response_type: 'code',
      client_id: 'shop-web',
      redirect_uri: 'http://shop.example/auth/callback',
      scope: 'openid profile',
      code_challenge_method: 'S256',
    });
    expect(names()).toEqual(['__Host-Http-sp_login']);

    world.issuer.answers['/token'] = (form, { headers }) => {
      tokenRequests.push(form);
      expect(headers.authorization).toBe(
        `Basic ${Buffer.from('shop-web:secret+of+the+shop').toString('base64')}`,
      );
      return tokens({ id_token: idToken({ nonce: request.get('nonce') }) });
    };
    const answer = await finish({ state, code: 'code-1' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/orders?a=1#top']);
    const [form] = tokenRequests;
    const challenge = createHash('sha256').update(form!.get('code_verifier')!).digest('base64url');
    expect(challenge).toBe(request.get('code_challenge'));
    expect(form!.get('redirect_uri')).toBe('http://shop.example/auth/callback');
    expect(names()).toEqual(['__Host-Http-sp_login', '__Host-Http-sp_session']);
    const [session] = answer.headers['set-cookie']!;
    expect(session).toMatch(/; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(session!.length).toBeLessThan(4096);
    expect(session).not.toContain(accessToken('alice'));
  });

  test('in many tabs goes on in each of them, in whatever order', async () => {
    const begun: URLSearchParams[] = [];
    for (let tab = 0; tab < 6; tab++) begun.push(await startLogin({ return_to: `/${tab}` }));
    for (const tab of [0, 5, 3, 1, 4, 2]) {
      const request = begun[tab]!;
      world.issuer.answers['/token'] = () =>
        tokens({ id_token: idToken({ nonce: request.get('nonce') }) });
      world.clock.push(60_000);
      const answer = await finish({ state: request.get('state')!, code: `code-${tab}` });
      expect(answer.headers.location).toBe(`/${tab}`);
    }
    expect(names()).toEqual(['__Host-Http-sp_login', '__Host-Http-sp_session']);
  });

  describe('by a link', () => {
    test('leads to the issuer and back to the place that was asked for', async () => {
      const answer = await visit('/auth/login?return_to=/orders%3Fa%3D1');
      expect(answer.status).toBe(303);
      const { origin, pathname, searchParams } = new URL(answer.headers.location!);
      expect(origin + pathname).toBe(`${world.issuer.url}/authorize`);
      world.issuer.answers['/token'] = () =>
        tokens({ id_token: idToken({ nonce: searchParams.get('nonce') }) });
      const back = await finish({ state: searchParams.get('state')!, code: 'code-1' });
      expect(back.headers.location).toBe('/orders?a=1');
    });

    test.each([
      ['none', 303],
      ['same-origin', 303],
      ['same-site', 303],
      ['cross-site', 403],
    ])('from %s', async (site, status) => {
      const answer = await visit('/auth/login', { headers: { 'sec-fetch-site': site } });
      expect(answer.status).toBe(status);
      expect(names().length).toBe(status === 303 ? 1 : 0);
    });

    test('never returns to another origin', async () => {
      const answer = await visit('/auth/login?return_to=//evil.example');
      expect([answer.status, answer.json()['error']]).toEqual([400, 'invalid_request']);
    });
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    'orders',
    '/a\nb',
  ])('never returns to %j', async (return_to) => {
    const answer = await post('/auth/login', { return_to });
    expect([answer.status, answer.json()['error']]).toEqual([400, 'invalid_request']);
  });

  test.each([
    ['another site', { ...page, origin: 'https://evil.example' }, 403],
    ['a sibling domain', { ...page, 'sec-fetch-site': 'same-site' }, 403],
    ['no browser at all', { host: 'shop.example' }, 403],
    ['a form', { ...page, 'content-type': 'text/plain' }, 415],
  ])('is not begun for %s', async (_, headers, status) => {
    expect((await post('/auth/login', {}, headers)).status).toBe(status);
  });

  test('takes a body of bounded size', async () => {
    const answer = await post('/auth/login', { return_to: 'x'.repeat(20_000) });
    expect(answer.status).toBe(413);
  });
});

describe('coming back', () => {
  const errorOf = (answer: Answered) => {
    expect(answer.status).toBe(303);
    expect(names().filter((name) => name.includes('session'))).toEqual([]);
    return answer.headers.location;
  };

  test('without an attempt in this browser signs no one in', async () => {
    const request = await startLogin();
    jar = new CookieJar();
    const answer = await finish({ state: request.get('state')!, code: 'code-1' });
    expect(errorOf(answer)).toBe('/#auth_error=expired_attempt');
    expect(tokenRequests).toEqual([]);
  });

  test('with an attempt under a name that begins with A0 signs no one in', async () => {
    const state = (await startLogin()).get('state')!;
    const cookie = `\xa0__Host-Http-sp_login=${cookieOf('__Host-Http-sp_login')}`;
    jar = new CookieJar();
    const query = new URLSearchParams({ iss: world.issuer.url, state, code: 'code-1' });
    const answer = await visit(`/auth/callback?${query}`, { headers: { cookie } });
    expect(errorOf(answer)).toBe('/#auth_error=expired_attempt');
    expect(tokenRequests).toEqual([]);
  });

  test('too late signs no one in', async () => {
    const request = await startLogin();
    world.clock.push(3_600_000);
    const answer = await finish({ state: request.get('state')!, code: 'code-1' });
    expect(errorOf(answer)).toBe('/#auth_error=expired_attempt');
  });

  test('with an error tells the page that asked', async () => {
    const request = await startLogin({ return_to: '/orders#top' });
    const answer = await finish({ state: request.get('state')!, error: 'access_denied' });
    expect(errorOf(answer)).toBe('/orders#auth_error=access_denied');
  });

  test.each([
    ['from another issuer', { iss: 'https://evil.example' }],
    ['without an issuer', { iss: '' }],
    ['without a code', { code: '' }],
    ['with an error that is none', { error: '<script>' }],
  ])('%s redeems nothing', async (_, query) => {
    const request = await startLogin();
    const answer = await finish({ state: request.get('state')!, code: 'code-1', ...query });
    expect(errorOf(answer)).toBe('/#auth_error=server_error');
    expect(world.issuer.asked('/token')).toEqual([]);
  });

  test.each([
    ['another nonce', { nonce: 'other' }],
    ['no nonce', { nonce: undefined }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'other' }],
    ['two audiences and no azp', { aud: ['shop-web', 'other'] }],
    ['another azp', { azp: 'other' }],
    ['two audiences and another azp', { aud: ['shop-web', 'other'], azp: 'other' }],
    ['no subject', { sub: undefined }],
    ['its end in the past', { exp: 1 }],
    ['no end', { exp: undefined }],
    ['no time of issue', { iat: undefined }],
    ['its beginning in the future', { nbf: 9_999_999_999 }],
  ])('with an ID token of %s signs no one in', async (_, changes) => {
    const request = await startLogin();
    world.issuer.answers['/token'] = () =>
      tokens({ id_token: idToken({ nonce: request.get('nonce'), ...changes }) });
    const answer = await finish({ state: request.get('state')!, code: 'code-1' });
    expect(errorOf(answer)).toBe('/#auth_error=server_error');
  });
});

describe('coming back', () => {
  test.each([
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
    ['x-purpose', 'preview'],
    ['x-moz', 'prefetch'],
  ])(
    'ahead of the person (%s: %s) redeems nothing, and then signs them in',
    async (name, value) => {
      const request = await startLogin();
      world.issuer.answers['/token'] = () =>
        tokens({ id_token: idToken({ nonce: request.get('nonce') }) });
      const query = { iss: world.issuer.url, state: request.get('state')!, code: 'code-1' };
      const path = `/auth/callback?${new URLSearchParams(query)}`;
      const ahead = await visit(path, { headers: { [name]: value } });
      expect([ahead.status, ahead.headers['cache-control']]).toEqual([503, 'no-store']);
      expect(world.issuer.asked('/token')).toEqual([]);
      expect((await visit(path)).headers.location).toBe('/');
      expect(names()).toContain('__Host-Http-sp_session');
    },
  );

  test('twice at once, or again, asks the issuer the same each time', async () => {
    const request = await startLogin();
    world.issuer.answers['/token'] = (form) => {
      tokenRequests.push(form);
      return tokens({ id_token: idToken({ nonce: request.get('nonce') }) });
    };
    const query = { state: request.get('state')!, code: 'code-1' };
    const answers = await Promise.all([finish(query), finish(query)]);
    answers.push(await finish(query));
    expect(answers.map(({ headers }) => headers.location)).toEqual(['/', '/', '/']);
    expect(new Set(tokenRequests.map(String)).size).toBe(1);
  });

  test('at another gateway of the installation asks the issuer the same', async () => {
    const other = await createWorld({
      settings: { ...settings, issuerUrl: world.issuer.url },
      behind: world.issuer,
    });
    try {
      const request = await startLogin({ return_to: '/orders' });
      world.issuer.answers['/token'] = (form) => {
        tokenRequests.push(form);
        return tokens({ id_token: idToken({ nonce: request.get('nonce') }) });
      };
      const query = { iss: world.issuer.url, state: request.get('state')!, code: 'code-1' };
      const path = `/auth/callback?${new URLSearchParams(query)}`;
      const headers = { host: 'shop.example', cookie: jar.header(home)! };
      for (const { port } of [world, other]) {
        expect((await ask(port, path, { headers })).headers.location).toBe('/orders');
      }
      expect(new Set(tokenRequests.map(String)).size).toBe(1);
    } finally {
      await other.gateway.close();
    }
  });

  test('with a code that is too old leaves the session that there is', async () => {
    await signIn();
    const { issuer } = world;
    const request = await startLogin({ return_to: '/orders' });
    issuer.answers['/token'] = () => ({ status: 400, body: { error: 'invalid_grant' } });
    const answer = await finish({ state: request.get('state')!, code: 'code-0' });
    expect(answer.headers.location).toBe('/orders#auth_error=expired_attempt');
    expect((await visit('/auth/session')).json()['signed_in']).toBe(true);
  });
});

describe('coming back,', () => {
  test('an ID token signed by ES256, as a client can be registered for, signs in', async () => {
    const request = await startLogin();
    world.issuer.answers['/token'] = () =>
      tokens({ id_token: idToken({ nonce: request.get('nonce') }, 'ES256') });
    const answer = await finish({ state: request.get('state')!, code: 'code-1' });
    expect(answer.headers.location).not.toContain('auth_error');
  });

  test.each(['none', 'HS256', 'PS256'])(
    'an ID token signed by %s, which no client can be registered for, signs no one in',
    async (alg) => {
      const request = await startLogin();
      world.issuer.answers['/token'] = () =>
        tokens({ id_token: idToken({ nonce: request.get('nonce') }, alg) });
      const answer = await finish({ state: request.get('state')!, code: 'code-1' });
      expect(answer.headers.location).toBe('/#auth_error=server_error');
    },
  );

  test.each([
    ['a token of another type', { token_type: 'DPoP' }],
    ['a token without an end', { expires_in: undefined }],
    ['a token that is over', { expires_in: 0 }],
    ['no access token', { access_token: undefined }],
    ['no ID token', { id_token: undefined }],
  ])('an answer with %s signs no one in', async (_, changes) => {
    const request = await startLogin();
    world.issuer.answers['/token'] = () =>
      tokens({ id_token: idToken({ nonce: request.get('nonce') }), ...changes });
    const answer = await finish({ state: request.get('state')!, code: 'code-1' });
    expect(answer.headers.location).toBe('/#auth_error=server_error');
    expect(names()).toEqual(['__Host-Http-sp_login']);
  });

  test('the ID token is judged by the clock of the gateway', async () => {
    world.clock.pushWall(3_600_000);
    await signIn();
    expect(names()).toContain('__Host-Http-sp_session');
  });

  test.each([
    ['state twice', { state: '' }],
    ['a token beside the code', { id_token: 'e30.e30.e30' }],
    ['an answer as a JWT', { response: 'e30.e30.e30' }],
  ])('%s redeems nothing', async (_, extra) => {
    const request = await startLogin();
    const query = { iss: world.issuer.url, state: request.get('state')!, code: 'code-1' };
    const answer = await visit(
      `/auth/callback?${new URLSearchParams(query)}&${new URLSearchParams(extra)}`,
    );
    expect(answer.headers.location).toBe('/#auth_error=server_error');
    expect(world.issuer.asked('/token')).toEqual([]);
  });

  test('what the issuer answers with reaches no log', async () => {
    const request = await startLogin();
    world.issuer.answers['/token'] = () =>
      tokens({ id_token: idToken({ nonce: 'other' }), access_token: 'sp_at_secret' });
    await finish({ state: request.get('state')!, code: 'code-1' });
    expect(world.logged.length).toBeGreaterThan(0);
    expect(world.logged.join('')).not.toContain('sp_at_secret');
    expect(world.logged.join('')).toContain('nonce');
  });
});

describe('a session', () => {
  test('is good for routes, from pages of the same origin where it changes something', async () => {
    await signIn();
    const answer = await visit('/api/orders');
    expect(answer.status).toBe(200);
    expect(answer.json()['headers']).toMatchObject({ authorization: 'Bearer jwt-of-alice' });
    expect(answer.json()['headers']).not.toHaveProperty('cookie');
    expect(answer.headers['cache-control']).toBe('private');
    expect((await post('/api/orders')).status).toBe(200);
    expect((await post('/api/orders', {}, { host: 'shop.example' })).status).toBe(403);
    const sibling = { ...page, 'sec-fetch-site': 'same-site' };
    expect((await post('/api/orders', {}, sibling)).status).toBe(403);
  });

  test('is ignored beside Authorization', async () => {
    await signIn();
    const headers = { authorization: `Bearer ${accessToken('unknown')}` };
    expect((await visit('/api/orders', { headers })).status).toBe(401);
  });

  test('does not open at another host, nor altered', async () => {
    await signIn();
    expect((await visit('/api/orders', { headers: { host: 'other.example' } })).status).toBe(401);
    const sealed = cookieOf('__Host-Http-sp_session')!;
    put('__Host-Http-sp_session', `${sealed.slice(0, -3)}AAA`);
    expect((await visit('/api/orders')).status).toBe(401);
  });

  test.each([
    ['A0', '\xa0'],
    ['an em space', '\xe2\x80\x83'],
    ['a byte order mark', '\xef\xbb\xbf'],
  ])(
    'is not taken from a name that begins with %s, which a sibling domain may set',
    async (_, byte) => {
      await signIn();
      const cookie = `${byte}__Host-Http-sp_session=${cookieOf('__Host-Http-sp_session')}`;
      jar = new CookieJar();
      const headers = { cookie };
      expect((await visit('/api/orders', { headers })).status).toBe(401);
      expect((await visit('/auth/session', { headers })).json()).toEqual({ signed_in: false });
    },
  );

  test('says who is signed in, as the issuer sees it now', async () => {
    expect((await visit('/auth/session')).json()).toEqual({ signed_in: false });
    await signIn();
    const answer = await visit('/auth/session');
    const { expires_in, session_expires_in, ...rest } = answer.json();
    expect(rest).toEqual({ signed_in: true, ...aliceAtIssuer });
    expect(expires_in).toBeGreaterThan(590);
    expect(session_expires_in).toBeGreaterThan(86_000);
    world.issuer.answers['/internal/session'] = () => ({
      status: 401,
      body: { error: 'invalid_token' },
    });
    world.issuer.answers['/token'] = () => ({ status: 400, body: { error: 'invalid_grant' } });
    expect((await visit('/auth/session')).json()).toEqual({ signed_in: false });
    expect(names()).toEqual(['__Host-Http-sp_login']);
  });

  test('of a cookie sealed with a key on its way out goes on, and the cookie is written anew', async () => {
    const { seal } = createCookieSeal({ cookieKeys: [formerKey], random: randomBytes });
    const name = '__Host-Http-sp_session';
    const end = world.clock.wall() + 600_000;
    const session = toSealed({ accessToken: accessToken('alice'), expiresAt: end, endsAt: end });
    const former = seal(`${name} shop.example/`, session);
    put(name, former);
    expect((await visit('/api/orders')).status).toBe(200);
    expect((await visit('/auth/session')).json()['signed_in']).toBe(true);
    expect(cookieOf(name)).not.toBe(former);
    expect((await visit('/auth/session')).headers['set-cookie']).toBeUndefined();
    expect((await visit('/api/orders')).status).toBe(200);
  });

  test('that needs several cookies has them, and leaves none behind', async () => {
    await signIn({ refresh_token: 'r'.repeat(6_000) });
    const parts = [
      '__Host-Http-sp_session',
      '__Host-Http-sp_session.1',
      '__Host-Http-sp_session.2',
    ];
    expect(names()).toEqual(['__Host-Http-sp_login', ...parts]);
    const passed = (await visit('/api/orders', { headers: { 'x-other': '1' } })).json();
    expect(passed['headers']).not.toHaveProperty('cookie');
    world.clock.push(571_000);
    world.issuer.answers['/token'] = () => tokens({ refresh_token: 'short' });
    expect((await visit('/api/orders')).status).toBe(200);
    expect(names()).toEqual(['__Host-Http-sp_login', '__Host-Http-sp_session']);
  });

  test('that is too large is none, and the log says so', async () => {
    const request = await startLogin();
    const large = { refresh_token: 'r'.repeat(12_000) };
    world.issuer.answers['/token'] = () =>
      tokens({ id_token: idToken({ nonce: request.get('nonce') }), ...large });
    const answer = await finish({ state: request.get('state')!, code: 'code-1' });
    expect(answer.headers.location).toBe('/#auth_error=server_error');
    expect(world.logged.join('')).toContain('does not fit into 3 cookies');
  });

  test('is kept by the browser as long as its refresh token lives', async () => {
    await signIn({ refresh_token_expires_in: 3_600 });
    const { session_expires_in } = (await visit('/auth/session')).json();
    expect(session_expires_in).toBeGreaterThan(3_590);
    expect(session_expires_in).toBeLessThanOrEqual(3_600);
  });

  test.each([
    [true, true],
    [false, false],
    [undefined, false],
  ])('marks an address that the issuer calls verified: %s', async (email_verified, marked) => {
    await signIn();
    const user = { sub: 'alice', email: 'a@x.example', email_verified };
    const body = { ...aliceAtIssuer, user };
    world.issuer.answers['/internal/session'] = () => ({ status: 200, body });
    const told = (await visit('/auth/session')).json();
    expect(told['user']).toEqual({ sub: 'alice', email: 'a@x.example', email_verified: marked });
  });

  test('refreshes once, however many requests need it, and late cookies find the result', async () => {
    await signIn();
    const old = names().map((name) => `${name}=${cookieOf(name)}`);
    world.clock.push(571_000);
    tokenRequests = [];
    world.issuer.answers['/token'] = (form) => {
      tokenRequests.push(form);
      return tokens({ refresh_token: undefined });
    };
    const answers = await Promise.all([visit('/api/a'), visit('/api/b'), visit('/auth/session')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.every(({ headers }) => headers['set-cookie']?.length === 1)).toBe(true);
    expect(answers.every(({ headers }) => headers['cache-control'] === 'no-store')).toBe(true);
    jar = jarOf(old);
    expect((await visit('/api/c')).status).toBe(200);
    expect(tokenRequests.map((form) => Object.fromEntries(form))).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'refresh-1' },
    ]);
    world.clock.push(10_000);
    jar = jarOf(old);
    expect((await visit('/api/c')).status).toBe(200);
    expect(tokenRequests.length).toBe(2);
  });

  test('whose access token the issuer refuses is refreshed', async () => {
    await signIn();
    const swap = world.issuer.swap;
    world.issuer.swap = (token, audience) =>
      token === accessToken('alice') ? refused : swap(token, audience);
    world.issuer.answers['/token'] = () => tokens({ access_token: accessToken('bob') });
    const answer = await visit('/api/orders');
    expect(answer.json()['headers']).toMatchObject({ authorization: 'Bearer jwt-of-bob' });
    expect(answer.headers['set-cookie']?.length).toBe(1);
  });

  test('that the issuer has ended is over', async () => {
    await signIn();
    world.clock.push(571_000);
    world.issuer.answers['/token'] = () => ({ status: 400, body: { error: 'invalid_grant' } });
    const answer = await visit('/api/orders');
    expect([answer.status, answer.json()['error']]).toEqual([401, 'invalid_token']);
    expect(names()).toEqual(['__Host-Http-sp_login']);
  });

  test('survives an issuer that cannot refresh just now', async () => {
    await signIn();
    world.clock.push(571_000);
    world.issuer.failing.add('/token');
    expect((await visit('/api/orders')).status).toBe(503);
    expect(names()).toContain('__Host-Http-sp_session');
  });

  test('without a refresh token lasts as long as its access token', async () => {
    await signIn({ refresh_token: undefined });
    world.clock.push(590_000);
    expect((await visit('/api/orders')).status).toBe(200);
    world.clock.push(10_000);
    expect((await visit('/api/orders')).status).toBe(401);
  });
});

describe('signing out', () => {
  test('ends the session at the issuer, forgets it, and says where the issuer forgets it, too', async () => {
    await signIn();
    const answer = await post('/auth/logout');
    const location = new URL(answer.json()['location'] as string);
    expect(location.origin + location.pathname).toBe(`${world.issuer.url}/logout`);
    expect(Object.fromEntries(location.searchParams)).toEqual({
      client_id: 'shop-web',
      post_logout_redirect_uri: 'http://shop.example/',
    });
    expect(world.issuer.asked('/internal/sign-out')).toEqual([
      { client_id: 'shop-web', access_token: accessToken('alice'), refresh_token: 'refresh-1' },
    ]);
    expect(names()).toEqual(['__Host-Http-sp_login']);
  });

  test('by a form goes on to the issuer', async () => {
    await signIn();
    const headers = { ...page, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await visit('/auth/logout', { method: 'POST', headers, body: 'a=b' });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toContain(`${world.issuer.url}/logout?client_id=shop-web`);
    expect(world.issuer.asked('/internal/sign-out').length).toBe(1);
    expect(names()).toEqual(['__Host-Http-sp_login']);
  });

  test('that could not be done is not claimed', async () => {
    await signIn();
    world.issuer.failing.add('/internal/sign-out');
    expect((await post('/auth/logout')).status).toBe(503);
    expect(names()).toContain('__Host-Http-sp_session');
  });

  test.each([
    ['a page of another origin', { ...page, origin: 'https://evil.example' }, 403],
    [
      'a form of another origin',
      { ...page, 'content-type': 'application/x-www-form-urlencoded', origin: 'null' },
      403,
    ],
    ['a text', { ...page, 'content-type': 'text/plain' }, 415],
  ])('is not done for %s', async (_, headers, status) => {
    await signIn();
    expect((await post('/auth/logout', {}, headers)).status).toBe(status);
    expect(names()).toContain('__Host-Http-sp_session');
  });
});

test('the endpoints take their own methods', async () => {
  expect((await visit('/auth/logout')).headers.allow).toBe('POST');
  expect((await post('/auth/session')).headers.allow).toBe('GET');
  expect((await visit('/auth/login', { method: 'PUT' })).headers.allow).toBe('GET, POST');
  expect((await visit('/auth/other')).status).toBe(404);
});
