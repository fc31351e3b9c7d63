import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessToken, type World } from '../testing/gateway.fixture.ts';
import { page, type ShopBrowser, visitShop } from './token-handler.fixture.ts';

let world: World;
let browser: ShopBrowser;
beforeEach(async () => {
  ({ world, browser } = await visitShop());
});
afterEach(() => world.close());

describe('signing out', () => {
  test('ends the session at the issuer, forgets it, and says where the issuer forgets it, too', async () => {
    await browser.signIn();
    const answer = await browser.post('/auth/logout');
    const location = new URL(answer.json()['location'] as string);
    expect(location.origin + location.pathname).toBe(`${world.issuer.url}/logout`);
    expect(Object.fromEntries(location.searchParams)).toEqual({
      client_id: 'shop-web',
      post_logout_redirect_uri: 'http://shop.example/',
    });
    expect(world.issuer.asked('/internal/sign-out')).toEqual([
      { client_id: 'shop-web', access_token: accessToken('alice'), refresh_token: 'refresh-1' },
    ]);
    expect(browser.names()).toEqual(['__Host-Http-sp_login_…']);
  });

  test('by a form goes on to the issuer', async () => {
    await browser.signIn();
    const headers = { ...page, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await browser.visit('/auth/logout', { method: 'POST', headers, body: 'a=b' });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toContain(`${world.issuer.url}/logout?client_id=shop-web`);
    expect(world.issuer.asked('/internal/sign-out').length).toBe(1);
    expect(browser.names()).toEqual(['__Host-Http-sp_login_…']);
  });

  test('that could not be done is not claimed', async () => {
    await browser.signIn();
    world.issuer.failing.add('/internal/sign-out');
    expect((await browser.post('/auth/logout')).status).toBe(503);
    expect(browser.names()).toContain('__Host-Http-sp_session');
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
    await browser.signIn();
    const answer = await browser.post('/auth/logout', {}, headers);
    expect(answer.status).toBe(status);
    expect(browser.names()).toContain('__Host-Http-sp_session');
    const { receipts } = await world.issuer.receiptsOf(String(answer.json()['request_id']));
    const receipt = { status, path: '/auth/logout', credentials: 'none', caller: null };
    expect(receipts).toMatchObject(status === 403 ? [receipt] : []);
  });
});

test('the endpoints take their own methods', async () => {
  expect((await browser.visit('/auth/logout')).headers.allow).toBe('POST');
  expect((await browser.post('/auth/session')).headers.allow).toBe('GET');
  expect((await browser.visit('/auth/login', { method: 'PUT' })).headers.allow).toBe('GET, POST');
  expect((await browser.visit('/auth/other')).status).toBe(404);
});
