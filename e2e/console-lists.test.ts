/** Sessions and links of everyone in the console: found, and ended while those who hold them look on. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { createLinksClient } from '../packages/client/src/links.ts';
import { findBarriers, overflow } from './support/accessibility.ts';
import { launchBrowser } from './support/browser.ts';
import { admin, bob } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, shopApiSecret, startShop } from './support/system.ts';
import { fetchStatus, newVisitor, signIn, submitSignIn } from './support/visit.ts';

let shop: Shop;
let browser: Browser;
let page: Page;
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
  page = await newVisitor(browser);
});

const at = (path: string) => `${shop.shop}/console/${path}`;
const toast = (text: string) => page.getByTestId('toast').filter({ hasText: text });
const row = (text: string) => page.getByRole('row').filter({ hasText: text });

test('a session is found by its application and ended, and the console says who obeys', async () => {
  const visitor = await newVisitor(browser);
  await signIn(visitor, shop.shop, bob);
  expect(await fetchStatus(visitor, '/api/orders')).toBe(200);

  await page.goto(at('sessions'));
  await page.getByLabel('E-mail address').waitFor();
  await submitSignIn(page, admin);
  await row('Bob').waitFor();
  await page.getByLabel('Application', { exact: true }).selectOption({ value: 'shop-web' });
  await row('Admin').waitFor({ state: 'detached' });
  expect(new URL(page.url()).searchParams.get('client')).toBe('shop-web');

  await page.getByRole('button', { name: 'End the session of Bob' }).click();
  await toast('The session of Bob').getByText('1 of 1 gateways obey it, after').waitFor();
  expect(await fetchStatus(visitor, '/api/orders')).toBe(401);
  await page.getByText('No session fits').waitFor();
  await page.goBack();
  await row('Admin').waitFor();
});

test('a link is revoked, and stands with what became of it', async () => {
  const links = createLinksClient({
    ...{ issuer: shop.issuer, clientId: 'shop-api', clientSecret: shopApiSecret },
  });
  const { id } = await links.create({
    url: `${shop.shop}/landing.html?order=42`,
    api: 'https://orders.example',
    permissions: ['orders:read'],
    authorizationDetails: [{ type: 'order', identifier: '42', actions: ['read'] }],
  });
  await page.goto(at('mails'));
  await page.getByRole('link', { name: 'Links', exact: true }).click();
  await page.getByRole('cell').getByText('0 of 1 used').filter({ visible: true }).waitFor();
  await page.getByRole('button', { name: 'Revoke' }).click();
  await toast('A link of shop-api is revoked').waitFor();
  expect((await links.get(id)).state).toBe('revoked');
  const state = row('order 42').getByText('Revoked', { exact: true });
  await state.filter({ visible: true }).waitFor();
});

test('on a telephone nothing sticks out, and axe finds nothing', async () => {
  await page.setViewportSize({ width: 360, height: 800 });
  for (const path of ['sessions', 'mails/links', 'mails']) {
    await page.goto(at(path));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
    expect(await overflow(page), path).toBe(0);
    expect(await findBarriers(page), path).toEqual([]);
  }
});
