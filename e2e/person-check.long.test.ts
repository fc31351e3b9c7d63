/** What tells people from programs, in a real browser: work for it, a provider's puzzle, and neither. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { abuseSchema } from '../packages/issuer/src/abuse/abuse-configuration.ts';
import { abuseSettings } from '../packages/issuer/src/abuse/abuse-settings.ts';
import { type People, startPeople } from '../packages/issuer/src/registration/people.fixture.ts';
import { launchBrowser } from './support/browser.ts';
import { closedAfterwards } from './support/started.ts';

const password = 'correct horse battery';
let browser: Browser;
let people: People;
const start = closedAfterwards();

/** People at an issuer with this section `abuse`. */
async function peopleWith(section: object): Promise<People & { close(): Promise<void> }> {
  const abuse = abuseSettings(abuseSchema.parse(section), { denied: [] });
  const sections = {
    registration: { mode: 'open' },
    sign_in: { ways: ['password', 'email_code'] },
  };
  const started = await startPeople(sections, { abuse });
  return { ...started, close: () => started.issuer.close() };
}

beforeAll(async () => {
  [people, browser] = await start(peopleWith({}), launchBrowser());
});

/** The sign-in page of a new visitor. @returns what the browser complained about */
async function arrive(at: People, options: BrowserContextOptions = {}) {
  const page = await (await browser.newContext(options)).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  const { url } = at.issuer;
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: 'shop', redirect_uri: 'https://shop.example/callback' },
    ...{ scope: 'openid', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
  });
  await page.goto(`${url}/authorize?${query}`);
  return { page, complaints };
}

async function register(page: Page, email: string, click = 1): Promise<void> {
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('E-mail').fill(email);
  const button = page.getByRole('button', { name: 'Continue' });
  await (click === 2 ? button.dblclick() : button.click());
  await page.getByLabel('Code').waitFor();
}

test('a browser does the work while the person types, and a double click sends one mail', async () => {
  const { page, complaints } = await arrive(people);
  const email = people.newAddress();
  await register(page, email, 2);
  expect(people.mails.to(email)).toHaveLength(1);
  expect(complaints).toEqual([]);
  const { sql } = people.issuer.context;
  expect(await sql`select from spent_solutions`).toHaveLength(1);
  expect(await sql`select from sign_in_throttles`).toHaveLength(0);
});

test('without JavaScript the page works, too', async () => {
  const { page } = await arrive(people, { javaScriptEnabled: false });
  const email = people.newAddress();
  await register(page, email);
  expect(people.mails.to(email)).toHaveLength(1);
});

test('after five wrong passwords the right one is taken with the work done', async () => {
  const email = people.newAddress();
  await people.account(email, { password });
  const { page } = await arrive(people);
  const attempt = async (typed: string) => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(typed);
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    return answered;
  };
  for (let time = 0; time < 5; time++) await attempt('wrong password');
  await page.locator('[data-challenge]').waitFor({ state: 'attached' });
  expect((await attempt(password)).status()).toBe(303);
});

test('the puzzle of a provider loads by the policy of the page, and its answer is taken', async () => {
  const provider = createServer((request, response) => {
    if (request.method === 'POST') {
      response.end(JSON.stringify({ success: true, hostname: 'localhost' }));
      return;
    }
    response.setHeader('content-type', 'text/javascript').end(`
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name: 'solved', value: 'an answer' });
      document.querySelector('.widget').append(input);`);
  });
  await once(provider.listen(0, 'localhost'), 'listening');
  const origin = `http://localhost:${(provider.address() as AddressInfo).port}`;
  const [others] = await start(
    peopleWith({
      captcha: {
        ...{ provider: 'other', site_key: 'site', secret: 'secret', field: 'solved' },
        ...{ class_name: 'widget', script: `${origin}/api.js`, verify: `${origin}/verify` },
      },
    }),
  );
  const { page, complaints } = await arrive(others);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.locator('[name=solved]').waitFor({ state: 'attached' });
  const email = others.newAddress();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Code').waitFor();
  expect(others.mails.to(email)).toHaveLength(1);
  expect(complaints).toEqual([]);
  expect(await others.issuer.context.sql`select from sign_in_throttles`).toHaveLength(0);
  provider.close();
  provider.closeAllConnections();
});
