import { describe, expect, test } from 'vitest';
import { formatCookie, parseCookies, withoutCookies } from './cookies.ts';

const name = '__Host-sp_session';
const isOurs = (candidate: string) => candidate === name;

/**
 * A sibling domain may set a cookie of such a name: a browser sees no `__Host-` prefix in it. Read
 * with `String.prototype.trim`, it would be ours.
 */
const lookalikes: [what: string, prefix: string][] = [
  ['the byte A0, which Unicode calls a no-break space', '\xa0'],
  ['a vertical tab', '\x0b'],
  ['a form feed', '\x0c'],
  ['a line break', '\n'],
  ['a no-break space in UTF-8', '\xc2\xa0'],
  ['an em space in UTF-8', '\xe2\x80\x83'],
  ['an ideographic space in UTF-8', '\xe3\x80\x80'],
  ['a line separator in UTF-8', '\xe2\x80\xa8'],
  ['a byte order mark in UTF-8', '\xef\xbb\xbf'],
  ['an em space', '\u2003'],
  ['a line separator', '\u2028'],
  ['a byte order mark', '\ufeff'],
  ['the byte 85, a next line', '\x85'],
];

describe('a name is what is left without spaces and tabs (RFC 6265bis, section 5.6):', () => {
  test.each(lookalikes)('before it %s', (_, prefix) => {
    const header = `a=1; ${prefix}${name}=theirs`;
    expect(parseCookies(header).get(name)).toBeUndefined();
    expect(withoutCookies(header, isOurs)).toBe(header);
  });

  test.each(lookalikes)('after it %s', (_, suffix) => {
    const header = `a=1; ${name}${suffix}=theirs`;
    expect(parseCookies(header).get(name)).toBeUndefined();
    expect(withoutCookies(header, isOurs)).toBe(header);
  });

  test.each(lookalikes)('the value keeps %s', (_, byte) => {
    expect(parseCookies(`${name}=${byte}v${byte}`).get(name)).toBe(`${byte}v${byte}`);
  });

  test.each([
    `${name}=v`,
    ` ${name} = v `,
    `\t${name}\t=\tv\t`,
    `a=1;${name}=v;b=2`,
    `a=1;;  ;${name}=v`,
    `a; =; ${name}=v`,
  ])('%j has ours', (header) => {
    expect(parseCookies(header).get(name)).toBe('v');
    expect(withoutCookies(header, isOurs) ?? '').not.toContain(name);
  });
});

test('of several of one name the first counts, and none reaches an upstream', () => {
  const header = `${name}=first; a=1; ${name}=second`;
  expect(parseCookies(header).get(name)).toBe('first');
  expect(withoutCookies(header, isOurs)).toBe('a=1');
});

test('values are not decoded: an upstream and we read the same', () => {
  expect(parseCookies('a=%41; b="c"; d=e=f')).toEqual(
    new Map([
      ['a', '%41'],
      ['b', '"c"'],
      ['d', 'e=f'],
    ]),
  );
});

test.each(['__proto__=x', 'constructor=x', 'toString=x'])(
  '%s is a name like any other',
  (header) => {
    const [key = ''] = header.split('=');
    expect(parseCookies(header)).toEqual(new Map([[key, 'x']]));
    expect(parseCookies('a=1').has(key)).toBe(false);
  },
);

test('what is nothing but ours leaves nothing', () => {
  expect(withoutCookies(` ${name}=v ; `, isOurs)).toBeNull();
  expect(parseCookies(undefined).size).toBe(0);
});

test('Set-Cookie is for the whole origin and out of reach of scripts', () => {
  expect(formatCookie(name, 'v', { sameSite: 'strict', secure: true })).toBe(
    `${name}=v; Path=/; HttpOnly; Secure; SameSite=Strict`,
  );
  expect(formatCookie('sp_session_a+b', '', { sameSite: 'lax', secure: false, maxAge: 0 })).toBe(
    'sp_session_a+b=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
  );
});
