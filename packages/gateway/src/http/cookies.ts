import { parseCookie, stringifySetCookie } from 'cookie';

/** Values travel as they are: ours are base64url, and an upstream decodes its own. */
const asTheyAre = (value: string): string => value;

/**
 * The cookies of a `Cookie` header, the first of each name. Around names and values, spaces and
 * tabs are dropped and nothing else (RFC 6265bis, section 5.6): with any other character before
 * its `__Host-`, a name has no prefix that a browser would protect.
 */
export function parseCookies(header: string | undefined): Map<string, string> {
  if (header === undefined) return new Map();
  return new Map(Object.entries(parseCookie(header, { decode: asTheyAre }) as Cookies));
}

type Cookies = Record<string, string>;

/** What remains of a `Cookie` header without some cookies, or null if nothing does. */
export function withoutCookies(header: string, isOurs: (name: string) => boolean): string | null {
  const kept = header
    .split(';')
    .map(trimSpaces)
    .filter((pair) => pair !== '' && ![...parseCookies(pair).keys()].some(isOurs));
  return kept.length > 0 ? kept.join('; ') : null;
}

const trimSpaces = (pair: string): string => pair.replace(/^[ \t]+|[ \t]+$/g, '');

export interface CookieAttributes {
  sameSite: 'lax' | 'strict';
  secure: boolean;
  /** Seconds; until the browser is closed when left out. */
  maxAge?: number;
}

/** The value of `Set-Cookie`: for the whole origin, out of reach of scripts. */
export function formatCookie(name: string, value: string, attributes: CookieAttributes): string {
  return stringifySetCookie(
    { name, value, path: '/', httpOnly: true, ...attributes },
    { encode: asTheyAre },
  );
}
