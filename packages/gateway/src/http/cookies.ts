/** The cookies of a `Cookie` header, the first of each name, as they came. */
export function parseCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header?.split(';') ?? []) {
    const [name, value] = splitPair(pair);
    if (name !== '' && !cookies.has(name)) cookies.set(name, value);
  }
  return cookies;
}

/** What remains of a `Cookie` header without some cookies, or null if nothing does. */
export function withoutCookies(header: string, isOurs: (name: string) => boolean): string | null {
  const kept = header.split(';').filter((pair) => {
    const [name] = splitPair(pair);
    return pair.trim() !== '' && !isOurs(name);
  });
  return kept.length > 0 ? kept.map((pair) => pair.trim()).join('; ') : null;
}

function splitPair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  if (equals < 0) return [pair.trim(), ''];
  return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
}

export interface CookieAttributes {
  sameSite: 'Lax' | 'Strict';
  secure: boolean;
  /** Seconds; until the browser is closed when left out. */
  maxAge?: number;
}

/** The value of `Set-Cookie`: for the whole origin, out of reach of scripts. */
export function formatCookie(
  name: string,
  value: string,
  { sameSite, secure, maxAge }: CookieAttributes,
): string {
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
  return `${name}=${value}; Path=/; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}${age}`;
}
