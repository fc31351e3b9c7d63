/** Scenario 1, a link that shows one order once: what makes it harder than in `scenarios.test.ts`. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { createLinksClient, type NewLink } from '../packages/client/src/links.ts';
import { launchBrowser } from './support/browser.ts';
import { visitedUrls } from './support/history.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, shopApiSecret, startShop } from './support/system.ts';
import { newVisitor } from './support/visit.ts';

let shop: Shop;
let browser: Browser;
let links: ReturnType<typeof createLinksClient>;
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
  const credentials = { clientId: 'shop-api', clientSecret: shopApiSecret };
  links = createLinksClient({ issuer: shop.issuer, ...credentials });
});

const makeLink = (change: Partial<NewLink> = {}) =>
  links.create({
    url: `${shop.shop}/landing.html?order=42`,
    api: 'https://orders.example',
    permissions: ['orders:read'],
    authorizationDetails: [{ type: 'order', identifier: '42', actions: ['read'] }],
    ...change,
  });

const showOrder = (page: Page) => page.getByRole('button', { name: 'Show my order' }).click();
const order = (page: Page) => page.getByRole('heading', { name: 'Walnut chessboard' }).waitFor();
const refusal = (page: Page, heading: string) =>
  page.getByRole('heading', { name: heading }).waitFor();

test('the token leaves the address bar and the history', async () => {
  const { url } = await makeLink();
  const token = new URL(url).hash;
  expect(token).toMatch(/^#action_token=sp_act_/);
  const page = await newVisitor(browser);
  await page.goto(url);
  await page.getByRole('button', { name: 'Show my order' }).waitFor();
  expect(page.url()).toBe(`${shop.shop}/landing.html?order=42`);
  expect((await visitedUrls(page)).filter((visited) => visited.includes('#'))).toEqual([]);
});

test('loading the page redeems nothing, however often', async () => {
  const link = await makeLink();
  for (let scan = 0; scan < 3; scan++) {
    const page = await newVisitor(browser);
    await page.goto(link.url);
    await page.getByRole('button', { name: 'Show my order' }).waitFor();
  }
  expect(await links.get(link.id)).toMatchObject({ state: 'active', used: 0 });
});

test.for([
  ['altered', 'This link is not complete'],
  ['expired', 'This link has expired'],
  ['revoked', 'The shop withdrew this link'],
] as const)('a link that is %s says so', async ([what, heading]) => {
  const link = await makeLink(what === 'expired' ? { expiresIn: 1 } : {});
  if (what === 'revoked') await links.revoke(link.id);
  if (what === 'expired') {
    const state = async () => (await links.get(link.id)).state;
    await expect.poll(state).toBe('expired');
  }
  const page = await newVisitor(browser);
  await page.goto(what === 'altered' ? link.url.slice(0, -1) : link.url);
  await showOrder(page);
  await refusal(page, heading);
});

test('without a link the page asks for one', async () => {
  const page = await newVisitor(browser);
  await page.goto(`${shop.shop}/landing.html`);
  await refusal(page, 'This page needs its link');
});

test('an answer that got lost can be asked for again, even after a reload', async () => {
  const link = await makeLink();
  const page = await newVisitor(browser);
  await page.goto(link.url);
  await page.getByRole('button', { name: 'Show my order' }).waitFor();
  const connection = await loseAnswers(page);
  await showOrder(page);
  await connection.lost;
  expect((await links.get(link.id)).state).toBe('used');

  await page.reload();
  await connection.restore();
  await showOrder(page);
  await order(page);
});

test('a browser that stores nothing shows the order all the same', async () => {
  const { url } = await makeLink();
  const page = await newVisitor(browser);
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('Storage is blocked.', 'SecurityError');
    };
    Object.defineProperty(globalThis, 'sessionStorage', { get: refuse });
  });
  await page.goto(url);
  await showOrder(page);
  await order(page);
  expect(page.url()).not.toContain('#');
});

test('an answer that does not come can be asked for again', async () => {
  const link = await makeLink();
  const page = await newVisitor(browser);
  await page.addInitScript(() => {
    const { timeout } = AbortSignal;
    AbortSignal.timeout = (milliseconds) => timeout.call(AbortSignal, milliseconds / 50);
  });
  await page.goto(link.url);
  const connection = await loseAnswers(page, 'silent');
  await showOrder(page);
  await page.getByText('There was no answer.').waitFor();
  expect((await links.get(link.id)).state).toBe('used');

  await connection.restore();
  await showOrder(page);
  await order(page);
});

test('of two links opened in one tab, the one that was opened last counts', async () => {
  const first = await makeLink();
  const second = await makeLink({
    url: `${shop.shop}/landing.html?order=42`,
    authorizationDetails: [{ type: 'order', identifier: '41', actions: ['read'] }],
  });
  const page = await newVisitor(browser);
  await page.goto(first.url);
  const { promise: asked, resolve: ask } = Promise.withResolvers<() => Promise<void>>();
  await page.route('**/links/redeem', (route) => ask(() => route.continue()), { times: 1 });
  await showOrder(page);
  const goOn = await asked;
  await page.goto(second.url);
  await goOn();
  await showOrder(page);
  await page.getByRole('heading', { name: 'Enamel lantern' }).waitFor();
  await expect.poll(async () => (await links.get(second.id)).state).toBe('used');
});

/** The issuer answers the redeeming, and the answer does not arrive: it breaks off, or never comes. */
async function loseAnswers(page: Page, how: 'broken' | 'silent' = 'broken') {
  const session = await page.context().newCDPSession(page);
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  session.on('Fetch.requestPaused', async ({ requestId, request }) => {
    if (request.method !== 'POST') {
      await session.send('Fetch.continueResponse', { requestId });
      return;
    }
    const errorReason = 'ConnectionClosed';
    if (how === 'broken') await session.send('Fetch.failRequest', { requestId, errorReason });
    resolve();
  });
  const pattern = { urlPattern: '*/links/redeem', requestStage: 'Response' } as const;
  await session.send('Fetch.enable', { patterns: [pattern] });
  return { lost, restore: () => session.send('Fetch.disable') };
}
