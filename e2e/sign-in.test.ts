/** Scenario 2: a feature for one role, for a page that holds no token. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { visitedUrls } from './support/history.ts';
import { alice, bob } from './support/people.ts';
import { type Site, startSite } from './support/site.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { fetchStatus, goToSignIn, newVisitor, signIn, submitSignIn } from './support/visit.ts';

let shop: Shop;
let attacker: Site;
let browser: Browser;
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
  const site = startSite({
    '/attack': `<form method="post" action="${shop.shop}/api/orders/43/refund"><button>Win</button></form>`,
  });
  [attacker] = await start(site);
});

const panel = (page: Page, item: string) => page.getByRole('listitem').filter({ hasText: item });
const signInButton = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });

test('alice signs in at the other site, sees orders and refunds one', async () => {
  const page = await newVisitor(browser);
  await goToSignIn(page, shop.shop);
  expect(new URL(page.url()).origin).toBe(shop.issuer);
  await submitSignIn(page, alice);
  await page.waitForURL(`${shop.shop}/`);
  await page.getByText('alice@example.com').waitFor();
  await page.getByText('Alice', { exact: true }).waitFor();
  await panel(page, 'Wool blanket').waitFor();
  expect(await page.getByRole('listitem').count()).toBe(3);

  const lantern = panel(page, 'Enamel lantern');
  await lantern.getByRole('button', { name: 'Refund' }).click();
  await lantern.getByText('Refunded by Alice').waitFor();
  await page.getByRole('button', { name: 'Show report' }).click();
  await page.getByText('Prepared for Alice (alice@example.com)').waitFor();
});

test('bob, who is no support, reads and is told who may do more', async () => {
  const page = await newVisitor(browser);
  await signIn(page, shop.shop, bob);
  const blanket = panel(page, 'Wool blanket');
  await blanket.getByRole('button', { name: 'Refund' }).click();
  await blanket.getByText('Only the support team may refund orders.').waitFor();
  await page.getByRole('button', { name: 'Show report' }).click();
  await page.getByText('Only the support team may see reports.').waitFor();
  expect(await fetchStatus(page, '/api/orders/43/refund', 'POST')).toBe(403);
});

test('a wrong password is told, and the right one then works', async () => {
  const page = await newVisitor(browser);
  await goToSignIn(page, shop.shop);
  await submitSignIn(page, { ...alice, password: 'a wrong password' });
  await page.getByRole('alert').getByText('is not right').waitFor();
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(alice.email);
  await submitSignIn(page, alice);
  await page.getByText('Walnut chessboard').waitFor();
});

/** Any of our tokens, and any JWT. */
const token = /sp_(?:at|rt|act)_|eyJ[\w-]+\.[\w-]+\./;

test('no token reaches the page: not in storage, answers, headers or history', async () => {
  const page = await newVisitor(browser);
  const answers: [url: string, text: string][] = [];
  page.on('response', async (response) => {
    if (response.status() >= 300 || !response.url().startsWith(shop.shop)) return;
    // What `fetch` shows to a script: headers without `Set-Cookie`, and a body. Of a page that was
    // left meanwhile, the body is gone.
    const headers = await response.headersArray();
    const shown = headers.filter(({ name }) => name.toLowerCase() !== 'set-cookie');
    const body = await response.text().catch(() => '');
    answers.push([response.url(), JSON.stringify(shown) + body]);
  });
  await signIn(page, shop.shop, alice);
  await panel(page, 'Walnut chessboard').waitFor();
  await expect.poll(() => answers.some(([, text]) => text.includes('Walnut'))).toBe(true);

  const paths = new Set(answers.map(([url]) => new URL(url).pathname));
  expect([...paths]).toEqual(expect.arrayContaining(['/auth/session', '/api/orders']));
  expect(answers.filter(([, text]) => token.test(text))).toEqual([]);
  const storage = '[localStorage, sessionStorage].map((each) => JSON.stringify(each)).join()';
  expect(await page.evaluate(storage)).toBe('{},{}');
  expect(await page.evaluate('document.cookie')).toBe('');
  expect((await visitedUrls(page)).filter((url) => /sp_|code=|eyJ/.test(url))).toEqual([]);
});

test('the session is a strict host cookie that no script reads', async () => {
  const page = await newVisitor(browser);
  await signIn(page, shop.shop, alice);
  const cookies = await page.context().cookies(shop.shop);
  const session = cookies.filter(({ name }) => name.includes('session'));
  expect(session).toEqual([
    expect.objectContaining({
      name: '__Host-Http-sp_session',
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
    }),
  ]);
  expect(session[0]!.value).not.toMatch(token);
  // As long as the session lives unseen; each refresh moves it on.
  const hoursLeft = (session[0]!.expires * 1000 - Date.now()) / 3_600_000;
  expect(hoursLeft).toBeGreaterThan(11.9);
  expect(hoursLeft).toBeLessThanOrEqual(12);
});

test('a form on another site refunds nothing', async () => {
  const page = await newVisitor(browser);
  await signIn(page, shop.shop, alice);
  await page.goto(`${attacker.url}/attack`);
  const answered = page.waitForResponse(`${shop.shop}/api/orders/43/refund`);
  await page.getByRole('button', { name: 'Win' }).click();
  expect((await answered).status()).toBe(401);
  await page.goto(shop.shop);
  await panel(page, 'Wool blanket').getByRole('button', { name: 'Refund' }).waitFor();
});

test('signing out ends the session, and the way back shows nothing', async () => {
  const page = await newVisitor(browser);
  await signIn(page, shop.shop, alice);
  await panel(page, 'Walnut chessboard').waitFor();
  const session = await page.context().cookies(shop.shop);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await signInButton(page).waitFor();
  expect(await fetchStatus(page, '/api/orders')).toBe(401);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('E-mail address').waitFor();

  // Back to the page with the orders.
  await page.goBack();
  await page.goBack();
  await signInButton(page).waitFor();
  expect(page.url()).toBe(`${shop.shop}/`);
  expect(await page.getByRole('listitem').count()).toBe(0);
  expect(await page.getByText('alice@example.com').count()).toBe(0);

  // A copy of the cookie is worth nothing either.
  await page.context().addCookies(session);
  expect(await fetchStatus(page, '/api/orders')).toBe(401);
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

test('the keyboard is enough', async () => {
  const page = await newVisitor(browser);
  const { keyboard } = page;
  await page.goto(shop.shop);
  await signInButton(page).waitFor();
  await tabTo(page, 'Sign in');
  await keyboard.press('Enter');
  await page.getByLabel('E-mail address').waitFor();
  await keyboard.type(alice.email);
  await keyboard.press('Tab');
  await keyboard.type(alice.password);
  await keyboard.press('Enter');
  await panel(page, 'Walnut chessboard').waitFor();
  await tabTo(page, 'Refund order 42');
  await keyboard.press('Enter');
  await page.getByText('Refunded by Alice').last().waitFor();
  const focused = page.locator(':focus');
  await expect.poll(() => focused.textContent()).toBe('The money is on its way back.');
  await page.evaluate('document.activeElement?.blur()');
  await tabTo(page, 'Sign out');
  await keyboard.press('Enter');
  await signInButton(page).waitFor();
});

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused =
    '((element) => element?.ariaLabel ?? element?.textContent.trim())(document.activeElement)';
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(focused)) === name) return;
  }
  throw new Error(`Tab does not lead to ${name}.`);
}

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

test('signing in by a link needs no JavaScript', async () => {
  const page = await newVisitor(browser, { javaScriptEnabled: false });
  await page.goto(`${shop.shop}/auth/login?return_to=/`);
  await submitSignIn(page, { ...alice, password: 'a wrong password' });
  await page.getByRole('alert').waitFor();
  await submitSignIn(page, alice);
  await page.waitForURL(`${shop.shop}/`);
  const names = (await page.context().cookies(shop.shop)).map(({ name }) => name);
  expect(names).toContain('__Host-Http-sp_session');
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

test('no secret was logged', () => {
  expect(shop.logged.length).toBeGreaterThan(0);
  expect(shop.logged.filter((line) => /correct horse|sp_|eyJ/.test(line))).toEqual([]);
});
