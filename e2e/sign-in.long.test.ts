/** Tabs, callbacks and browsers that make signing in harder than `scenarios.test.ts` does. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { alice } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { fetchStatus, goToSignIn, newVisitor, signIn, submitSignIn } from './support/visit.ts';

let shop: Shop;
let browser: Browser;
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
});

const signInButton = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });

test('a wrong password is told, and the right one then works', async () => {
  const page = await newVisitor(browser);
  await goToSignIn(page, shop.shop);
  await submitSignIn(page, { ...alice, password: 'a wrong password' });
  await page.getByRole('alert').getByText('is not right').waitFor();
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(alice.email);
  await submitSignIn(page, alice);
  await page.getByText('Walnut chessboard').waitFor();
});

test('two tabs that wait at the form both end up signed in', async () => {
  const one = await newVisitor(browser);
  const other = await one.context().newPage();
  // Begun at the very same moment, when the browser has no cookie yet.
  await Promise.all([one, other].map((page) => goToSignIn(page, shop.shop)));
  for (const page of [one, other]) {
    await Promise.all([page.waitForEvent('framenavigated'), submitSignIn(page, alice)]);
    // The tab whose cookie the other's has replaced is shown the form once more.
    if (new URL(page.url()).origin !== shop.shop) await submitSignIn(page, alice);
    await page.getByText('Walnut chessboard').waitFor();
  }
  expect(await fetchStatus(one, '/api/orders')).toBe(200);
});

test('a tab that waits at the form goes on by itself once another one has signed in', async () => {
  const one = await newVisitor(browser);
  await goToSignIn(one, shop.shop);
  const other = await one.context().newPage();
  await goToSignIn(other, shop.shop);
  await submitSignIn(other, alice);
  await other.getByText('Walnut chessboard').waitFor();
  // As when the person looks at the first one again.
  await one.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await one.getByText('Walnut chessboard').waitFor();
});

test('a browser that lets no page copy says so', async () => {
  const page = await newVisitor(browser);
  await signIn(page, shop.shop, alice);
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.setPermission', {
    permission: { name: 'clipboard-write' },
    setting: 'denied',
    origin: shop.shop,
  });
  await page.getByRole('button', { name: 'Share order 43' }).click();
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('This browser lets no page copy.').waitFor();
});

test('a shop that cannot say who is signed in can be asked again', async () => {
  const page = await newVisitor(browser);
  await page.route('**/auth/session', (route) => route.abort());
  await page.goto(shop.shop);
  await page.getByText('There was no answer.').waitFor();
  await page.unroute('**/auth/session');
  await page.getByRole('button', { name: 'Try again' }).press('Enter');
  await signInButton(page).waitFor();
  expect(await page.getByRole('button', { name: 'Try again' }).isVisible()).toBe(false);
  expect(await page.locator(':focus').textContent()).toBe('The shop’s back room');
});

test('what will be announced is there before it has anything to say', async () => {
  const page = await newVisitor(browser);
  await page.goto(shop.shop);
  await signInButton(page).waitFor();
  expect(await page.getByRole('status').allTextContents()).toEqual(['']);
});

test('without JavaScript the shop says that it needs it', async () => {
  const page = await newVisitor(browser, { javaScriptEnabled: false });
  await page.goto(shop.shop);
  await page.locator('noscript p').waitFor();
});

test('of six tabs that begin to sign in, the others go on once one has', async () => {
  const first = await newVisitor(browser);
  const others = await Promise.all(Array.from({ length: 5 }, () => first.context().newPage()));
  for (const page of [first, ...others]) await page.goto(`${shop.shop}/auth/login?return_to=/`);
  await submitSignIn(first, alice);
  await first.getByText('Walnut chessboard').waitFor();
  for (const page of others) {
    await page.reload();
    await page.getByText('Walnut chessboard').waitFor();
    expect(page.url()).toBe(`${shop.shop}/`);
  }
});

test('a callback that the browser asks for twice, or again, signs in', async () => {
  const page = await newVisitor(browser);
  await goToSignIn(page, shop.shop);
  const called = page.waitForRequest('**/auth/callback?*');
  await submitSignIn(page, alice);
  await page.getByText('Walnut chessboard').waitFor();
  const callback = (await called).url();
  // As if the answer had been lost, with the cookie that it set.
  const [session] = (await page.context().cookies(shop.shop)).filter(({ name }) =>
    name.includes('session'),
  );
  await page.context().clearCookies({ name: session!.name });
  const tabs = [page, await page.context().newPage()];
  await Promise.all(tabs.map((tab) => tab.goto(callback)));
  for (const tab of tabs) {
    await tab.getByText('Walnut chessboard').waitFor();
    expect(tab.url()).toBe(`${shop.shop}/`);
  }
  // And the first answer was not lost after all.
  await page.context().addCookies([session!]);
  expect(await fetchStatus(page, '/api/orders')).toBe(200);
});

test('no script sets or reads a cookie with the name of ours', async () => {
  const page = await newVisitor(browser);
  await page.goto(shop.shop);
  await page.evaluate(`document.cookie = '__Host-Http-sp_session=x; Path=/; Secure'`);
  expect(await page.context().cookies(shop.shop)).toEqual([]);
});
