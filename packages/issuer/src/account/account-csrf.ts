import { createHmac, timingSafeEqual } from 'node:crypto';

interface Secrets {
  csrf: Buffer;
}

/**
 * For the hidden field `csrf` of the account's forms. It is good for one session, and so for one person;
 * the id of a session stays when its owner proves a second factor.
 */
export const accountCsrf = (sessionId: string, { csrf }: Secrets): string =>
  createHmac('sha256', csrf).update(`account ${sessionId}`).digest('base64url');

export function isMadeFor(sessionId: string, given: string | undefined, secrets: Secrets): boolean {
  const expected = Buffer.from(accountCsrf(sessionId, secrets));
  const sent = Buffer.from(given ?? '');
  return sent.length === expected.length && timingSafeEqual(sent, expected);
}
