import type { Application } from '../configuration.ts';
import { formatCookie, parseCookies } from '../http/cookies.ts';
import type { Incoming } from '../http/incoming.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import type { Clock, Scheme } from '../settings.ts';
import { dropsPrefix, sessionCookie, wireName } from './cookie-names.ts';
import type { CookieSeal } from './cookie-seal.ts';
import type { Refreshed, Refreshes } from './refresh.ts';
import { fromSealed, type Session, toSealed } from './session.ts';
import { joinCookie, splitCookie, staleParts } from './split-cookie.ts';

/** A session, and where it came from. */
export interface OpenSession {
  session: Session;
  application: Application;
  incoming: Incoming;
  /** Its cookie is sealed with a key that is on its way out. */
  outdated: boolean;
}

type Opened = Pick<OpenSession, 'session' | 'outdated'>;

/** Of the `Cookie` headers that are kept: some thousand of the usual length. */
const maxCharacters = 2 * 1024 * 1024;

interface Dependencies {
  cookieSeal: CookieSeal;
  refreshes: Refreshes;
  clock: Clock;
  scheme: Scheme;
}

/** The application sessions that browsers carry in their cookies. */
export class Sessions {
  readonly #with: Dependencies;
  /** A page sends many requests with one cookie. */
  readonly #opened = new RecentMap<Opened>(maxCharacters);

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /** Null without a cookie, and for one that is not ours or from elsewhere. */
  read(incoming: Incoming, application: Application): OpenSession | null {
    const { cookie } = incoming;
    if (cookie === undefined) return null;
    const { name } = this.#cookie(incoming, application);
    const purpose = purposeOf(name, application);
    const key = `${purpose}\n${cookie}`;
    const kept = this.#opened.get(key) ?? this.#open(name, purpose, cookie);
    if (!kept) return null;
    this.#opened.set(key, kept);
    return { ...kept, application, incoming };
  }

  /** What is in a cookie depends on nothing else: not on the time, and on no change. */
  #open(name: string, purpose: string, cookie: string): Opened | null {
    const sealed = joinCookie(name, parseCookies(cookie));
    const opened = sealed ? this.#with.cookieSeal.open(purpose, sealed) : null;
    const session = opened && fromSealed(opened.content);
    return session && { session, outdated: opened.outdated };
  }

  /** @throws IssuerUnavailable */
  refresh({ application, session }: OpenSession): Promise<Refreshed> {
    return this.#with.refreshes.refresh(application, session);
  }

  /** `Set-Cookie` for a session, which the browser keeps as long as its refresh token lives. */
  write(session: Session, incoming: Incoming, application: Application): string[] {
    const { name, secure } = this.#cookie(incoming, application);
    const sealed = this.#with.cookieSeal.seal(purposeOf(name, application), toSealed(session));
    const left = Math.max(0, Math.floor((session.endsAt - this.#with.clock.wall()) / 1000));
    const attributes = { sameSite: 'strict', secure, maxAge: left } as const;
    const parts = splitCookie(name, sealed);
    return [
      ...parts.map((part) => formatCookie(part.name, part.value, attributes)),
      ...this.#remove(parts.length, incoming, application),
    ];
  }

  /** `Set-Cookie` that removes what the browser has of it. */
  clear(incoming: Incoming, application: Application): string[] {
    return this.#remove(0, incoming, application);
  }

  #remove(kept: number, incoming: Incoming, application: Application): string[] {
    const { name, secure } = this.#cookie(incoming, application);
    const attributes = { sameSite: 'strict', secure, maxAge: 0 } as const;
    const stale = staleParts(name, parseCookies(incoming.cookie), kept);
    return stale.map((part) => formatCookie(part, '', attributes));
  }

  #cookie({ host, userAgent }: Incoming, application: Application) {
    const bare = dropsPrefix(this.#with.scheme, host, userAgent);
    return { name: wireName(sessionCookie(application), bare), secure: !bare };
  }
}

const purposeOf = (name: string, { host, path }: Application): string => `${name} ${host}${path}`;
