import { isOurCookie } from '@sallyport/gateway/token-handler/cookie-names.ts';
import { cookieNames } from '@sallyport/issuer/http/cookies.ts';
import { expect, test } from 'vitest';

test.each(cookieNames)('a gateway on the host of the issuer keeps %s from services', (name) => {
  expect([name, `__Host-${name}`].map(isOurCookie)).toEqual([true, true]);
});
