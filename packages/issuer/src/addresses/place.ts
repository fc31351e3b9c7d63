import type { Browser } from '../http/browser.ts';
import type { SignInPlace } from '../one-time-codes/one-time-codes.service.ts';

/** Where a code is typed that was asked for on the account's page: in that session, in that browser. */
export const placeOfSession = (
  { id }: { id: string },
  browser: Pick<Browser, 'hash'>,
): SignInPlace => ({ id: `addresses of ${id}`, browser });
