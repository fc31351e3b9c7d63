import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CookieJar } from '../../../../testing/cookie-jar.ts';
import { accessToken, type World } from '../testing/gateway.fixture.ts';
import { refused } from '../testing/issuer.fixture.ts';
import { createCookieSeal } from './cookie-seal.ts';
import { toSealed } from './session.ts';
import {
  aliceAtIssuer,
  formerKey,
  home,
  jarOf,
  page,
  type ShopBrowser,
  tokens,
  visitShop,
} from './token-handler.fixture.ts';

let world: World;
let browser: ShopBrowser;
beforeEach(async () => {
  ({ world, browser } = await visitShop());
});
afterEach(() => world.close());

describe('a session', () => {
  test('is good for routes, from pages of the same origin where it changes something', async () => {
    await browser.signIn();
    const answer = await browser.visit('/api/orders');
    expect(answer.status).toBe(200);
    expect(answer.json()['headers']).toMatchObject({ authorization: 'Bearer jwt-of-alice' });
    expect(answer.json()['headers']).not.toHaveProperty('cookie');
    expect(answer.headers['cache-control']).toBe('private');
    expect((await browser.post('/api/orders')).status).toBe(200);
    expect((await browser.post('/api/orders', {}, { host: 'shop.example' })).status).toBe(403);
    const sibling = { ...page, 'sec-fetch-site': 'same-site' };
    expect((await browser.post('/api/orders', {}, sibling)).status).toBe(403);
  });

  test('is ignored beside Authorization', async () => {
    await browser.signIn();
    const headers = { authorization: `Bearer ${accessToken('unknown')}` };
    expect((await browser.visit('/api/orders', { headers })).status).toBe(401);
  });

  test('does not open at another host, nor altered', async () => {
    await browser.signIn();
    expect(
      (await browser.visit('/api/orders', { headers: { host: 'other.example' } })).status,
    ).toBe(401);
    const sealed = browser.cookieOf('__Host-Http-sp_session')!;
    browser.put('__Host-Http-sp_session', `${sealed.slice(0, -3)}AAA`);
    expect((await browser.visit('/api/orders')).status).toBe(401);
  });

  test.each([
    ['A0', '\xa0'],
    ['an em space', '\xe2\x80\x83'],
    ['a byte order mark', '\xef\xbb\xbf'],
  ])(
    'is not taken from a name that begins with %s, which a sibling domain may set',
    async (_, byte) => {
      await browser.signIn();
      const cookie = `${byte}__Host-Http-sp_session=${browser.cookieOf('__Host-Http-sp_session')}`;
      browser.jar = new CookieJar();
      const headers = { cookie };
      expect((await browser.visit('/api/orders', { headers })).status).toBe(401);
      expect((await browser.visit('/auth/session', { headers })).json()).toEqual({
        signed_in: false,
      });
    },
  );

  test('says who is signed in, as the issuer sees it now', async () => {
    expect((await browser.visit('/auth/session')).json()).toEqual({ signed_in: false });
    await browser.signIn();
    const answer = await browser.visit('/auth/session');
    const { expires_in, session_expires_in, ...rest } = answer.json();
    expect(rest).toEqual({ signed_in: true, ...aliceAtIssuer });
    expect(expires_in).toBeGreaterThan(590);
    expect(session_expires_in).toBeGreaterThan(86_000);
    world.issuer.answers['/internal/session'] = () => ({
      status: 401,
      body: { error: 'invalid_token' },
    });
    world.issuer.answers['/token'] = () => ({ status: 400, body: { error: 'invalid_grant' } });
    expect((await browser.visit('/auth/session')).json()).toEqual({ signed_in: false });
    expect(browser.names()).toEqual(['__Host-Http-sp_login_…']);
  });

  test('of a cookie sealed with a key on its way out goes on, and the cookie is written anew', async () => {
    const { seal } = createCookieSeal({ cookieKeys: [formerKey], random: randomBytes });
    const name = '__Host-Http-sp_session';
    const end = world.clock.wall() + 600_000;
    const session = toSealed({ accessToken: accessToken('alice'), expiresAt: end, endsAt: end });
    const former = seal(`${name} shop.example/`, session);
    browser.put(name, former);
    expect((await browser.visit('/api/orders')).status).toBe(200);
    expect((await browser.visit('/auth/session')).json()['signed_in']).toBe(true);
    expect(browser.cookieOf(name)).not.toBe(former);
    expect((await browser.visit('/auth/session')).headers['set-cookie']).toBeUndefined();
    expect((await browser.visit('/api/orders')).status).toBe(200);
  });

  test('that needs several cookies has them, and leaves none behind', async () => {
    await browser.signIn({ refresh_token: 'r'.repeat(6_000) });
    const parts = [
      '__Host-Http-sp_session',
      '__Host-Http-sp_session.1',
      '__Host-Http-sp_session.2',
    ];
    expect(browser.names()).toEqual(['__Host-Http-sp_login_…', ...parts]);
    const passed = (await browser.visit('/api/orders', { headers: { 'x-other': '1' } })).json();
    expect(passed['headers']).not.toHaveProperty('cookie');
    world.clock.push(571_000);
    world.issuer.answers['/token'] = () => tokens({ refresh_token: 'short' });
    expect((await browser.visit('/api/orders')).status).toBe(200);
    expect(browser.names()).toEqual(['__Host-Http-sp_login_…', '__Host-Http-sp_session']);
  });

  test('that is too large is none, and the log says so', async () => {
    const request = await browser.startLogin();
    const large = { refresh_token: 'r'.repeat(12_000) };
    world.issuer.answers['/token'] = () =>
      tokens({ id_token: browser.idToken({ nonce: request.get('nonce') }), ...large });
    const answer = await browser.finish({ state: request.get('state')!, code: 'code-1' });
    expect(answer.headers.location).toBe('/#auth_error=server_error');
    expect(world.logged.join('')).toContain('does not fit into 3 cookies');
  });

  test('is kept by the browser as long as its refresh token lives', async () => {
    await browser.signIn({ refresh_token_expires_in: 3_600 });
    const { session_expires_in } = (await browser.visit('/auth/session')).json();
    expect(session_expires_in).toBeGreaterThan(3_590);
    expect(session_expires_in).toBeLessThanOrEqual(3_600);
  });

  test.each([
    [true, true],
    [false, false],
    [undefined, false],
  ])('marks an address that the issuer calls verified: %s', async (email_verified, marked) => {
    await browser.signIn();
    const user = { sub: 'alice', email: 'a@x.example', email_verified };
    const body = { ...aliceAtIssuer, user };
    world.issuer.answers['/internal/session'] = () => ({ status: 200, body });
    const told = (await browser.visit('/auth/session')).json();
    expect(told['user']).toEqual({ sub: 'alice', email: 'a@x.example', email_verified: marked });
  });

  test('refreshes once, however many requests need it, and late cookies find the result', async () => {
    await browser.signIn();
    const old = browser.jar.at(home).map(({ name, value }) => `${name}=${value}`);
    world.clock.push(571_000);
    browser.tokenRequests = [];
    world.issuer.answers['/token'] = (form) => {
      browser.tokenRequests.push(form);
      return tokens({ refresh_token: undefined });
    };
    const answers = await Promise.all([
      browser.visit('/api/a'),
      browser.visit('/api/b'),
      browser.visit('/auth/session'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.every(({ headers }) => headers['set-cookie']?.length === 1)).toBe(true);
    expect(answers.every(({ headers }) => headers['cache-control'] === 'no-store')).toBe(true);
    browser.jar = jarOf(old);
    expect((await browser.visit('/api/c')).status).toBe(200);
    expect(browser.tokenRequests.map((form) => Object.fromEntries(form))).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'refresh-1' },
    ]);
    world.clock.push(10_000);
    browser.jar = jarOf(old);
    expect((await browser.visit('/api/c')).status).toBe(200);
    expect(browser.tokenRequests.length).toBe(2);
  });

  test('whose access token the issuer refuses is refreshed', async () => {
    await browser.signIn();
    const swap = world.issuer.swap;
    world.issuer.swap = (token, audience) =>
      token === accessToken('alice') ? refused : swap(token, audience);
    world.issuer.answers['/token'] = () => tokens({ access_token: accessToken('bob') });
    const answer = await browser.visit('/api/orders');
    expect(answer.json()['headers']).toMatchObject({ authorization: 'Bearer jwt-of-bob' });
    expect(answer.headers['set-cookie']?.length).toBe(1);
  });

  test('that the issuer has ended is over', async () => {
    await browser.signIn();
    world.clock.push(571_000);
    world.issuer.answers['/token'] = () => ({ status: 400, body: { error: 'invalid_grant' } });
    const answer = await browser.visit('/api/orders');
    expect([answer.status, answer.json()['error']]).toEqual([401, 'invalid_token']);
    expect(browser.names()).toEqual(['__Host-Http-sp_login_…']);
  });

  test('survives an issuer that cannot refresh just now', async () => {
    await browser.signIn();
    world.clock.push(571_000);
    world.issuer.failing.add('/token');
    expect((await browser.visit('/api/orders')).status).toBe(503);
    expect(browser.names()).toContain('__Host-Http-sp_session');
  });

  test('without a refresh token lasts as long as its access token', async () => {
    await browser.signIn({ refresh_token: undefined });
    world.clock.push(590_000);
    expect((await browser.visit('/api/orders')).status).toBe(200);
    world.clock.push(10_000);
    expect((await browser.visit('/api/orders')).status).toBe(401);
  });
});
