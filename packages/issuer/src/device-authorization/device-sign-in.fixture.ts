import { basic, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice } from '../../../../testing/shop.ts';
import { csrfOf, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import { deviceCodeGrant } from '../clients/grant-types.ts';

/** What a device is given (RFC 8628, section 3.2). */
export interface Begun {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  expires_in: number;
  interval: number;
}

export interface DeviceAnswer {
  status: number;
  error?: string;
  access_token: string;
  refresh_token?: string;
  id_token: string;
  scope: string;
}

/** A device of a client, and what a person does for it. */
export function createDevices(
  issuer: Pick<TestIssuer, 'url'>,
  { id, secret }: { id: string; secret?: string },
) {
  const agent = { 'user-agent': 'shop-cli/1.4 (call 555 1234 now)' };
  const [headers, named] =
    secret === undefined
      ? [agent, { client_id: id }]
      : [{ ...agent, authorization: basic(id, secret) }, {}];

  async function send(path: string, fields: Record<string, string>) {
    const answer = await fetch(`${issuer.url}${path}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ ...named, ...fields }),
    });
    return { status: answer.status, ...((await answer.json()) as object) };
  }
  return {
    /** Whatever it is answered. */
    ask: (fields: Record<string, string> = {}) =>
      send('/device_authorization', { scope: 'openid', ...fields }) as Promise<
        Begun & { status: number; error?: string }
      >,
    poll: ({ device_code }: Pick<Begun, 'device_code'>, fields: Record<string, string> = {}) =>
      send('/token', {
        grant_type: deviceCodeGrant,
        device_code,
        ...fields,
      }) as Promise<DeviceAnswer>,
  };
}

/** Opens the page for codes, and signs in where that comes first. */
export async function openPage(
  browser: Visitor,
  address: string,
  person: { email: string; password: string } = alice,
): Promise<Visit> {
  const first = await browser.get(address);
  if (first.status === 200) return first;
  const signIn = (await browser.get(first.next!)).next!;
  const sent = await browser.post(signIn, { csrf: csrfOf(await browser.get(signIn)), ...person });
  return browser.get((await browser.get(sent.next!)).next!);
}

/** Types a code. @returns what comes next: the page that asks, where nothing else is needed before */
export async function typeCode(browser: Visitor, page: Visit, code: string): Promise<Visit> {
  const address = new URL('/device', page.url).href;
  const sent = await browser.post(address, { csrf: csrfOf(page), user_code: code });
  if (sent.status !== 303) return sent;
  const next = (await browser.get(sent.next!)).next!;
  return browser.get(next);
}

export const answerFields = (page: Visit, answer: string) => ({
  csrf: csrfOf(page),
  asked: /name="asked" value="([^"]+)"/.exec(page.text)![1]!,
  answer,
});

/** Presses a button of the page that asks. @returns the page at the end */
export async function press(browser: Visitor, page: Visit, answer: string): Promise<Visit> {
  const sent = await browser.post(page.url, answerFields(page, answer));
  return browser.get((await browser.get(sent.next!)).next!);
}
