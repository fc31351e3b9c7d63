/**
 * Every view of the console, as everyone can have it: light and dark, narrow and wide, in English; in German, whose
 * words are longer, narrow. SCREENSHOTS=1 keeps the pictures in e2e/screenshots, and a sheet for each way.
 */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { startDnsServer } from '../testing/dns-server.ts';
import { samples } from '../testing/samples.ts';
import {
  ways as allWays,
  findBarriers,
  overflow,
  takeScreenshot,
  takeSheet,
} from './support/accessibility.ts';
import { createAdmin } from './support/admin.ts';
import { launchBrowser } from './support/browser.ts';
import { fillDirectory } from './support/busy-directory.ts';
import { signInToConsole, toastOf } from './support/console.ts';
import { admin, bob, type Person } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { newVisitor, signIn } from './support/visit.ts';

let shop: Shop;
let browser: Browser;
/** The id of a refusal. */
let refused: string;
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
  await fillDirectory(shop.env['DATABASE_URL']!);
  const visitor = await newVisitor(browser);
  await signIn(visitor, shop.shop, bob);
  refused = await visitor.evaluate<string>(
    "fetch('/api/orders/43/refund', { method: 'POST' }).then((r) => r.headers.get('x-request-id'))",
  );
  await visitor.context().close();
});

const views = [
  '',
  'why',
  'people',
  'people?status=gone',
  'people/invitations',
  'people/waiting',
  'groups',
  'groups/germany',
  'organizations',
  'organizations/acme',
  'roles',
  'roles/support',
  `apis/${Buffer.from('https://orders.example').toString('base64url')}`,
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

const isSample = (view: string) => samples(views).includes(view);

test.each(['en', 'de'])(
  'in %s',
  async (locale) => {
    const page = await newVisitor(browser, { locale, reducedMotion: 'reduce' });
    await page.goto(`${shop.shop}/console/people?q=alice%40example.com`);
    await submitForm(page);
    await page.getByRole('link', { name: 'Alice' }).click();
    const alice = new URL(page.url()).pathname.replace('/console/', '');
    const faults: string[] = [];
    const ways = locale === 'en' ? allWays : allWays.filter(([, width]) => width === 360);
    const taken = new Map<string, string[]>();
    for (const view of [...views, `why?id=${refused}`, alice]) {
      await page.goto(`${shop.shop}/console/${view}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expect.poll(() => page.locator('[aria-busy="true"]').count()).toBe(0);
      for (const [colorScheme, width] of ways) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        // Until it is drawn so.
        await page.evaluate(
          'new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))',
        );
        const way = `${locale} ${width} ${colorScheme}`;
        const name = `console ${view.replace(/[0-9a-f-]{36}/, 'person').replace(refused, 'refused')} ${way}`;
        const picture = await takeScreenshot(page, name.replaceAll('/', ' '));
        taken.set(way, [...(taken.get(way) ?? []), picture]);
        // Colours and what is left out are all that differs, and with another language a label's width.
        if ((colorScheme === 'dark') === (width === 360) && (locale === 'en' || isSample(view))) {
          faults.push(...(await findBarriers(page)).map((each) => `${name}: ${each}`));
        }
        const wider = await overflow(page);
        if (wider > 0) faults.push(`${name}: ${wider} pixels wider than its window`);
      }
    }
    for (const [way, pictures] of taken) await takeSheet(page, `console sheet ${way}`, pictures);
    expect(faults).toEqual([]);
  },
  240_000,
);

test('a person is added to a group, and an account is merged after its trial', async () => {
  const page = await openConsole(admin, 'groups/germany');
  const toast = (text: string) => toastOf(page, text);
  await page.getByRole('button', { name: 'Add a person' }).click();
  await page.getByRole('searchbox', { name: 'Add a person' }).fill('bob@');
  await page.getByRole('menuitem', { name: 'Bob' }).click();
  await toast('Bob is in the group germany.').waitFor();
  await page.getByRole('button', { name: 'Take Bob out of the group' }).click();
  await toast('Bob is no longer in the group germany.')
    .getByRole('button', { name: 'Undo' })
    .click();
  await page.getByRole('button', { name: 'Take Bob out of the group' }).waitFor();

  // Who has a role, a passkey and a session of their own.
  await page.goto(`${shop.shop}/console/people?q=70.`);
  await page.getByRole('link', { name: 'Katarzyna Lovelace' }).click();
  await page.getByRole('heading', { level: 1, name: 'Katarzyna Lovelace' }).waitFor();
  const former = page.url();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Merge into another account' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'The account that stays' }).click();
  await page.getByRole('searchbox').fill('bob@');
  await page.getByRole('menuitem', { name: 'Bob' }).click();
  await dialog.getByText('Groups: support-hamburg').waitFor();
  await dialog.getByText('Passkeys: 1').waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole('textbox', { name: /^Type / }).fill('70.katarzyna.lovelace@example.org');
  await dialog.getByRole('button', { name: 'Merge' }).click();
  await toast('Katarzyna Lovelace is merged into Bob.').waitFor();
  await page.getByRole('heading', { level: 1, name: 'Bob' }).waitFor();
  await page.getByRole('button', { name: 'Take away: support-hamburg' }).waitFor();

  await page.goto(former);
  await page.getByRole('heading', { level: 1, name: 'This account is gone' }).waitFor();
  await page.getByRole('link', { name: 'All accounts that are gone' }).click();
  await page.getByRole('cell', { name: 'Merged into Bob, by Admin' }).waitFor();
  expect(new URL(page.url()).searchParams.get('status')).toBe('gone');
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole('radio', { name: 'Invited' }).click();
  await page.getByText('new.leïla.li@').first().waitFor();
  await page.context().close();
});

test('who administers one organization adds a domain of its own, which counts once DNS says so', async () => {
  const dns = await startDnsServer();
  Object.assign(shop.system.issuer!.context.settings, { dnsServers: [dns.address] });
  const api = await createAdmin(shop.issuer);
  const { id } = await api.findUser(bob.email);
  await api.makeRole('acme-admin', ['organizations:read', 'organizations:write']);
  await api.giveOn(id, 'acme-admin', 'organization', 'acme');
  const page = await openConsole(bob, 'organizations/acme');
  const toast = (text: string) => toastOf(page, text);
  await page.getByRole('button', { name: 'Add a domain' }).click();
  await page.getByRole('textbox', { name: 'Domain' }).fill('bob.example');
  await page.getByRole('dialog').getByRole('button', { name: 'Add a domain' }).click();
  await toast('bob.example was added.').waitFor();
  const record = page.getByRole('listitem').filter({ hasText: 'bob.example' });
  const shown = record.locator('.dns code');
  await shown.nth(1).waitFor();
  const [name, value] = await shown.allTextContents();
  // react-aria tells screen readers of the button that waited by a reference, which stays for seconds.
  await expect.poll(() => page.locator('[role="log"] > *').count()).toBe(0);
  expect(await findBarriers(page)).toEqual([]);

  const check = page.getByRole('button', { name: 'Check DNS: bob.example' });
  await check.click();
  await toast('Nothing was changed.').waitFor();
  dns.txt.set(name!, [value!]);
  // Until then it takes no click.
  await expect.poll(() => check.getAttribute('data-pending')).toBeNull();
  await check.click();
  await expect.poll(() => record.getByText('not proved yet').count()).toBe(0);
  expect(await check.count()).toBe(0);
  await page.context().close();
  await dns.close();
});

async function openConsole(person: Person, view: string): Promise<Page> {
  const page = await newVisitor(browser, { reducedMotion: 'reduce' });
  await signInToConsole(page, `${shop.shop}/console/${view}`, person);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** Whatever language its labels are in. */
async function submitForm(page: Page): Promise<void> {
  await page.locator('input[name="email"]').fill(admin.email);
  await page.locator('input[type="password"]').fill(admin.password);
  await page.keyboard.press('Enter');
}
