import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CookieJar } from '../../../../testing/cookie-jar.ts';
import { type Answered, ask, createWorld, type World } from '../testing/gateway.fixture.ts';
import {
  home,
  type ShopBrowser,
  shopSettings,
  tokens,
  visitShop,
} from './token-handler.fixture.ts';

let world: World;
let browser: ShopBrowser;
beforeEach(async () => {
  ({ world, browser } = await visitShop());
});
afterEach(() => world.close());

describe('coming back', () => {
  const errorOf = (answer: Answered) => {
    expect(answer.status).toBe(303);
    expect(browser.names().filter((name) => name.includes('session'))).toEqual([]);
    return answer.headers.location;
  };

  test('without an attempt in this browser signs no one in', async () => {
    const request = await browser.startLogin();
    browser.jar = new CookieJar();
    const answer = await browser.finish({ state: request.get('state')!, code: 'code-1' });
    expect(errorOf(answer)).toBe('/#auth_error=expired_attempt');
    expect(browser.tokenRequests).toEqual([]);
  });

  test('with an attempt under a name that begins with A0 signs no one in', async () => {
    const state = (await browser.startLogin()).get('state')!;
    const cookie = `\xa0${browser.jar.header(home)}`;
    browser.jar = new CookieJar();
    const query = new URLSearchParams({ iss: world.issuer.url, state, code: 'code-1' });
    const answer = await browser.visit(`/auth/callback?${query}`, { headers: { cookie } });
    expect(errorOf(answer)).toBe('/#auth_error=expired_attempt');
    expect(browser.tokenRequests).toEqual([]);
  });

  test('too late signs no one in', async () => {
    const request = await browser.startLogin();
    world.clock.push(3_600_000);
    const answer = await browser.finish({ state: request.get('state')!, code: 'code-1' });
    expect(errorOf(answer)).toBe('/#auth_error=expired_attempt');
  });

  test('with an error tells the page that asked', async () => {
    const request = await browser.startLogin({ return_to: '/orders#top' });
    const answer = await browser.finish({ state: request.get('state')!, error: 'access_denied' });
    expect(errorOf(answer)).toBe('/orders#auth_error=access_denied');
  });

  test.each([
    ['from another issuer', { iss: 'https://evil.example' }],
    ['without an issuer', { iss: '' }],
    ['without a code', { code: '' }],
    ['with an error that is none', { error: '<script>' }],
  ])('%s redeems nothing', async (_, query) => {
    const request = await browser.startLogin();
    const answer = await browser.finish({ state: request.get('state')!, code: 'code-1', ...query });
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
    const request = await browser.startLogin();
    world.issuer.answers['/token'] = () =>
      tokens({ id_token: browser.idToken({ nonce: request.get('nonce'), ...changes }) });
    const answer = await browser.finish({ state: request.get('state')!, code: 'code-1' });
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
      const request = await browser.startLogin();
      world.issuer.answers['/token'] = () =>
        tokens({ id_token: browser.idToken({ nonce: request.get('nonce') }) });
      const query = { iss: world.issuer.url, state: request.get('state')!, code: 'code-1' };
      const path = `/auth/callback?${new URLSearchParams(query)}`;
      const ahead = await browser.visit(path, { headers: { [name]: value } });
      expect([ahead.status, ahead.headers['cache-control']]).toEqual([503, 'no-store']);
      expect(world.issuer.asked('/token')).toEqual([]);
      expect((await browser.visit(path)).headers.location).toBe('/');
      expect(browser.names()).toContain('__Host-Http-sp_session');
    },
  );

  test('twice at once, or again, asks the issuer the same each time', async () => {
    const request = await browser.startLogin();
    world.issuer.answers['/token'] = (form) => {
      browser.tokenRequests.push(form);
      return tokens({ id_token: browser.idToken({ nonce: request.get('nonce') }) });
    };
    const query = { state: request.get('state')!, code: 'code-1' };
    const answers = await Promise.all([browser.finish(query), browser.finish(query)]);
    answers.push(await browser.finish(query));
    expect(answers.map(({ headers }) => headers.location)).toEqual(['/', '/', '/']);
    expect(new Set(browser.tokenRequests.map(String)).size).toBe(1);
  });

  test('at another gateway of the installation asks the issuer the same', async () => {
    const other = await createWorld({
      settings: { ...shopSettings, issuerUrl: world.issuer.url },
      behind: world.issuer,
    });
    try {
      const request = await browser.startLogin({ return_to: '/orders' });
      world.issuer.answers['/token'] = (form) => {
        browser.tokenRequests.push(form);
        return tokens({ id_token: browser.idToken({ nonce: request.get('nonce') }) });
      };
      const query = { iss: world.issuer.url, state: request.get('state')!, code: 'code-1' };
      const path = `/auth/callback?${new URLSearchParams(query)}`;
      const headers = { host: 'shop.example', cookie: browser.jar.header(home)! };
      for (const { port } of [world, other]) {
        expect((await ask(port, path, { headers })).headers.location).toBe('/orders');
      }
      expect(new Set(browser.tokenRequests.map(String)).size).toBe(1);
    } finally {
      await other.gateway.close();
    }
  });

  test('with a code that is too old leaves the session that there is', async () => {
    await browser.signIn();
    const { issuer } = world;
    const request = await browser.startLogin({ return_to: '/orders' });
    issuer.answers['/token'] = () => ({ status: 400, body: { error: 'invalid_grant' } });
    const answer = await browser.finish({ state: request.get('state')!, code: 'code-0' });
    expect(answer.headers.location).toBe('/orders#auth_error=expired_attempt');
    expect((await browser.visit('/auth/session')).json()['signed_in']).toBe(true);
  });
});

describe('coming back,', () => {
  test('an ID token signed by ES256, as a client can be registered for, signs in', async () => {
    const request = await browser.startLogin();
    world.issuer.answers['/token'] = () =>
      tokens({ id_token: browser.idToken({ nonce: request.get('nonce') }, 'ES256') });
    const answer = await browser.finish({ state: request.get('state')!, code: 'code-1' });
    expect(answer.headers.location).not.toContain('auth_error');
  });

  test.each(['none', 'HS256', 'PS256'])(
    'an ID token signed by %s, which no client can be registered for, signs no one in',
    async (alg) => {
      const request = await browser.startLogin();
      world.issuer.answers['/token'] = () =>
        tokens({ id_token: browser.idToken({ nonce: request.get('nonce') }, alg) });
      const answer = await browser.finish({ state: request.get('state')!, code: 'code-1' });
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
    const request = await browser.startLogin();
    world.issuer.answers['/token'] = () =>
      tokens({ id_token: browser.idToken({ nonce: request.get('nonce') }), ...changes });
    const answer = await browser.finish({ state: request.get('state')!, code: 'code-1' });
    expect(answer.headers.location).toBe('/#auth_error=server_error');
    expect(browser.names()).toEqual(['__Host-Http-sp_login_…']);
  });

  test('the ID token is judged by the clock of the gateway', async () => {
    world.clock.pushWall(3_600_000);
    await browser.signIn();
    expect(browser.names()).toContain('__Host-Http-sp_session');
  });

  test.each([
    ['state twice', { state: '' }],
    ['a token beside the code', { id_token: 'e30.e30.e30' }],
    ['an answer as a JWT', { response: 'e30.e30.e30' }],
  ])('%s redeems nothing', async (_, extra) => {
    const request = await browser.startLogin();
    const query = { iss: world.issuer.url, state: request.get('state')!, code: 'code-1' };
    const answer = await browser.visit(
      `/auth/callback?${new URLSearchParams(query)}&${new URLSearchParams(extra)}`,
    );
    expect(answer.headers.location).toBe('/#auth_error=server_error');
    expect(world.issuer.asked('/token')).toEqual([]);
  });

  test('what the issuer answers with reaches no log', async () => {
    const request = await browser.startLogin();
    world.issuer.answers['/token'] = () =>
      tokens({ id_token: browser.idToken({ nonce: 'other' }), access_token: 'sp_at_secret' });
    await browser.finish({ state: request.get('state')!, code: 'code-1' });
    expect(world.logged.length).toBeGreaterThan(0);
    expect(world.logged.join('')).not.toContain('sp_at_secret');
    expect(world.logged.join('')).toContain('nonce');
  });
});
