import type { Application } from '../configuration.ts';
import { formatCookie, parseCookies } from '../http/cookies.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Scheme } from '../settings.ts';
import { dropsPrefix, sessionCookie, wireName } from './cookie-names.ts';
import type { CookieSeal } from './cookie-seal.ts';
import type { Refreshed, Refreshes } from './refresh.ts';
import { fromSealed, type Session, toSealed } from './session.ts';

/** A session, and where it came from. */
export interface OpenSession {
  session: Session;
  application: Application;
  incoming: Incoming;
  /** Its cookie is of a form that an earlier version wrote. */
  outdated: boolean;
}

interface Dependencies {
  cookieSeal: CookieSeal;
  refreshes: Refreshes;
  scheme: Scheme;
}

/** The application sessions that browsers carry in their cookies. */
export class Sessions {
  readonly #with: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /** Null without a cookie, and for one that is not ours or from elsewhere. */
  read(incoming: Incoming, application: Application): OpenSession | null {
    const name = this.#name(incoming, application);
    const sealed = parseCookies(incoming.cookie).get(name);
    if (!sealed) return null;
    const opened = this.#with.cookieSeal.open(purposeOf(name, application), sealed);
    const session = fromSealed(opened?.content);
    return session && { session, application, incoming, outdated: opened!.outdated };
  }

  /** @throws IssuerUnavailable */
  refresh({ application, session }: OpenSession): Promise<Refreshed> {
    return this.#with.refreshes.refresh(application, session);
  }

  /** `Set-Cookie` for a session; it goes when the browser closes, or its refresh token does. */
  write(session: Session, incoming: Incoming, application: Application): string {
    const name = this.#name(incoming, application);
    const value = this.#with.cookieSeal.seal(purposeOf(name, application), toSealed(session));
    return formatCookie(name, value, { sameSite: 'strict', secure: isPrefixed(name) });
  }

  /** `Set-Cookie` that removes it. */
  clear(incoming: Incoming, application: Application): string {
    const name = this.#name(incoming, application);
    return formatCookie(name, '', { sameSite: 'strict', secure: isPrefixed(name), maxAge: 0 });
  }

  #name({ host, userAgent }: Incoming, application: Application): string {
    return wireName(sessionCookie(application), dropsPrefix(this.#with.scheme, host, userAgent));
  }
}

const purposeOf = (name: string, { host, path }: Application): string => `${name} ${host}${path}`;

const isPrefixed = (name: string): boolean => name.startsWith('__Host-');
