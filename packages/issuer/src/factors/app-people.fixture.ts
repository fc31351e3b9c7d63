import { generateSync } from 'otplib';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import type { TestIssuer } from '../../../../testing/issuer.ts';
import { watchMails } from '../../../../testing/mails.ts';
import { alice, webRedirect } from '../../../../testing/shop.ts';
import { csrfOf, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import { numericDate } from '../runtime/clock.ts';

export const sure = { acr_values: 'aal2' };

export const textOf = (page: Visit, pattern: RegExp): string => pattern.exec(page.text)![1]!;
export const secretOf = (page: Visit) =>
  textOf(page, /class="secret">([^<]+)</).replaceAll(' ', '');
export const sealedOf = (page: Visit) => textOf(page, /name="secret" value="([^"]+)"/);
export const codesOf = ({ text }: Visit): string[] =>
  [...text.matchAll(/<code>([A-Z-]+)<\/code>/g)].map(([, code]) => code!);

/** What an app shows, so many steps of 30 s after a time. */
export const codeAt = (secret: string, time: Date, steps = 0) =>
  generateSync({ secret, epoch: numericDate(time) + steps * 30 });

export const isSignedIn = (location: string | undefined) =>
  new URL(location!).searchParams.has('code');

/** Types a code on the page that asks for one. @returns the answer. */
export async function typeCode(
  browser: Visitor,
  page: string,
  code: string,
  fields: Record<string, string> = {},
): Promise<Visit> {
  return browser.post(page, { csrf: csrfOf(await browser.get(page)), code, ...fields });
}

/**
 * Types the code from the mailbox where a first factor needs it.
 *
 * @param page where the sign-in has led
 * @returns where it leads then, past the dispatcher; the same page where it asks for something else
 */
export async function confirmMailbox(
  { url, context }: TestIssuer,
  browser: Visitor,
  page: string,
): Promise<string> {
  if (!page.includes('/confirm-mailbox/')) return page;
  const asked = await browser.get(page);
  const [, email = ''] = /class="lead">[^<]*?([\w.+-]+@[\w.-]+\w)/.exec(asked.text)!;
  // Tests set up more than one person would, and this is not about the limits.
  await context.sql`truncate mail_limits`;
  const mails = watchMails(context);
  await browser.post(page, { csrf: csrfOf(asked) });
  const typed = { csrf: csrfOf(asked), code: mails.codeTo(email) };
  const { next } = await browser.post(`${page}/check`, typed);
  return new URL((await browser.get(next!)).next!, url).href;
}

/** What people do who sign in to the shop with a password and an app. */
export function appPeople(issuer: () => TestIssuer) {
  const url = (extra: Record<string, string> = {}) =>
    authorizeUrl({
      ...{ issuer: issuer().url, clientId: 'shop-web', redirectUri: webRedirect },
      ...{ codeVerifier: verifier(), extra },
    });

  /** @returns where that leads. */
  async function typePassword(
    browser: Visitor,
    extra?: Record<string, string>,
    person: { email: string; password: string } = alice,
  ): Promise<string> {
    const signIn = (await browser.get(url(extra))).next!;
    const csrf = csrfOf(await browser.get(signIn));
    const posted = await browser.post(signIn, { csrf, ...person });
    // Of the factors to set up, the app.
    const page = await confirmMailbox(issuer(), browser, (await browser.get(posted.next!)).next!);
    return page.replace('/set-up-factor/', '/set-up-totp/');
  }

  /** Signs in and sets an app up. @returns its secret and the codes on paper. */
  async function setUp(browser: Visitor, person = alice) {
    const page = await typePassword(browser, sure, person);
    const shown = await browser.get(page);
    const secret = secretOf(shown);
    const fields = {
      csrf: csrfOf(shown),
      secret: sealedOf(shown),
      code: codeAt(secret, issuer().clock.now(), -1),
    };
    const done = await browser.post(page, fields);
    const codes = codesOf(done);
    const next = textOf(done, /href="([^"]*\/authorize\/[^"]+)"/);
    const back = new URL((await browser.get(issuer().url + next)).next!);
    return { page, fields, secret, codes, back };
  }

  return { url, typePassword, setUp };
}
