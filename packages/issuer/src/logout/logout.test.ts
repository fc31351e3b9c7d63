import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, shop, webRedirect } from '../../../../testing/shop.ts';
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

/** When the session ended that an ID token names. */
async function endOf({ id_token }: Tokens): Promise<Date | null> {
  const [row] = await issuer.context.sql<{ at: Date | null }[]>`
    select ended_at as at from sessions where id = ${decodeJwt(id_token)['sid'] as string}`;
  return row!.at;
}

test('with the hint of this session there is no question', async () => {
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

test('no address says yes for the person', async () => {
  const { browser } = await signedIn();
  const page = await logout(browser, { client_id: 'shop-web', confirmed: 'yes' });
  expect(page.text).toContain('Shop asks to sign you out.');
  expect(await isSignedIn(browser)).toBe(true);
});

test('a form on the page of a client comes without the cookie, and gets it', async () => {
  const { browser, tokens } = await signedIn();
  const fields = { id_token_hint: tokens.id_token, state: 'a & b' };
  const answer = await createVisitor().post(`${issuer.url}/logout`, fields);
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([303, []]);
  expect(await isSignedIn(browser)).toBe(true);
  expect((await browser.get(answer.next!)).text).toContain('You are signed out');
  expect(await isSignedIn(browser)).toBe(false);
});

test('where nothing ends, the browser keeps its cookies', async () => {
  const answer = await logout(createVisitor(), {});
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []]);
});

test('a session that has been left ends too', async () => {
  const { browser, tokens } = await signedIn();
  issuer.clock.advance(12 * 3600 + 1);
  await logout(browser, { id_token_hint: tokens.id_token });
  expect(await endOf(tokens)).toBeInstanceOf(Date);
});

test('the session of the hint ends as well if it is of the same person, and not otherwise', async () => {
  const elsewhere = (await signedIn()).tokens;
  const person = { email: 'bob@example.com', password: 'correct horse bob!' };
  const bobs = await signInToShop(issuer.url, { person });
  for (const hint of [bobs, elsewhere]) {
    const { browser, tokens } = await signedIn();
    const fields = { id_token_hint: hint.id_token };
    const page = await logout(browser, fields);
    expect(page.text).toContain('Sign out?');
    await browser.post(`${issuer.url}/logout`, {
      ...fields,
      csrf: csrfOf(page),
      confirmed: 'yes',
    });
    expect(await endOf(tokens)).toBeInstanceOf(Date);
  }
  expect(await endOf(elsewhere)).toBeInstanceOf(Date);
  expect(await endOf(bobs)).toBeNull();
});

test('a native app is gone back to by its own scheme', async () => {
  const { sql } = issuer.context;
  const uri = 'com.example.app:/out';
  await sql`update clients set post_logout_redirect_uris = ${[uri]} where id = 'shop-cli'`;
  const { browser } = await signedIn();
  const fields = { client_id: 'shop-cli', post_logout_redirect_uri: uri };
  const page = await logout(browser, fields);
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("form-action 'self' com.example.app:;");
  const answer = { ...fields, csrf: csrfOf(page), confirmed: 'yes' };
  expect((await browser.post(`${issuer.url}/logout`, answer)).next).toBe(uri);
});

test('nothing leads to an address of a client that is disabled', async () => {
  const { browser, tokens } = await signedIn();
  const fields = {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: 'https://shop.example/',
  };
  const { sql } = issuer.context;
  await sql`update clients set disabled_at = now() where id = 'shop-web'`;
  const answer = await logout(browser, fields);
  await sql`update clients set disabled_at = null where id = 'shop-web'`;
  expect([answer.status, answer.next]).toEqual([400, undefined]);
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

test('what was proved in another tab, and has not led to a session yet, lets no one in', async () => {
  const { browser, tokens } = await signedIn();
  const request = { issuer: issuer.url, clientId: 'shop-web', redirectUri: webRedirect };
  const extra = { prompt: 'login' };
  const url = authorizeUrl({ ...request, codeVerifier: verifier(), extra });
  const page = (await browser.get(url)).next!;
  const { next } = await browser.post(page, { csrf: csrfOf(await browser.get(page)), ...alice });
  await logout(browser, { id_token_hint: tokens.id_token });
  // The browser goes where the form led, which another tab had it wait with.
  expect((await browser.get(next!)).next).toContain('/sign-in/');
  expect(await isSignedIn(browser)).toBe(false);
});
