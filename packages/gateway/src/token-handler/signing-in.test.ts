import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessToken, type World } from '../testing/gateway.fixture.ts';
import { page, type ShopBrowser, tokens, visitShop } from './token-handler.fixture.ts';

let world: World;
let browser: ShopBrowser;
beforeEach(async () => {
  ({ world, browser } = await visitShop());
});
afterEach(() => world.close());

describe('signing in', () => {
  const wishes = {
    acr_values: 'urn:example:mfa pwd',
    login_hint: 'alice+1@example.com',
    max_age: '0',
    prompt: 'login consent',
    ui_locales: 'de-AT en',
  };

  test('what a page asks for goes on to the issuer, by POST and by GET', async () => {
    const byPost = await browser.startLogin({ ...wishes, max_age: 0 });
    expect(Object.fromEntries(byPost)).toMatchObject(wishes);
    const headers = { 'sec-fetch-site': 'none' };
    const answer = await browser.visit(`/auth/login?${new URLSearchParams(wishes)}`, { headers });
    const byGet = new URL(answer.headers.location!).searchParams;
    expect(Object.fromEntries(byGet)).toMatchObject(wishes);
  });

  test('and nothing else does', async () => {
    const others = { scope: 'admin', redirect_uri: 'https://evil.example/', client_id: 'x' };
    const request = await browser.startLogin({ ...others, request_uri: 'urn:x', state: 'mine' });
    expect(Object.fromEntries(request)).toMatchObject({
      scope: 'openid profile',
      client_id: 'shop-web',
    });
    expect([request.has('request_uri'), request.get('state') === 'mine']).toEqual([false, false]);
  });

  test.each(['-1', '1.5', 'soon', '1e3', ''])('max_age=%s is refused', async (max_age) => {
    const description = 'max_age: must be whole seconds';
    const byPost = await browser.post('/auth/login', { max_age });
    expect([byPost.status, byPost.json()['error_description']]).toEqual([400, description]);
    const headers = { 'sec-fetch-site': 'none' };
    const byGet = await browser.visit(`/auth/login?max_age=${max_age}`, { headers });
    expect([byGet.status, byGet.json()['error_description']]).toEqual([400, description]);
  });

  test.each<[object, string]>([
    [{ return_to: 7 }, 'return_to: must be text'],
    [{ prompt: 'p'.repeat(2_001) }, 'prompt: must have 2000 characters at most'],
    [[], 'The body is not a JSON object.'],
  ])('a body of another shape is refused in plain words', async (body, description) => {
    const answer = await browser.post('/auth/login', body);
    expect([answer.status, answer.json()['error_description']]).toEqual([400, description]);
  });

  test('goes to the issuer with PKCE, state and nonce, and comes back with a session', async () => {
    const request = await browser.startLogin({ return_to: '/orders?a=1#top' });
    const state = request.get('state')!;
    expect(Object.fromEntries(request)).toMatchObject({
      response_type: 'code',
      client_id: 'shop-web',
      redirect_uri: 'http://shop.example/auth/callback',
      scope: 'openid profile',
      code_challenge_method: 'S256',
    });
    expect(browser.names()).toEqual(['__Host-Http-sp_login_…']);

    world.issuer.answers['/token'] = (form, { headers }) => {
      browser.tokenRequests.push(form);
      expect(headers.authorization).toBe(
        `Basic ${Buffer.from('shop-web:secret+of+the+shop').toString('base64')}`,
      );
      return tokens({ id_token: browser.idToken({ nonce: request.get('nonce') }) });
    };
    const answer = await browser.finish({ state, code: 'code-1' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/orders?a=1#top']);
    const [form] = browser.tokenRequests;
    const challenge = createHash('sha256').update(form!.get('code_verifier')!).digest('base64url');
    expect(challenge).toBe(request.get('code_challenge'));
    expect(form!.get('redirect_uri')).toBe('http://shop.example/auth/callback');
    expect(browser.names()).toEqual(['__Host-Http-sp_login_…', '__Host-Http-sp_session']);
    const [session] = answer.headers['set-cookie']!;
    expect(session).toMatch(/; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(session!.length).toBeLessThan(4096);
    expect(session).not.toContain(accessToken('alice'));
  });

  test('goes on when the issuer node that was asked is stopped meanwhile', async () => {
    const request = await browser.startLogin({ return_to: '/orders' });
    let asked = 0;
    world.issuer.answers['/token'] = () =>
      ++asked === 1
        ? { status: 503, body: null }
        : tokens({ id_token: browser.idToken({ nonce: request.get('nonce') }) });
    const answer = await browser.finish({ state: request.get('state')!, code: 'code-1' });
    expect([answer.headers.location, asked]).toEqual(['/orders', 2]);
  });

  test('in many tabs goes on in each of them, in whatever order', async () => {
    const begun: URLSearchParams[] = [];
    for (let tab = 0; tab < 6; tab++)
      begun.push(await browser.startLogin({ return_to: `/${tab}` }));
    for (const tab of [0, 5, 3, 1, 4, 2]) {
      const request = begun[tab]!;
      world.issuer.answers['/token'] = () =>
        tokens({ id_token: browser.idToken({ nonce: request.get('nonce') }) });
      world.clock.push(60_000);
      const answer = await browser.finish({ state: request.get('state')!, code: `code-${tab}` });
      expect(answer.headers.location).toBe(`/${tab}`);
    }
    expect(browser.names()).toEqual(['__Host-Http-sp_login_…', '__Host-Http-sp_session']);
  });

  describe('by a link', () => {
    test('leads to the issuer and back to the place that was asked for', async () => {
      const answer = await browser.visit('/auth/login?return_to=/orders%3Fa%3D1');
      expect(answer.status).toBe(303);
      const { origin, pathname, searchParams } = new URL(answer.headers.location!);
      expect(origin + pathname).toBe(`${world.issuer.url}/authorize`);
      world.issuer.answers['/token'] = () =>
        tokens({ id_token: browser.idToken({ nonce: searchParams.get('nonce') }) });
      const back = await browser.finish({ state: searchParams.get('state')!, code: 'code-1' });
      expect(back.headers.location).toBe('/orders?a=1');
    });

    test.each([
      ['none', 303],
      ['same-origin', 303],
      ['same-site', 303],
      ['cross-site', 403],
    ])('from %s', async (site, status) => {
      const answer = await browser.visit('/auth/login', { headers: { 'sec-fetch-site': site } });
      expect(answer.status).toBe(status);
      expect(browser.names().length).toBe(status === 303 ? 1 : 0);
    });

    test('never returns to another origin', async () => {
      const answer = await browser.visit('/auth/login?return_to=//evil.example');
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
    const answer = await browser.post('/auth/login', { return_to });
    expect([answer.status, answer.json()['error']]).toEqual([400, 'invalid_request']);
  });

  test.each([
    ['another site', { ...page, origin: 'https://evil.example' }, 403],
    ['a sibling domain', { ...page, 'sec-fetch-site': 'same-site' }, 403],
    ['no browser at all', { host: 'shop.example' }, 403],
    ['a form', { ...page, 'content-type': 'text/plain' }, 415],
  ])('is not begun for %s', async (_, headers, status) => {
    expect((await browser.post('/auth/login', {}, headers)).status).toBe(status);
  });

  test('takes a body of bounded size', async () => {
    const answer = await browser.post('/auth/login', { return_to: 'x'.repeat(20_000) });
    expect(answer.status).toBe(413);
  });
});
