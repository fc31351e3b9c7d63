/** Passkeys in a real Chromium, with its virtual authenticator (WebAuthn, level 3, section 11). */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../testing/issuer.ts';
import { watchMails } from '../testing/mails.ts';
import { alice, shop } from '../testing/shop.ts';
import { launchBrowser } from './support/browser.ts';
import { type Site, startSite } from './support/site.ts';
import { closedAfterwards } from './support/started.ts';
import { newVisitor } from './support/visit.ts';

let issuer: TestIssuer;
let application: Site;
let browser: Browser;
const start = closedAfterwards();

beforeAll(async () => {
  [application, browser] = await start(startSite(), launchBrowser());
  const [web, ...clients] = shop.clients;
  const declaration = {
    ...{ ...shop, sign_in: { ways: ['password', 'passkey'] } },
    clients: [{ ...web, redirect_uris: [`${application.url}/callback`] }, ...clients],
  };
  [issuer] = await start(startTestIssuer(declaration));
});

/** A browser with an authenticator that checks who uses it. */
async function arrive() {
  const page = await newVisitor(browser);
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return { page, devices, authenticatorId };
}

async function ask(page: Page, extra: Record<string, string> = {}) {
  const request = {
    issuer: issuer.url,
    clientId: 'shop-web',
    redirectUri: `${application.url}/callback`,
  };
  await page.goto(authorizeUrl({ ...request, codeVerifier: verifier(), extra }));
}

async function typePassword(page: Page) {
  await page.getByLabel('E-mail address').fill(alice.email);
  await page.getByLabel('Password', { exact: true }).fill(alice.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** The application gets its code. */
async function back(page: Page) {
  await page.waitForURL((url) => url.origin === application.url);
  expect(new URL(page.url()).searchParams.has('code')).toBe(true);
}

const present = (devices: CDPSession, authenticatorId: string, enabled: boolean) =>
  devices.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });

test('a passkey is set up, signs in with the button, by itself, and after a password', async () => {
  const { page, devices, authenticatorId } = await arrive();
  await ask(page, { acr_values: 'aal2' });
  await typePassword(page);
  const mails = watchMails(issuer.context);
  await page.getByRole('button', { name: 'Send code' }).click();
  await page.getByLabel('Code').waitFor();
  await page.getByLabel('Code').fill(mails.codeTo(alice.email));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('link', { name: /^Passkey/ }).click();
  await page.getByRole('button', { name: 'Create a passkey' }).click();
  await page.getByRole('heading', { name: 'Keep these codes' }).waitFor();
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await back(page);
  const { credentials } = await devices.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }]);

  // Without cookies: the browser is not known any more.
  const button = page.getByRole('button', { name: 'Sign in with a passkey' });
  await page.context().clearCookies();
  await present(devices, authenticatorId, false);
  await ask(page);
  await button.waitFor();
  expect(await page.getByLabel('E-mail address').getAttribute('autocomplete')).toBe(
    'username webauthn',
  );
  await present(devices, authenticatorId, true);
  await button.click();
  await back(page);

  // The browser offers it where the address is typed; here the one authenticator confirms at once.
  await page.context().clearCookies();
  await ask(page);
  await back(page);

  // After the password, it is the second factor.
  await page.context().clearCookies();
  await present(devices, authenticatorId, false);
  await ask(page);
  await typePassword(page);
  const second = page.getByRole('button', { name: 'Use passkey' });
  await second.waitFor();
  await present(devices, authenticatorId, true);
  await second.click();
  await back(page);

  // The user does not confirm: the page says so, what was typed stays, and it can be tried again.
  await page.context().clearCookies();
  await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await ask(page);
  await page.getByLabel('E-mail address').fill(alice.email);
  await button.click();
  await page.getByText('Nothing was confirmed').waitFor();
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(alice.email);

  // One that was taken away is told to the person.
  await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await issuer.context.sql`delete from passkeys`;
  await button.click();
  await page.getByText('This passkey is not known here').waitFor();
});
