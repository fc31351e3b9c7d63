import { formatCookie, parseCookies } from '../http/cookies.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Scheme } from '../settings.ts';
import { dropsPrefix, loginCookie, wireName } from './cookie-names.ts';

/** What a browser proves with that a sign-in began in it. */
export interface BrowserKey {
  /** Part of the cookie's name, so that keys given at the same moment do not replace each other. */
  id: string;
  key: string;
}

interface Dependencies {
  scheme: Scheme;
  random(bytes: number): Buffer;
}

/** Of the keys of one browser, more are dropped when it begins another sign-in: the oldest. */
const maxKeys = 8;

const cookieName = /sp_login_([\w-]{8})$/;

/**
 * The keys of browsers, in cookies. Sign-ins that begin one after the other share one key; those
 * that begin before the first answer with a cookie has come have one each.
 */
export class BrowserKeys {
  readonly #with: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /** The newest of a browser, or a new one. The `Set-Cookie` lines keep it, and drop what is too many. */
  take(incoming: Incoming, maxAge: number): BrowserKey & { cookies: string[] } {
    const known = this.#all(incoming);
    const { id, key } = known.at(-1) ?? this.#create();
    const dropped = known.slice(0, -maxKeys);
    return {
      id,
      key,
      cookies: [
        this.#format(id, key, maxAge, incoming),
        ...dropped.map((old) => this.#format(old.id, '', 0, incoming)),
      ],
    };
  }

  find(id: string, incoming: Incoming): string | null {
    return this.#all(incoming).find((known) => known.id === id)?.key ?? null;
  }

  #create(): BrowserKey {
    const { random } = this.#with;
    return { id: random(6).toString('base64url'), key: random(32).toString('base64url') };
  }

  /** Browsers send the oldest first (RFC 6265, section 5.4). */
  #all(incoming: Incoming): BrowserKey[] {
    const bare = this.#isBare(incoming);
    return [...parseCookies(incoming.cookie)].flatMap(([name, key]) => {
      const id = cookieName.exec(name)?.[1];
      const isOurs = id !== undefined && name === wireName(loginCookie(id), bare);
      return isOurs && /^[\w-]{43}$/.test(key) ? [{ id, key }] : [];
    });
  }

  #format(id: string, key: string, maxAge: number, incoming: Incoming): string {
    const bare = this.#isBare(incoming);
    // `Lax`: the issuer's redirect comes from another site.
    return formatCookie(wireName(loginCookie(id), bare), key, {
      sameSite: 'lax',
      secure: !bare,
      maxAge,
    });
  }

  #isBare({ host, userAgent }: Incoming): boolean {
    return dropsPrefix(this.#with.scheme, host, userAgent);
  }
}
