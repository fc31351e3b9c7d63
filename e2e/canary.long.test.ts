/** Whether this browser enforces what the other tests rely on. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { alice } from './support/people.ts';
import { type Site, startSite } from './support/site.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { newVisitor, signIn } from './support/visit.ts';

let shop: Shop;
let elsewhere: Site;
let browser: Browser;
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
  const frames = [`${shop.issuer}/authorize`, `${shop.shop}/`, '/'];
  const site = startSite({
    '/frames': frames.map((url) => `<iframe src="${url}"></iframe>`).join(''),
  });
  [elsewhere] = await start(site);
});

const read = (page: Page, url: string): Promise<string> =>
  page.evaluate(
    (address) =>
      fetch(address, { credentials: 'include' }).then(
        () => 'read',
        (error: Error) => error.name,
      ),
    url,
  );

const follow = async (page: Page, url: string): Promise<void> => {
  await page.evaluate(`location.assign(${JSON.stringify(url)})`);
  await page.waitForURL(url);
};

test('a page cannot read another origin that does not let it', async () => {
  const page = await newVisitor(browser);
  await page.goto(elsewhere.url);
  expect(await read(page, `${elsewhere.url}/cookies`)).toBe('read');
  expect(await read(page, `${shop.issuer}/health/live`)).toBe('TypeError');
  expect(await read(page, `${shop.shop}/auth/session`)).toBe('TypeError');
});

test('a page can read what is open to any origin, without cookies', async () => {
  const page = await newVisitor(browser);
  await page.goto(elsewhere.url);
  const metadata = await page.evaluate(
    async (url) => (await fetch(url)).json(),
    `${shop.issuer}/.well-known/openid-configuration`,
  );
  expect(metadata).toMatchObject({ issuer: shop.issuer });
});

test('a strict cookie does not come along from another site', async () => {
  const page = await newVisitor(browser);
  await page.goto(`${elsewhere.url}/cookies`);
  const sent = () => page.locator('#sent').textContent();
  await page.reload();
  expect(await sent()).toBe('__Host-strict=1');

  await page.goto(shop.shop);
  await follow(page, `${elsewhere.url}/cookies`);
  expect(await sent()).toBe('none');

  await follow(page, `${elsewhere.url}/`);
  await follow(page, `${elsewhere.url}/cookies`);
  expect(await sent()).toBe('__Host-strict=1');
});

test('a script cannot read the cookies of a session', async () => {
  const page = await newVisitor(browser);
  await signIn(page, shop.shop, alice);
  expect(await page.context().cookies()).toHaveLength(6);
  expect(await page.evaluate('document.cookie')).toBe('');
});

test('issuer and shop cannot be framed', async () => {
  const page = await newVisitor(browser);
  await page.goto(`${elsewhere.url}/frames`);
  const urls = page.frames().map((frame) => frame.url());
  const refused = 'chrome-error://chromewebdata/';
  expect(urls).toEqual([`${elsewhere.url}/frames`, refused, refused, `${elsewhere.url}/`]);
});
