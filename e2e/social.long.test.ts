/** Scenario 4, where another system proves who a person is: what makes it harder than in `scenarios.test.ts`. */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createEmulator } from 'emulate';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { freePort } from '../testing/ports.ts';
import { type Admin, createAdmin } from './support/admin.ts';
import { launchBrowser } from './support/browser.ts';
import { closedAfterwards } from './support/started.ts';
import { type Shop, startShop } from './support/system.ts';
import { goToSignIn, newVisitor } from './support/visit.ts';

let shop: Shop;
let browser: Browser;
let admin: Admin;
const start = closedAfterwards();

beforeAll(async () => {
  [shop, browser] = await start(startShop(), launchBrowser());
  admin = await createAdmin(shop.issuer);
});

async function signInWithAcme(page: Page, name: string): Promise<void> {
  await goToSignIn(page, shop.shop);
  await page.getByRole('button', { name: 'Continue with Acme ID' }).click();
  await page.getByRole('button', { name }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

test('the next time, it is the same account', async () => {
  for (let visit = 0; visit < 2; visit++) {
    const page = await newVisitor(browser);
    await signInWithAcme(page, 'Dave');
  }
  const dave = await admin.findUser('dave@acme.example');
  await admin.giveRole(dave.id, 'customer');
  const page = await newVisitor(browser);
  await signInWithAcme(page, 'Dave');
  await page.getByText('Walnut chessboard').waitFor();
  const metrics = await (await fetch(`${shop.management}/metrics`)).text();
  expect(metrics).toMatch(
    /^sallyport_issuer_sign_ins_total\{sallyport_sign_in_method="acme",sallyport_result="ok"\} 3$/m,
  );
});

/** The browser then leaves out cookies that are not for other sites. */
test('Apple posts the answer from another site, and the person is signed in', async () => {
  const client = { client_id: 'com.example.shop', team_id: 'TEAM456789', name: 'Shop' };
  const redirect_uris = [`${shop.issuer}/federation/apple/callback`];
  const [apple] = await start(
    createEmulator({
      service: 'apple',
      port: await freePort(),
      seed: {
        apple: {
          users: [{ email: 'erin@example.com', name: 'Erin Apple' }],
          oauth_clients: [{ ...client, redirect_uris }],
        },
      },
    }),
  );
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = await shop.writeConfiguration(({ providers }) => {
    providers.push({
      ...{ id: 'apple', type: 'apple', url: apple.url, client_id: client.client_id },
      ...{ team_id: client.team_id, key_id: 'KEY4567890' },
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    } as never);
  });
  const cli = fileURLToPath(import.meta.resolve('sallyport/main.ts'));
  const env = { PATH: process.env['PATH'], ...shop.env };
  await promisify(execFile)(process.execPath, [cli, 'apply', file], { env });

  const page = await newVisitor(browser);
  const posted = page.waitForRequest(
    (request) => request.method() === 'POST' && request.url().startsWith(redirect_uris[0]!),
  );
  await goToSignIn(page, shop.shop);
  await page.getByRole('button', { name: 'Continue with Apple' }).click();
  await page.getByRole('button', { name: 'erin@example.com' }).click();
  await page.getByText('erin@example.com').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();

  const headers = await (await posted).allHeaders();
  expect([headers['sec-fetch-site'], headers['cookie']]).toEqual(['cross-site', undefined]);
});
