import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { shop, webRedirect } from '../../../../testing/shop.ts';
import { signInToShop, type Tokens } from '../../../../testing/sign-in.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../testing/visitor.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

async function signedIn(): Promise<{ browser: Visitor; tokens: Tokens }> {
  const browser = createVisitor();
  return { browser, tokens: await signInToShop(issuer.url, { browser }) };
}

const logout = (browser: Visitor, parameters: Record<string, string>) =>
  browser.get(`${issuer.url}/logout?${new URLSearchParams(parameters)}`);

/** Whether the issuer still knows who this browser is. */
async function isSignedIn(browser: Visitor): Promise<boolean> {
  const request = { issuer: issuer.url, clientId: 'shop-web', redirectUri: webRedirect };
  const extra = { prompt: 'none' };
  const url = authorizeUrl({ ...request, codeVerifier: verifier(), extra });
  return new URL((await browser.get(url)).next!).searchParams.has('code');
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
  expect(answer.next).toBe('https://shop.example/?state=xyz');
  expect(await isSignedIn(browser)).toBe(false);
  expect(await works(tokens)).toBe(false);
});

test('without it the person is asked, and stays until they answer', async () => {
  const { browser, tokens } = await signedIn();
  const page = await logout(browser, { client_id: 'shop-web' });
  expect(page.text).toContain('Shop asks to sign you out.');
  expect(await isSignedIn(browser)).toBe(true);
  const answer = { csrf: csrfOf(page), confirmed: 'yes', client_id: 'shop-web' };
  const done = await browser.post(`${issuer.url}/logout`, answer);
  expect([done.status, done.text]).toEqual([200, expect.stringContaining('signed out')]);
  expect(await isSignedIn(browser)).toBe(false);
  expect(await works(tokens)).toBe(false);
});

test('an answer that another page made up counts for nothing', async () => {
  const { browser } = await signedIn();
  const made = { confirmed: 'yes', csrf: 'guessed' };
  const answer = await browser.post(`${issuer.url}/logout`, made);
  expect(answer.status).toBe(403);
  expect(await isSignedIn(browser)).toBe(true);
});

test('nothing leads to an address that is not registered', async () => {
  const { browser, tokens } = await signedIn();
  const answer = await logout(browser, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: 'https://evil.example/',
  });
  expect([answer.status, answer.next]).toEqual([400, undefined]);
  expect(await isSignedIn(browser)).toBe(true);
});

test('what was granted offline outlives the session', async () => {
  const browser = createVisitor();
  const tokens = await signInToShop(issuer.url, { browser, scope: 'openid offline_access' });
  await logout(browser, { id_token_hint: tokens.id_token });
  expect(await works(tokens)).toBe(true);
});
