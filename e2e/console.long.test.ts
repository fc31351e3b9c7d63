/** Every view of the console, as everyone can have it: light and dark, narrow and wide, in English and German. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { findBarriers, fourWays, overflow, takeScreenshot } from './support/accessibility.ts';
import { launchBrowser } from './support/browser.ts';
import { admin } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { newVisitor } from './support/visit.ts';

let shop: Shop;
let browser: Browser;
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
});

const views = [
  '',
  'why',
  'people',
  'people/invitations',
  'people/waiting',
  'groups',
  'groups/staff',
  'organizations',
  'organizations/acme',
  'roles',
  'applications',
  'applications/new',
  'applications/shop-web',
  'gateways',
  'keys',
  'what-if?user=bob%40example.com&method=POST&path=%2Fapi%2Forders%2F43%2Frefund',
  'audit',
  'mails',
  'mails/links',
  'sessions',
  'sessions?client=nothing',
  'nowhere',
];

test.each(['en', 'de'])(
  'in %s',
  async (locale) => {
    const page = await newVisitor(browser, { locale, reducedMotion: 'reduce' });
    await page.goto(`${shop.shop}/console/people`);
    await submitForm(page);
    await page.getByRole('link', { name: 'Alice' }).click();
    // The second time it is there already.
    await page.evaluate(
      `fetch('/console/api/organizations', { method: 'POST', body: '{"key":"acme","name":"Acme Ltd"}',
        headers: { 'content-type': 'application/json' } })`,
    );
    const alice = new URL(page.url()).pathname.replace('/console/', '');
    const faults: string[] = [];
    for (const view of [...views, alice]) {
      await page.goto(`${shop.shop}/console/${view}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
      for (const [colorScheme, width] of fourWays) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        // Until it is drawn so.
        await page.evaluate(
          'new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))',
        );
        const name = `console ${view.replace(/[0-9a-f-]{36}/, 'person')} ${locale} ${width} ${colorScheme}`;
        await takeScreenshot(page, name.replaceAll('/', ' '));
        // Colours and what is left out are all that differs.
        if ((colorScheme === 'dark') === (width === 360)) {
          faults.push(...(await findBarriers(page)).map((each) => `${name}: ${each}`));
        }
        const wider = await overflow(page);
        if (wider > 0) faults.push(`${name}: ${wider} pixels wider than its window`);
      }
    }
    expect(faults).toEqual([]);
  },
  240_000,
);

/** Whatever language its labels are in. */
async function submitForm(page: Page): Promise<void> {
  await page.locator('input[name="email"]').fill(admin.email);
  await page.locator('input[type="password"]').fill(admin.password);
  await page.keyboard.press('Enter');
}
