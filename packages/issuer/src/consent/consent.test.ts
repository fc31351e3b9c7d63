import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeAs, authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, nativeRedirect, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../testing/visitor.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  const [web, cli, ...others] = shop.clients;
  const redirect_uris = [nativeRedirect, 'com.example.shop:/callback', 'https://shop.example/app'];
  const clients = [web, { ...cli, redirect_uris }, ...others];
  issuer = await startTestIssuer({ ...shop, clients });
});
afterAll(() => issuer.close());

const urlFor = (redirectUri: string, extra: Record<string, string> = {}, clientId = 'shop-cli') =>
  authorizeUrl({ issuer: issuer.url, clientId, redirectUri, codeVerifier: verifier(), extra });

/** A browser in which Alice is signed in at the shop's page. */
async function signedIn(): Promise<Visitor> {
  const browser = createVisitor();
  await signInToShop(issuer.url, { browser });
  return browser;
}

/** What the client is told in the end. */
async function answer(browser: Visitor, page: string, fields: Record<string, string>) {
  const posted = await browser.post(page, fields);
  return new URL((await browser.get(posted.next!)).next!);
}

const listener = 'http://127.0.0.1:49152/callback';

test.each([
  [listener, 'at 127.0.0.1:49152'],
  ['com.example.shop:/callback', 'com.example.shop: addresses'],
])(
  'a program that listens at %s gets no code without the person being asked',
  async (uri, words) => {
    const browser = await signedIn();
    const page = (await browser.get(urlFor(uri))).next!;
    expect(page).toContain(`${issuer.url}/consent/`);
    const shown = await browser.get(page);
    expect(shown.text).toContain('Shop CLI asks to sign you in');
    expect(shown.text).toContain(words);
    const back = await answer(browser, page, { csrf: csrfOf(shown), answer: 'given' });
    expect(back.href.startsWith(uri)).toBe(true);
    expect(back.searchParams.has('code')).toBe(true);
  },
);

test('a person who cancels sends access_denied, and it stays so', async () => {
  const browser = await signedIn();
  const page = (await browser.get(urlFor(listener))).next!;
  const csrf = csrfOf(await browser.get(page));
  const denied = await answer(browser, page, { csrf, answer: 'denied' });
  expect(denied.searchParams.get('error')).toBe('access_denied');
  const late = await answer(browser, page, { csrf, answer: 'given' });
  expect(late.searchParams.get('error')).toBe('access_denied');
});

test('with prompt=none the client is told that consent is required', async () => {
  const browser = await signedIn();
  const back = new URL((await browser.get(urlFor(listener, { prompt: 'none' }))).next!);
  expect(back.searchParams.get('error')).toBe('consent_required');
});

test('an answer that was not made on the page counts for nothing', async () => {
  const browser = await signedIn();
  const page = (await browser.get(urlFor(listener))).next!;
  expect((await browser.post(page, { answer: 'given' })).status).toBe(403);
  expect((await browser.get(page.replace('/consent/', '/authorize/'))).next).toBe(page);
  const other = await signedIn();
  const csrf = csrfOf(await other.get((await other.get(urlFor(listener))).next!));
  expect((await other.post(page, { csrf, answer: 'given' })).status).toBe(400);
  expect((await browser.get(page.replace('/consent/', '/authorize/'))).next).toBe(page);
});

test('who signs in on the way has seen which program asks', async () => {
  const request = { issuer: issuer.url, clientId: 'shop-cli', redirectUri: listener };
  const back = await authorizeAs(createVisitor(), { ...request, codeVerifier: verifier() }, alice);
  expect(back.searchParams.has('code')).toBe(true);
});

test('an https address of a native client reaches that client alone', async () => {
  const browser = await signedIn();
  const back = new URL((await browser.get(urlFor('https://shop.example/app'))).next!);
  expect(back.searchParams.has('code')).toBe(true);
});

test('prompt=consent asks for any client', async () => {
  const browser = await signedIn();
  const uri = 'https://shop.example/auth/callback';
  const page = (await browser.get(urlFor(uri, { prompt: 'consent' }, 'shop-web'))).next!;
  const csrf = csrfOf(await browser.get(page));
  const back = await answer(browser, page, { csrf, answer: 'given' });
  expect(back.searchParams.has('code')).toBe(true);
});

test('a corrupt stored request is an error that names it', async () => {
  const browser = await signedIn();
  const page = (await browser.get(urlFor(listener))).next!;
  await issuer.context.sql`
    update authorization_requests set parameters = parameters - 'scope' where consent is null`;
  expect((await browser.get(page)).status).toBe(500);
  expect(issuer.logged.join('')).toMatch(/authorization_requests [0-9a-f]{64}: parameters\.scope/);
});
