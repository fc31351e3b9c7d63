import { expect, test } from 'vitest';
import { returnedHeaders } from './response-headers.ts';

/** Which `Set-Cookie` of an upstream's reach the caller. */
function passed(...setCookies: string[]): string[] {
  const facts = {
    status: 200,
    requestId: 'request-1',
    setCookies: [],
    cors: null,
    quota: [],
    bySession: false,
  };
  const headers = setCookies.flatMap((cookie) => ['set-cookie', cookie]);
  const list = returnedHeaders(headers, facts);
  return list.filter((_, at) => at % 2 === 1 && list[at - 1] === 'set-cookie');
}

test.each([
  '__Host-sp_session=x; Path=/; Secure',
  ' \t __Host-sp_session \t=x; Path=/; Secure',
  'sp_session=x',
  'sp_session',
  '=sp_session=x',
  ' = __Host-Http-sp_login_01234567=x',
  '__Host-sp_sso=; Max-Age=0; Path=/; Secure',
])('an upstream cannot set a cookie of ours: %j', (cookie) => {
  expect(passed(cookie, 'theme=dark')).toEqual(['theme=dark']);
});

test.each([
  'sp_lang=de; Path=/',
  '__Host-sp_lang=de; Path=/; Secure',
  'sp_sessions=3',
  'theme=sp_session; Path=/',
  // Browsers refuse or keep these as they are: they never come back as one of ours.
  '\x0b__Host-sp_session=x',
  '\xa0sp_session=x',
])('what has another name passes: %j', (cookie) => {
  expect(passed(cookie)).toEqual([cookie]);
});
