/**
 * Three scenarios in a browser, on one system: a page that holds no token (2), a link that shows one order (1), and
 * another system that proves who a person is (4). What makes each of them harder is in long tests.
 */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { createLinksClient } from '../packages/client/src/links.ts';
import { createAdmin } from './support/admin.ts';
import { launchBrowser } from './support/browser.ts';
import { visitedUrls } from './support/history.ts';
import { alice, bob } from './support/people.ts';
import { type Site, startSite } from './support/site.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, shopApiSecret, startShop } from './support/system.ts';
import { fetchStatus, goToSignIn, newVisitor, signIn, submitSignIn } from './support/visit.ts';

let shop: Shop;
let attacker: Site;
let browser: Browser;
/** Alice's, and what it was answered: the URL, and what `fetch` shows to a script. */
let page: Page;
const answers: [url: string, text: string][] = [];
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
  const site = startSite({
    '/attack': `<form method="post" action="${shop.shop}/api/orders/43/refund"><button>Win</button></form>`,
  });
  [attacker] = await start(site);
  page = await newVisitor(browser);
  page.on('response', async (response) => {
    if (response.status() >= 300 || !response.url().startsWith(shop.shop)) return;
    // Headers without `Set-Cookie`, and a body. Of a page that was left meanwhile, the body is gone.
    const headers = await response.headersArray();
    const shown = headers.filter(({ name }) => name.toLowerCase() !== 'set-cookie');
    const body = await response.text().catch(() => '');
    answers.push([response.url(), JSON.stringify(shown) + body]);
  });
});

const panel = (page: Page, item: string) => page.getByRole('listitem').filter({ hasText: item });
const signInButton = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });

test('alice signs in at the other site, sees orders and refunds one', async () => {
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

/** Any of our tokens, and any JWT. */
const token = /sp_(?:at|rt|act)_|eyJ[\w-]+\.[\w-]+\./;

test('no token reaches the page: not in storage, answers, headers or history', async () => {
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
  const tab = await page.context().newPage();
  await tab.goto(`${attacker.url}/attack`);
  const answered = tab.waitForResponse(`${shop.shop}/api/orders/43/refund`);
  await tab.getByRole('button', { name: 'Win' }).click();
  expect((await answered).status()).toBe(401);
  await tab.goto(shop.shop);
  await panel(tab, 'Wool blanket').getByRole('button', { name: 'Refund' }).waitFor();
});

test('signing out ends the session, and the way back shows nothing', async () => {
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

const createLinks = () =>
  createLinksClient({ issuer: shop.issuer, clientId: 'shop-api', clientSecret: shopApiSecret });

const linkToOrder = () => ({
  url: `${shop.shop}/landing.html?order=42`,
  api: 'https://orders.example',
  permissions: ['orders:read'],
  authorizationDetails: [{ type: 'order', identifier: '42', actions: ['read'] }],
});

const showOrder = (page: Page) => page.getByRole('button', { name: 'Show my order' }).click();
const order = (page: Page) => page.getByRole('heading', { name: 'Walnut chessboard' }).waitFor();

test('a click shows the order, and a second visitor learns that the link was used', async () => {
  const links = createLinks();
  const link = await links.create(linkToOrder());
  const page = await newVisitor(browser);
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.goto(link.url);
  await page.getByRole('heading', { name: 'Order 42 is for you to see' }).waitFor();
  expect((await links.get(link.id)).state).toBe('active');

  await showOrder(page);
  await order(page);
  expect((await links.get(link.id)).state).toBe('used');
  expect(requested.filter((url) => new URL(url).search.includes('sp_'))).toEqual([]);

  const second = await newVisitor(browser);
  await second.goto(link.url);
  await showOrder(second);
  await second.getByRole('heading', { name: 'This link was used before' }).waitFor();
});

test('revoking the link ends what it gave', async () => {
  const links = createLinks();
  const link = await links.create(linkToOrder());
  const page = await newVisitor(browser);
  await page.goto(link.url);
  const answered = page.waitForResponse((response) => response.url().endsWith('/links/redeem'));
  await showOrder(page);
  const { access_token: token } = (await (await answered).json()) as { access_token: string };
  await order(page);
  const read = async () => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${shop.shop}/api/orders/42`, { headers })).status;
  };
  expect(await read()).toBe(200);
  await links.revoke(link.id);
  expect(await read()).toBe(401);
});

test('carol gets an account, and nothing else until an administrator says so', async () => {
  const admin = await createAdmin(shop.issuer);
  const page = await newVisitor(browser);
  await goToSignIn(page, shop.shop);
  await page.getByRole('button', { name: 'Continue with Acme ID' }).click();
  await page.getByRole('button', { name: 'Carol' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.getByText('carol@acme.example').waitFor();
  await page.getByText('You are signed in, and may not see orders yet.').waitFor();
  const carol = await admin.findUser('carol@acme.example');
  expect(carol).toMatchObject({ name: 'Carol', roles: [], groups: [] });

  await admin.giveRole(carol.id, 'support');
  await page.reload();
  await page.getByText('Walnut chessboard').waitFor();

  await admin.takeRole(carol.id, 'support');
  expect(await fetchStatus(page, '/api/orders')).toBe(403);
  await admin.giveRole(carol.id, 'support');
  expect(await fetchStatus(page, '/api/orders')).toBe(200);
});

test('no secret was logged', () => {
  expect(shop.logged.length).toBeGreaterThan(0);
  expect(shop.logged.filter((line) => /correct horse|sp_|eyJ/.test(line))).toEqual([]);
});
