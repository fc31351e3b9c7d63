/** Every page for people, light and dark, on a telephone and on a desk. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { createLinksClient } from '../packages/client/src/links.ts';
import { authorizeUrl, verifier } from '../testing/code-flow.ts';
import { findBarriers, overflow, takeScreenshot, ways } from './support/accessibility.ts';
import { launchBrowser } from './support/browser.ts';
import { alice } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, shopApiSecret, startShop } from './support/system.ts';
import { goToSignIn, newVisitor, submitSignIn } from './support/visit.ts';

let shop: Shop;
let browser: Browser;
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
});

const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();

/** Each leads from the page before it to the one that it is named after. */
const stations: [name: string, go: (page: Page) => Promise<unknown>][] = [
  [
    'shop signed out',
    async (page) => {
      await page.goto(shop.shop);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
    },
  ],
  ['sign-in', (page) => goToSignIn(page, shop.shop)],
  [
    'sign-in after an error',
    async (page) => {
      await submitSignIn(page, { ...alice, password: 'a wrong password' });
      await page.getByRole('alert').waitFor();
    },
  ],
  [
    'shop signed in',
    async (page) => {
      await submitSignIn(page, alice);
      await heading(page, 'Walnut chessboard');
      await page.getByRole('button', { name: 'Refund order 42' }).or(refunded(page)).waitFor();
    },
  ],
  [
    'shop with a shared link and a report',
    async (page) => {
      await page.getByRole('button', { name: 'Share order 41' }).click();
      await page.getByRole('button', { name: 'Copy' }).waitFor();
      await page.getByRole('button', { name: 'Show report' }).click();
      await page.getByText('Prepared for Alice').waitFor();
    },
  ],
  [
    'consent',
    async (page) => {
      await page.goto(authorizeUrl({ ...commandLine, issuer: shop.issuer }));
      await heading(page, 'Continue to Shop CLI?');
    },
  ],
  [
    'issuer',
    async (page) => {
      await page.goto(shop.issuer);
      await heading(page, 'Sign-in service');
    },
  ],
  [
    'sign-out',
    async (page) => {
      await page.goto(`${shop.issuer}/logout?client_id=shop-web`);
      await heading(page, 'Sign out?');
    },
  ],
  [
    'error',
    async (page) => {
      await page.goto(`${shop.issuer}/authorize?client_id=no-such-client`);
      await heading(page, 'This request cannot be completed');
    },
  ],
  [
    'landing',
    async (page) => {
      await page.goto(await makeLink());
      await page.getByRole('button', { name: 'Show my order' }).waitFor();
    },
  ],
  [
    'landing with the order',
    async (page) => {
      await page.getByRole('button', { name: 'Show my order' }).click();
      await heading(page, 'Walnut chessboard');
    },
  ],
  [
    'landing without a link',
    async (page) => {
      await page.evaluate('sessionStorage.clear()');
      await page.goto(`${shop.shop}/landing.html`);
      await heading(page, 'This page needs its link');
    },
  ],
];

const commandLine = {
  clientId: 'shop-cli',
  redirectUri: 'http://127.0.0.1:41823/callback',
  codeVerifier: verifier(),
};

const refunded = (page: Page) => page.getByText('Refunded by');

async function makeLink(): Promise<string> {
  const credentials = { clientId: 'shop-api', clientSecret: shopApiSecret };
  const link = await createLinksClient({ issuer: shop.issuer, ...credentials }).create({
    url: `${shop.shop}/landing.html?order=42`,
    api: 'https://orders.example',
    permissions: ['orders:read'],
    authorizationDetails: [{ type: 'order', identifier: '42', actions: ['read'] }],
  });
  return link.url;
}

test.for(ways)('no barriers, %s at %i pixels', async ([colorScheme, width]) => {
  const page = await newVisitor(browser, { colorScheme, viewport: { width, height: 800 } });
  for (const [name, go] of stations) {
    await go(page);
    await takeScreenshot(page, `${name} ${colorScheme} ${width}`);
    expect([name, await findBarriers(page)]).toEqual([name, []]);
    expect([name, await overflow(page)]).toEqual([name, 0]);
  }
});
