/** An administrator at a terminal: signs in with a browser, takes something away, and the gateway obeys. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { sallyport } from 'sallyport/command.fixture.ts';
import { startInProcess } from 'sallyport/in-process.fixture.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { admin, bob } from './support/people.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { signInToCli } from './support/tokens.ts';
import { newVisitor, signIn, submitSignIn } from './support/visit.ts';

let shop: Shop;
let browser: Browser;
let home: string;
const start = closedAfterwards();

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sallyport-e2e-'));
  [shop, browser] = await start(startShop({ isLocal: true }), launchBrowser());
});
afterAll(() => rm(home, { recursive: true }));

const environment = () => ({
  ...{ XDG_STATE_HOME: home, DBUS_SESSION_BUS_ADDRESS: '' },
  ...{ SALLYPORT_TOKEN: '', SALLYPORT_ISSUER: '' },
});
const run = (...words: string[]) => startInProcess(words, { env: environment() }).ended;

/** @param visit what the person does at the issuer's pages */
async function login(page: Page, visit: () => Promise<void>): Promise<void> {
  const command = sallyport(['login', '--issuer', shop.issuer, '--no-browser'], environment());
  const told = await command.told('/authorize?', 1);
  await page.goto(/http\S+\/authorize\?\S+/.exec(told)![0]);
  await visit();
  await page.getByText('Go back to the terminal.').waitFor();
  expect(await command.ended).toMatchObject({
    ...{ code: 0, stdout: expect.stringContaining(`at ${shop.issuer} as ${admin.email}.`) },
  });
}

test('signed in at that moment, they keep a person out, and the gateway obeys', async () => {
  const page = await newVisitor(browser);
  await login(page, () => submitSignIn(page, admin));
  const token = (await signInToCli(shop.issuer, bob)).access_token;
  const orders = () =>
    fetch(`${shop.shop}/api/orders`, { headers: { authorization: `Bearer ${token}` } });
  expect((await orders()).status).toBe(200);
  const { code, stdout, stderr } = await run('users', 'disable', bob.email);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^bob@example\.com is signed out, and kept out\. Obeyed by 1 of 1 gateways in \d+ ms\.\n$/,
  );
  expect((await orders()).status).toBe(401);
  expect(await run('users', 'enable', bob.email)).toMatchObject({ code: 0 });
});

test('signed in at an application before, they are asked; signing out there ends it here', async () => {
  const page = await newVisitor(browser);
  await signIn(page, shop.shop, admin);
  await login(page, async () => {
    await page.getByText('Sallyport command line asks to sign you in').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
  });
  expect(await run('gateways', 'list')).toMatchObject({ code: 0, stderr: '' });
  await page.goto(shop.shop);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(await run('gateways', 'list')).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining(`Your sign-in at ${shop.issuer} has ended.`) },
  });
});
