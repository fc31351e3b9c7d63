/** What takes a browser long in the console: two administrators at one thing, long lists, sign-ins in between. */
import { text } from 'node:stream/consumers';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { connect } from '../packages/issuer/src/database/connection.ts';
import { findBarriers } from './support/accessibility.ts';
import { createAdmin } from './support/admin.ts';
import { launchBrowser } from './support/browser.ts';
import { pick, signInToConsole, toastOf } from './support/console.ts';
import { admin, alice, bob } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { fetchStatus, newVisitor, newWatchedVisitor, signIn } from './support/visit.ts';

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

/** What the page asks of the console's API. */
const call = (by: Page, method: string, path: string, body: object) =>
  fetchStatus(by, `/console/api${path}`, method, body);

test('an administrator signs in', async () => {
  await signInToConsole(page, at(''), admin);
  await heading('Hello').waitFor();
});

test('what another administrator changed meanwhile is shown, and nothing typed is lost', async () => {
  const [first, other] = [await newVisitor(browser), await newVisitor(browser)];
  for (const each of [first, other]) {
    await signInToConsole(each, at('people'), admin);
    await each.getByRole('link', { name: 'Bob' }).click();
    await each.getByRole('button', { name: 'More', exact: true }).click();
    await each.getByRole('menuitem', { name: 'Rename' }).click();
  }
  const told = (text: string) => toastOf(first, text);
  const named = (name: string) => first.getByRole('heading', { level: 1, name });
  const save = (each: Page) => each.getByRole('button', { name: 'Save' }).click();
  await first.getByRole('textbox', { name: 'Name' }).fill('Bobby');
  await other.getByRole('textbox', { name: 'Name' }).fill('Robert');
  await save(other);
  await other.getByRole('heading', { level: 1, name: 'Robert' }).waitFor();

  await save(first);
  const dialog = first.getByRole('dialog');
  await dialog.getByText('Another administrator has changed it meanwhile').waitFor();
  expect(await first.getByTestId('toast').count()).toBe(0);
  await dialog.getByText('Another administrator has changed this meanwhile').waitFor();
  await dialog.getByText('Robert').waitFor();
  expect(await first.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Bobby');
  await save(first);
  await named('Bobby').waitFor();
  const undo = told('The name is Bobby now.').getByRole('button', { name: 'Undo' });
  await undo.click();
  await named('Robert').waitFor();

  await first.getByRole('button', { name: 'Disable' }).click();
  const out = first.getByRole('dialog', { name: 'Disable Robert?' });
  await out.getByRole('textbox', { name: 'Why' }).fill('On leave');
  await out.getByLabel('Ends').fill('2100-01-01T00:00');
  await out.getByRole('button', { name: 'Disable' }).click();
  await first.getByText('until Jan 1, 2100').waitFor();
  await told('Robert is disabled').getByRole('button', { name: 'Undo' }).click();
  await told('Robert can sign in again.').waitFor();
  const admins = await createAdmin(shop.issuer);
  await admins.rename((await admins.findUser(bob.email)).id, 'Bob');
});

test('an administrator who loses a role is told so, and what to ask for', async () => {
  const admins = await createAdmin(shop.issuer);
  const { id } = await admins.findUser(alice.email);
  await admins.giveRole(id, 'administrator');
  const loser = await newVisitor(browser);
  await signInToConsole(loser, at('people'), alice);
  await loser.getByRole('link', { name: 'Admin' }).click();
  await loser.getByRole('button', { name: 'More', exact: true }).click();
  await loser.getByRole('menuitem', { name: 'Rename' }).click();
  await loser.getByRole('textbox', { name: 'Name' }).fill('Mallory');

  await admins.takeRole(id, 'administrator');
  await loser.getByRole('button', { name: 'Save' }).click();
  await toastOf(loser, 'it needs the permission users:write. Ask another administrator').waitFor();
  await loser.getByRole('heading', { name: 'You may not administer this system' }).waitFor();
  expect((await admins.findUser(admin.email)).name).toBe('Admin');
});

test('a provider is added, changed and deleted, and keys are rotated and one of them withdrawn', async () => {
  await page.goto(at('keys'));
  await heading('Keys and providers').waitFor();
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Add a provider' }).click();
  for (const [label, value] of [
    ['Id', 'partner'],
    ['Name on the button', 'Partner'],
    ['issuer', 'https://id.partner.example'],
    ['client_id', 'sallyport'],
    ['client_secret', 'the secret that they gave us'],
  ] as const) {
    await dialog.getByLabel(label, { exact: true }).fill(value);
  }
  expect(await findBarriers(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add a provider' }).click();
  await toast('Partner is saved').waitFor();
  const provider = page.locator('.provider').filter({ hasText: 'id.partner.example' });
  await provider.getByRole('button', { name: 'Change' }).click();
  await dialog.getByLabel('Name on the button').fill('Our partner');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await provider.getByText('Our partner').waitFor();
  await toast('Our partner is saved').getByRole('button', { name: 'Close' }).click();
  await provider.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await toast('Our partner is deleted').waitFor();
  await provider.waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Rotate keys' }).click();
  await dialog.getByRole('button', { name: 'Rotate keys' }).click();
  await toast('The new keys sign in 15 minutes').waitFor();
  await row('Next').first().getByRole('button', { name: 'Withdraw' }).click();
  await dialog.getByRole('button', { name: 'Withdraw' }).click();
  await toast('The key is withdrawn').waitFor();
  await row('Withdrawn').waitFor();
});

test('of a long list the rows near the window are there, and the arrow keys go on for ever', async () => {
  const sql = connect({ url: shop.env['DATABASE_URL']!, max: 1 });
  await sql`
    insert into users (id, email, name, created_at)
    select gen_random_uuid(), 'many' || n || '@example.org', 'Many ' || n, now()
    from generate_series(1, 230) n`;
  await sql.end();
  await page.goto(at('people?q=many'));
  const rows = page.locator('tr[aria-rowindex]');
  const reached = () =>
    page.evaluate<string | null>(
      "document.activeElement.closest('tr')?.getAttribute('aria-rowindex')",
    );
  await page.locator('.row-link').first().focus();
  while ((await reached()) !== '231') {
    await page.keyboard.press('ArrowDown');
  }
  expect(await rows.count()).toBeLessThanOrEqual(150);
  await page.evaluate('scrollTo(0, 0)');
  await page.locator('tr[aria-rowindex="2"]').waitFor();
});

test('an event of the audit log shows what it changed, and the log can be exported', async () => {
  await page.goto(at(''));
  const role = { name: 'packer', permissions: ['orders:read'] };
  expect(await call(page, 'POST', '/roles', role)).toBe(201);
  const permissions = ['orders:refund'];
  expect(await call(page, 'PATCH', '/roles/packer', { permissions })).toBe(200);
  await page.goto(at('audit?action=role.update&subject=role%3Apacker'));
  await page.getByRole('button', { name: 'role.update' }).click();
  const diff = page.getByRole('list', { name: 'What it changed' }).getByRole('listitem');
  expect(await diff.allTextContents()).toEqual(['+addedorders:refund', '−removedorders:read']);
  await page.getByText('Everything is sealed').waitFor({ timeout: 20_000 });
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as JSON Lines' }).click();
  const [line, ...others] = (await text((await (await download).createReadStream())!))
    .trim()
    .split('\n');
  expect(JSON.parse(line!)).toMatchObject({ action: 'role.update', subjects: ['role:packer'] });
  expect(others).toEqual([]);
});

test('what another administrator changed of a role, a person or an application is told before it is changed again', async () => {
  const first = await newVisitor(browser);
  const told = (text: string) => toastOf(first, text);
  await signInToConsole(first, at('roles'), admin);
  const dialog = first.getByRole('dialog');
  const end = '2100-01-01T00:00:00.000Z';
  const box = first.getByRole('checkbox', { name: 'packer gives orders:read' });
  await box.waitFor();
  expect(await call(first, 'PATCH', '/roles/packer', { permissions: ['orders:share'] })).toBe(200);
  await box.click();
  await told('changed packer meanwhile: + orders:share − orders:refund').waitFor();
  await first.getByRole('checkbox', { name: 'packer gives orders:share', checked: true }).waitFor();
  await box.click();
  await told('The role packer gives orders:read.').waitFor();
  // A telephone has room for one of them.
  await first.setViewportSize({ width: 360, height: 800 });
  await first.locator('.matrix-role select').selectOption('support');
  await box.waitFor({ state: 'hidden' });
  await first.locator('.matrix-role select').selectOption('packer');
  await box.waitFor();
  expect(await findBarriers(first)).toEqual([]);
  await first.setViewportSize({ width: 1280, height: 800 });

  const { id } = await (await createAdmin(shop.issuer)).findUser(bob.email);
  await first.goto(at(`people/${id}`));
  await first.getByRole('button', { name: 'Give a role' }).click();
  expect(await call(first, 'PUT', `/users/${id}/roles/support`, {})).toBe(204);
  await pick(first, 'Role', 'packer');
  await dialog.getByRole('button', { name: 'Give a role' }).click();
  await dialog.getByText('Another administrator has changed this meanwhile').waitFor();
  await dialog.getByRole('button', { name: 'Give a role' }).click();
  await told('Bob has the role packer.').waitFor();
  for (const role of ['packer', 'support']) {
    await first.getByRole('button', { name: `Take away: ${role}` }).click();
    await told(`The role ${role} is taken from Bob.`).waitFor();
  }

  // Of a list, too, in which nothing says of which state it is.
  await first.goto(at('groups/staff'));
  await first.getByRole('button', { name: 'Add a person' }).click();
  await first.getByRole('searchbox', { name: 'Add a person' }).fill('bob@');
  expect(await call(first, 'PUT', `/users/${id}/groups/staff`, { valid_until: end })).toBe(204);
  await first.getByRole('menuitem', { name: 'Bob' }).click();
  await told('Another administrator has changed it meanwhile').waitFor();
  const takeOut = first.getByRole('button', { name: 'Take Bob out of the group' });
  await takeOut.waitFor();
  expect(await call(first, 'PUT', `/users/${id}/groups/staff`, {})).toBe(204);
  await takeOut.click();
  await told('Another administrator has changed it meanwhile').nth(1).waitFor();
  await takeOut.click();
  await told('Bob is no longer in the group staff.').waitFor();

  const client = { id: 'night', name: 'Night', type: 'service', grants: ['client_credentials'] };
  expect(await call(first, 'POST', '/clients', client)).toBe(201);
  await first.goto(at('applications/night'));
  await first.getByRole('button', { name: 'Edit' }).click();
  await first.getByRole('textbox', { name: 'Name' }).fill('Night shift');
  expect(await call(first, 'PATCH', '/clients/night', { apis: ['https://orders.example'] })).toBe(
    200,
  );
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').getByText('https://orders.example').waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await first.getByRole('heading', { level: 1, name: 'Night shift' }).waitFor();
  await first.getByRole('button', { name: 'Make a new secret' }).press('Enter');
  await first.getByRole('button', { name: 'End the former secret' }).press('Enter');
  await dialog.getByRole('button', { name: 'End the former secret' }).click();
  await told('Only the newest secret of Night shift is valid.').waitFor();
});

test('a change that needs a fresh sign-in waits for one in a window of its own, with what was typed', async () => {
  const visitor = await newVisitor(browser);
  await signIn(visitor, shop.shop, admin);
  const sql = connect({ url: shop.env['DATABASE_URL']!, max: 1 });
  // The administrator signed in two hours ago, and comes to the console with this session.
  const sessions = await sql<{ id: string; proofs: { at: string }[] }[]>`
    select session.id, proofs from sessions session join users on users.id = user_id
    where email = ${admin.email}`;
  const then = new Date(Date.now() - 7_200_000);
  for (const { id, proofs } of sessions) {
    const old = proofs.map((proof) => ({ ...proof, at: then.toISOString() }));
    await sql`update sessions set auth_time = ${then}, proofs = ${sql.json(old)} where id = ${id}`;
  }
  await sql.end();
  await visitor.goto(at('roles'));
  await visitor.getByRole('button', { name: 'Make a role' }).click();
  await visitor.getByRole('textbox', { name: 'Name' }).fill('night-watch');
  await visitor.getByRole('dialog').getByRole('button', { name: 'Make a role' }).click();
  const again = visitor.getByRole('dialog', { name: 'Sign in again for this' });
  const opened = visitor.waitForEvent('popup');
  await again.getByRole('button', { name: 'Sign in', exact: true }).click();
  const window = await opened;
  await window.getByLabel('Password', { exact: true }).fill(admin.password);
  await window.getByRole('button', { name: 'Sign in', exact: true }).click();
  await toastOf(visitor, 'The role night-watch is there.').waitFor();
  await again.waitFor({ state: 'detached' });
});

test('an organization is made, and a member has a role within it', async () => {
  await page.goto(at('organizations'));
  await page.getByRole('button', { name: 'Make an organization' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Müller & Söhne');
  expect(await page.getByRole('textbox', { name: 'Key' }).inputValue()).toBe('muller-sohne');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make an organization' }).click();
  await heading('Müller & Söhne').waitFor();
  expect(page.url()).toBe(at('organizations/muller-sohne'));

  await page.getByRole('button', { name: 'Add a member' }).click();
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(bob.email);
  await dialog.getByRole('button', { name: 'Add a member' }).click();
  await toast(`${bob.email} is a member.`).waitFor();
  await page.getByRole('button', { name: 'Give a role: Bob' }).click();
  await pick(page, 'Role', 'support');
  await dialog.getByRole('button', { name: 'Give a role' }).click();
  await page.getByRole('button', { name: 'Take away: support, Bob' }).click();
  await toast('The role support is taken from Bob.').waitFor();

  // By the keyboard: what was done is still told at the foot of the page.
  await page.getByRole('button', { name: 'Add a domain' }).press('Enter');
  await page.getByRole('textbox', { name: 'Domain' }).fill('mueller.example');
  await dialog.getByRole('radio', { name: 'become members' }).click();
  await dialog.getByRole('button', { name: 'Add a domain' }).click();
  await page.getByText('new people become members').waitFor();
  await page.getByRole('button', { name: 'Edit', exact: true }).press('Enter');
  await page.getByRole('textbox', { name: 'Buttons and links', exact: true }).fill('#ffcc00');
  await dialog.getByText('Links 1.5 : 1').waitFor();
  await page.getByRole('textbox', { name: 'Buttons and links', exact: true }).fill('#166534');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await toast('The sign-in pages of Müller & Söhne are changed.').waitFor();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Links 7.1 : 1').waitFor();
  await page.getByRole('link', { name: 'Bob' }).press('Enter');
  await heading('Bob').waitFor();
  await page.getByRole('link', { name: 'Müller & Söhne' }).press('Enter');
  await page.getByRole('button', { name: 'Remove: Bob' }).press('Enter');
  await toast('Bob is no member any more.').waitFor();
});

test('an administrator acts as a person, is told so on each page, and ends it', async () => {
  const visitor = await newVisitor(browser);
  await signInToConsole(visitor, at('people'), admin);
  await visitor.getByRole('link', { name: 'Bob' }).click();
  await visitor.getByRole('button', { name: 'More', exact: true }).click();
  await visitor.getByRole('menuitem', { name: 'Act as this person' }).click();
  await visitor.getByLabel('Why').fill('Ticket 4711');
  await visitor.getByRole('button', { name: 'Act as this person' }).click();
  await visitor.getByText('It begins on a page of its own').waitFor();
  const opening = visitor.context().waitForEvent('page');
  await visitor.getByRole('button', { name: 'Open', exact: true }).click();
  const acting = await opening;
  await acting.getByText('Ticket 4711').waitFor();
  await acting.getByRole('button', { name: 'Act as Bob' }).click();
  await acting.getByText('You act as Bob (bob@example.com)').waitFor();
  // The console goes on as the administrator's own.
  await visitor.reload();
  await visitor.getByRole('heading', { level: 1, name: 'Bob' }).waitFor();
  await acting.getByRole('button', { name: 'End', exact: true }).click();
  await acting.getByText('You act as nobody else any more').waitFor();
  expect(await acting.getByText('You act as Bob').count()).toBe(0);
});

test('who may administer one group sees that one, its people, and where the rest would be', async () => {
  const admins = await createAdmin(shop.issuer);
  const { id } = await admins.findUser(bob.email);
  await admins.makeRole('lead', ['users:read', 'groups:read', 'groups:write']);
  await admins.giveOn(id, 'lead', 'group', 'staff');
  const lead = await newVisitor(browser);
  await signInToConsole(lead, at(''), bob);
  await lead.getByText('You may administer these, and nothing else.', { exact: false }).waitFor();
  const views = lead.getByRole('navigation', { name: 'Views' }).getByRole('link');
  expect(await views.allTextContents()).toEqual(['Home', 'People', 'Groups']);
  expect(await findBarriers(lead)).toEqual([]);
  await lead.getByRole('link', { name: 'staff' }).click();
  await lead.getByRole('heading', { level: 1, name: 'staff' }).waitFor();
  await lead.getByRole('button', { name: 'Make a group in staff' }).waitFor();
  await lead.getByRole('link', { name: 'Groups' }).first().click();
  await lead.getByRole('link', { name: 'staff' }).waitFor();
  expect(await lead.getByRole('link', { name: 'customers' }).count()).toBe(0);
  await lead.goto(at('groups/customers'));
  await lead.getByRole('alert').getByText('groups:read').waitFor();
});

test('nothing was forbidden by the policy of the page, and nothing threw', () => {
  expect(complaints).toEqual([]);
});
