import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Person } from './people.ts';

/** A page of a browser that has never been here: with no cookies and no history. */
export async function newVisitor(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ locale: 'en', ...options });
  context.setDefaultTimeout(10_000);
  return context.newPage();
}

/** One whose page's exceptions, and what its policy forbade, are told. */
export async function newWatchedVisitor(browser: Browser) {
  const page = await newVisitor(browser);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  return { page, complaints };
}

/** From the shop's page to the issuer's form. */
export async function goToSignIn(page: Page, shop: string): Promise<void> {
  const answer = await page.goto(shop);
  if (answer?.status() !== 200) throw new Error(`${shop} answered ${answer?.status()}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail address').waitFor();
}

/** Fills in the issuer's form and sends it. */
export async function submitSignIn(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Until the shop's page shows who is signed in. */
export async function signIn(page: Page, shop: string, person: Person): Promise<void> {
  await goToSignIn(page, shop);
  await submitSignIn(page, person);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** The status of a fetch that the page makes to its own origin, with a body of JSON where one is given. */
export function fetchStatus(
  page: Page,
  path: string,
  method = 'GET',
  body?: object,
): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const init = { method, ...(body && { body: JSON.stringify(body), headers }) };
  return page.evaluate(async ([url, how]) => (await fetch(url, how)).status, [path, init] as const);
}
