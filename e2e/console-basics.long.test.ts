import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { createLinksClient } from '../packages/client/src/links.ts';
import { findBarriers, overflow } from './support/accessibility.ts';
import { launchBrowser } from './support/browser.ts';
import { pick, signInToConsole, toastOf } from './support/console.ts';
import { admin, bob } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, shopApiSecret, startShop } from './support/system.ts';
import {
  fetchStatus,
  newVisitor,
  newWatchedVisitor,
  signIn,
  submitSignIn,
} from './support/visit.ts';

let shop: Shop;
let browser: Browser;
let page: Page;
let complaints: string[];
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
  ({ page, complaints } = await newWatchedVisitor(browser));
});

const at = (path: string) => `${shop.shop}/console/${path}`;
const heading = (name: string) => page.getByRole('heading', { level: 1, name });
const row = (text: string) => page.getByRole('row').filter({ hasText: text });
const toast = (text: string) => toastOf(page, text);

test('who is not signed in signs in at the issuer, and comes back to where they wanted to be', async () => {
  await page.goto(at('people?q=alice%40example.com'));
  await page.getByLabel('E-mail address').waitFor();
  expect(new URL(page.url()).origin).toBe(shop.issuer);
  await submitSignIn(page, admin);
  await page.getByRole('link', { name: 'Alice' }).waitFor();
  expect(page.url()).toBe(at('people?q=alice%40example.com'));
  expect(await page.getByRole('row').count()).toBe(2);
});

test('a session is found by its application and ended, and the console says who obeys', async () => {
  const visitor = await newVisitor(browser);
  await signIn(visitor, shop.shop, bob);
  expect(await fetchStatus(visitor, '/api/orders')).toBe(200);

  await page.goto(at('sessions'));
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

test('a role is given, counts at once, is taken away and given back', async () => {
  const visitor = await newVisitor(browser);
  await signIn(visitor, shop.shop, bob);
  const refund = () => fetchStatus(visitor, '/api/orders/43/refund', 'POST');
  expect(await refund()).toBe(403);

  await page.goto(at('people'));
  await page.getByRole('link', { name: 'Bob' }).click();
  await heading('Bob').waitFor();
  await page.getByRole('button', { name: 'Give a role' }).click();
  await pick(page, 'Role', 'support');
  await page.getByRole('dialog').getByRole('button', { name: 'Give a role' }).click();
  await toast('Bob has the role support.').waitFor();
  expect(await refund()).toBe(200);

  await page.getByRole('button', { name: 'Take away: support' }).click();
  await toast('The role support is taken from Bob.').waitFor();
  expect(await refund()).toBe(403);
  const undo = toast('is taken from Bob').getByRole('button', { name: 'Undo' });
  await undo.click();
  await page.getByRole('button', { name: 'Take away: support' }).waitFor();
  expect(await refund()).toBe(200);
  await page.getByRole('button', { name: 'Take away: support' }).click();
  await page.getByText('No role was given directly.').waitFor();
});

test('a refusal is explained by its id', async () => {
  const visitor = await newVisitor(browser);
  await signIn(visitor, shop.shop, bob);
  const id = await visitor.evaluate<string>(
    "fetch('/api/orders/43/refund', { method: 'POST' }).then((r) => r.headers.get('x-request-id'))",
  );
  await page.goto(at(`why?id=${id}`));
  await page.getByText('This needs the permission orders:refund').waitFor();
  await page.getByRole('button', { name: 'Give the role support' }).waitFor();
});

test('a service is made with a program, gets its first token, and what it is refused is mended', async () => {
  await page.goto(at('applications/new'));
  await page.getByRole('radio', { name: 'A service' }).check();
  await page.getByLabel('Name').fill('Nightly');
  await page.getByLabel('Client id').fill('nightly');
  await page.getByRole('checkbox', { name: 'Orders' }).check();
  await page.getByRole('button', { name: 'Add it' }).press('Enter');
  await page.getByText('const credentials = btoa(`nightly:').waitFor();
  await page.getByRole('combobox', { name: 'Written with' }).selectOption('curl');
  await page.getByText('resource=https://orders.example').waitFor();
  await page.getByText('Waiting for its first token').waitFor();
  await page.getByText('it may do nothing yet').waitFor();

  const shown = await page.getByText('CLIENT_SECRET=').first().innerText();
  const authorization = `Basic ${btoa(`nightly:${shown.split('=')[1]}`)}`;
  const fields = { grant_type: 'client_credentials', resource: 'https://orders.example' };
  const body = new URLSearchParams(fields);
  const given = await fetch(`${shop.issuer}/token`, {
    ...{ method: 'POST', headers: { authorization }, body },
  });
  const { access_token } = (await given.json()) as { access_token: string };
  await page.getByText('It works: it got its first token').waitFor();

  const refund = () =>
    fetch(`${shop.shop}/api/orders/43/refund`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${access_token}` } },
    });
  const refused = await refund();
  expect(refused.status).toBe(403);
  await page.goto(at(`why?id=${refused.headers.get('x-request-id')}`));
  await page.getByText('nightly by itself').waitFor();
  await page.getByRole('link', { name: 'See the whole chain' }).click();
  await page.getByRole('button', { name: 'Try the role support' }).click();
  await page.getByRole('heading', { name: 'Then' }).waitFor();
  await page.getByText('Every requirement of the route is met.').waitFor();
  expect(await page.getByRole('button', { name: 'Add to a group' }).count()).toBe(0);
  await page.goBack();
  await page.goBack();
  await page.getByRole('button', { name: 'Give the role support' }).click();
  await toast('The role support is given.').waitFor();
  expect((await refund()).status).toBe(200);

  await page.goto(at('applications/nightly'));
  await page.getByRole('button', { name: 'Take away: support' }).click();
  await toast('The role support is taken from Nightly.').waitFor();
  expect((await refund()).status).toBe(403);
});

test('the first view counts that refusal by its reason, and fits a telephone', async () => {
  const usual = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(at(''));
  const reasons = page.getByRole('listitem').filter({ hasText: 'A permission is missing' });
  await reasons.getByRole('link').waitFor();
  expect(Number(await reasons.locator('strong').innerText())).toBeGreaterThan(0);
  expect(await overflow(page)).toBe(0);
  expect(await findBarriers(page)).toEqual([]);
  await page.setViewportSize(usual!);
});

test('the keyboard reaches what the pointer does', async () => {
  await page.goto(at(''));
  await heading('Hello').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('searchbox').waitFor();
  await page.keyboard.type('appl');
  await page.getByRole('menuitem', { name: 'Add an application' }).waitFor();
  await page.keyboard.press('Enter');
  await heading('Applications').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('searchbox').waitFor();
  await page.keyboard.type('make a role');
  await page.getByRole('menuitem', { name: 'Make a role' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Make a role' }).waitFor();
  expect(page.url()).toBe(at('roles#do-role'));
  // What is wrong with a field is told at it, and one is in it.
  const name = page.getByRole('textbox', { name: 'Name' });
  await page.keyboard.type('No name');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('What you entered is still here.').waitFor();
  expect(await name.getAttribute('aria-invalid')).toBe('true');
  expect(await name.getAttribute('value')).toBe('No name');
  expect(await page.evaluate('document.activeElement.name')).toBe('#/name');
  expect(await page.getByTestId('toast').count()).toBe(0);
  await page.keyboard.press('Backspace');
  await page.getByRole('alert').waitFor({ state: 'detached' });
  expect(complaints.splice(0)).toEqual([expect.stringContaining('a status of 400')]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.goBack();
  await heading('Applications').waitFor();
  await page.getByRole('link', { name: 'Shop API server' }).focus();
  await page.keyboard.press('Enter');
  await heading('Shop API server').waitFor();
  await page.goBack();
  await heading('Applications').waitFor();
});

test('the language is changed without a new page', async () => {
  await page.goto(at('people'));
  await page.getByRole('button', { name: admin.email }).click();
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
  await heading('Personen').waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  await page.getByRole('button', { name: admin.email }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await heading('People').waitFor();
});

test('nothing was forbidden by the policy, which has no exception, and nothing threw', async () => {
  const answer = await page.goto(at(''));
  const policy = answer?.headers()['content-security-policy'];
  expect(policy).toMatch(/^default-src 'none'; /);
  expect(policy).not.toContain('unsafe');
  await heading('Hello').waitFor();
  expect(complaints).toEqual([]);
});

test('the page holds no token, and its cookie is strict', async () => {
  const storage = await page.evaluate<string>(
    'JSON.stringify({ ...localStorage, ...sessionStorage })',
  );
  expect(storage).not.toMatch(/sp_|eyJ/);
  const cookies = await page.context().cookies(shop.shop);
  expect(cookies.filter(({ name }) => name.includes('session'))).toEqual([
    expect.objectContaining({
      ...{ name: '__Host-Http-sp_session_console', httpOnly: true, secure: true },
      sameSite: 'Strict',
    }),
  ]);
});

test('who may administer nothing is told so', async () => {
  const visitor = await newVisitor(browser);
  await signInToConsole(visitor, at(''), bob);
  await visitor.getByRole('heading', { name: 'You may not administer this system' }).waitFor();
  await visitor.getByText('bob@example.com').waitFor();
  expect(await fetchStatus(visitor, '/console/api/users')).toBe(403);
});
