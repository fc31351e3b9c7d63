import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeUrl, Browserless, verifier } from '../../../../testing/browserless.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { shop, webRedirect } from '../../../../testing/shop.ts';
import { signInToShop, type Tokens } from '../../../../testing/sign-in.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

async function signedIn(): Promise<{ browser: Browserless; tokens: Tokens }> {
  const browser = new Browserless();
  return { browser, tokens: await signInToShop(issuer.url, { browser }) };
}

const logout = (browser: Browserless, parameters: Record<string, string>) =>
  browser.fetch(`${issuer.url}/logout?${new URLSearchParams(parameters)}`);

/** Whether the issuer still knows who this browser is. */
async function isSignedIn(browser: Browserless): Promise<boolean> {
  const request = { issuer: issuer.url, clientId: 'shop-web', redirectUri: webRedirect };
  const extra = { prompt: 'none' };
  const url = authorizeUrl({ ...request, codeVerifier: verifier(), extra });
  const location = (await browser.fetch(url)).headers.get('location')!;
  return new URL(location).searchParams.has('code');
}

const works = async ({ access_token }: Tokens) => {
  const headers = { authorization: `Bearer ${access_token}` };
  return (await fetch(`${issuer.url}/userinfo`, { headers })).status === 200;
};

test('with the hint of this very session nobody is asked', async () => {
  const { browser, tokens } = await signedIn();
  const answer = await logout(browser, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: 'https://shop.example/',
    state: 'xyz',
  });
  expect(answer.headers.get('location')).toBe('https://shop.example/?state=xyz');
  expect(await isSignedIn(browser)).toBe(false);
  expect(await works(tokens)).toBe(false);
});

test('without it the person is asked, and stays until they answer', async () => {
  const { browser, tokens } = await signedIn();
  const page = await logout(browser, { client_id: 'shop-web' });
  const html = await page.text();
  expect(html).toContain('Shop asks to sign you out.');
  expect(await isSignedIn(browser)).toBe(true);
  const done = await browser.submit({ url: page.url, html }, {}, /logout/);
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('signed out')]);
  expect(await isSignedIn(browser)).toBe(false);
  expect(await works(tokens)).toBe(false);
});

test('an answer that another page made up counts for nothing', async () => {
  const { browser } = await signedIn();
  const answer = await browser.fetch(`${issuer.url}/logout`, {
    method: 'POST',
    body: new URLSearchParams({ confirmed: 'yes', csrf: 'guessed' }),
  });
  expect(answer.status).toBe(403);
  expect(await isSignedIn(browser)).toBe(true);
});

test('nothing leads to an address that is not registered', async () => {
  const { browser, tokens } = await signedIn();
  const answer = await logout(browser, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: 'https://evil.example/',
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  expect(await isSignedIn(browser)).toBe(true);
});

test('what was granted offline outlives the session', async () => {
  const browser = new Browserless();
  const tokens = await signInToShop(issuer.url, { browser, scope: 'openid offline_access' });
  await logout(browser, { id_token_hint: tokens.id_token });
  expect(await works(tokens)).toBe(true);
});
