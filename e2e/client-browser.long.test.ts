/** `@sallyport/client/browser`, in a page of the shop: three lines are enough. */
import { readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { alice } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { newVisitor, submitSignIn } from './support/visit.ts';

let shop: Shop;
let browser: Browser;
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
  const source = new URL('../packages/client/src/browser.ts', import.meta.url);
  const files = {
    'own.html': ownPage,
    'page.js': ownScript,
    'browser.js': stripTypeScriptTypes(await readFile(source, 'utf8')),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(shop.pages, name), text);
});

/** A page that shows what it knows, and has nothing but the module. */
const ownPage = `<!doctype html><title>Page</title><p id="who"></p><button id="in">In</button>
<button id="out">Out</button><script type="module" src="/page.js"></script>`;
const ownScript = `
import { fetchSignedIn, session, signIn, signOut } from '/browser.js';
const who = await session();
document.getElementById('who').textContent = JSON.stringify(who);
document.getElementById('in').onclick = () => signIn();
document.getElementById('out').onclick = () => signOut();
window.statusOf = async (path) => (await fetchSignedIn(path)).status;
window.failure = () => session().catch(({ name, status, code }) => [name, status, code]);`;

const shown = async (page: Page): Promise<Record<string, unknown>> => {
  const text = page.locator('#who');
  await expect.poll(() => text.textContent()).toContain('{');
  return JSON.parse((await text.textContent())!);
};

async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'In' }).click();
  await submitSignIn(page, alice);
  await page.waitForURL(/\/own\.html/);
}

test('a page signs in, comes back to where it was, knows who it is, and signs out', async () => {
  const page = await newVisitor(browser);
  await page.goto(`${shop.shop}/own.html?tab=2#below`);
  expect(await shown(page)).toEqual({ signedIn: false, error: null });
  await signIn(page);
  expect(page.url()).toBe(`${shop.shop}/own.html?tab=2#below`);
  const { endsAt, permissions, ...who } = await shown(page);
  expect(who).toEqual({
    signedIn: true,
    user: {
      sub: expect.any(String),
      name: 'Alice',
      email: alice.email,
      emailVerified: expect.any(Boolean),
    },
    roles: expect.arrayContaining(['support']),
  });
  expect(permissions).toMatchObject({
    'https://orders.example': expect.arrayContaining(['orders:refund']),
  });
  expect(Date.parse(endsAt as string)).toBeGreaterThan(Date.now());
  expect(await page.evaluate(`statusOf('/api/orders')`)).toBe(200);

  await page.getByRole('button', { name: 'Out' }).click();
  await page.waitForURL(`${shop.shop}/`);
  await page.goto(`${shop.shop}/own.html`);
  expect(await shown(page)).toEqual({ signedIn: false, error: null });
});

test('a sign-in that did not succeed is told once', async () => {
  const page = await newVisitor(browser);
  await page.goto(`${shop.shop}/own.html#auth_error=access_denied`);
  expect(await shown(page)).toEqual({ signedIn: false, error: 'access_denied' });
  expect(page.url()).toBe(`${shop.shop}/own.html`);
});

test('a call after the session has ended leads to signing in, and back', async () => {
  const page = await newVisitor(browser);
  await page.goto(`${shop.shop}/own.html`);
  await shown(page);
  await page.evaluate(`void statusOf('/api/orders')`);
  await submitSignIn(page, alice);
  await page.waitForURL(`${shop.shop}/own.html`);
  expect(await shown(page)).toMatchObject({ signedIn: true });
});

test('a 401 that signing in does not change comes back', async () => {
  const page = await newVisitor(browser);
  await page.goto(`${shop.shop}/own.html`);
  await shown(page);
  await signIn(page);
  await shown(page);
  await page.route('**/api/orders', (route) => route.fulfill({ status: 401, body: '{}' }));
  expect(await page.evaluate(`statusOf('/api/orders')`)).toBe(401);
  expect(page.url()).toBe(`${shop.shop}/own.html`);
});

test('what the gateway refuses with is an error that says so', async () => {
  const page = await newVisitor(browser);
  await page.goto(`${shop.shop}/own.html`);
  await shown(page);
  const body = JSON.stringify({ error: 'temporarily_unavailable', error_description: 'Later.' });
  await page.route('**/auth/session', (route) => route.fulfill({ status: 503, body }));
  expect(await page.evaluate('failure()')).toEqual([
    'BrowserError',
    503,
    'temporarily_unavailable',
  ]);
  await page.unroute('**/auth/session');
  await page.route('**/auth/session', (route) => route.abort());
  expect(await page.evaluate('failure()')).toEqual(['BrowserError', undefined, 'unreachable']);
});
