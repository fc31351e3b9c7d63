export interface Cookie {
  name: string;
  value: string;
  path: string;
  httpOnly: boolean;
  secure: boolean;
  sameSite: string;
}

/** The cookies of one browser, as much of RFC 6265 as hosts of their own need. */
export class CookieJar {
  /** By host: all ports of one share its cookies (RFC 6265, section 8.5). */
  readonly #hosts = new Map<string, Map<string, Cookie>>();

  /** Keeps, replaces or removes what `Set-Cookie` says. */
  store(url: URL, headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(name.length + 1);
      const has = new Map(
        attributes.map((attribute) => {
          const [key = '', ...rest] = attribute.split('=');
          return [key.toLowerCase(), rest.join('=')] as const;
        }),
      );
      const cookies = this.#of(url);
      const expires = has.get('expires');
      const gone =
        (has.has('max-age') && Number(has.get('max-age')) <= 0) ||
        (!has.has('max-age') && expires !== undefined && Date.parse(expires) <= Date.now());
      if (gone) cookies.delete(name);
      else {
        const path = has.get('path') ?? '/';
        const sameSite = has.get('samesite') ?? '';
        const [httpOnly, secure] = [has.has('httponly'), has.has('secure')];
        cookies.set(name, { name, value, path, httpOnly, secure, sameSite });
      }
    }
  }

  /** The `Cookie` header for a request, or nothing. */
  header(url: URL): string | undefined {
    const matching = this.at(url).filter(({ path }) => isBelow(url.pathname, path));
    const text = matching.map(({ name, value }) => `${name}=${value}`).join('; ');
    return text === '' ? undefined : text;
  }

  at(url: URL): Cookie[] {
    return [...this.#of(url).values()];
  }

  #of({ hostname }: URL): Map<string, Cookie> {
    const cookies = this.#hosts.get(hostname) ?? new Map<string, Cookie>();
    this.#hosts.set(hostname, cookies);
    return cookies;
  }
}

/** RFC 6265, section 5.1.4. */
const isBelow = (path: string, of: string): boolean =>
  path === of || path.startsWith(of.endsWith('/') ? of : `${of}/`);
