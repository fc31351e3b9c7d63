import { parseSetCookie, type SetCookie } from 'cookie';

export type Cookie = Pick<SetCookie, 'httpOnly' | 'secure' | 'sameSite'> & {
  name: string;
  value: string;
  path: string;
};

/** The cookies of one browser, as much of RFC 6265 as hosts of their own need. */
export class CookieJar {
  /** By host: all ports of one share its cookies (RFC 6265, section 8.5). */
  readonly #hosts = new Map<string, Map<string, Cookie>>();

  /** Keeps, replaces or removes what the `Set-Cookie` lines of an answer say. */
  store({ hostname }: URL, lines: readonly string[]): void {
    const cookies = this.#hosts.get(hostname) ?? new Map<string, Cookie>();
    this.#hosts.set(hostname, cookies);
    for (const line of lines) {
      const { name, value = '', path = '/', maxAge, expires, ...rest } = parseSetCookie(line, raw);
      const { httpOnly = false, secure = false, sameSite = 'lax' } = rest;
      const isOver = maxAge === undefined ? Number(expires) <= Date.now() : maxAge <= 0;
      if (isOver) cookies.delete(name);
      else cookies.set(name, { name, value, path, httpOnly, secure, sameSite });
    }
  }

  /** The `Cookie` header for a request, or nothing. */
  header(url: URL): string | undefined {
    const matching = this.at(url).filter(({ path }) => isBelow(url.pathname, path));
    const text = matching.map(({ name, value }) => `${name}=${value}`).join('; ');
    return text === '' ? undefined : text;
  }

  at({ hostname }: URL): Cookie[] {
    return [...(this.#hosts.get(hostname)?.values() ?? [])];
  }
}

const raw = { decode: (value: string) => value };

/** RFC 6265, section 5.1.4. */
const isBelow = (path: string, of: string): boolean =>
  path === of || path.startsWith(of.endsWith('/') ? of : `${of}/`);
