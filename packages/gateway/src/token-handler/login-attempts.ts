import type { Application } from '../configuration.ts';
import { formatCookie, parseCookies } from '../http/cookies.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Clock, Scheme } from '../settings.ts';
import { attemptPrefix, dropsPrefix, wireName } from './cookie-names.ts';
import type { CookieSeal } from './cookie-seal.ts';
import {
  attemptLifeSeconds,
  isState,
  type LoginAttempt,
  livingAttempt,
  maxAttempts,
} from './login-attempt.ts';

interface Dependencies {
  cookieSeal: CookieSeal;
  clock: Clock;
  scheme: Scheme;
}

/** The sign-in attempts that a browser carries, a cookie each. */
export class LoginAttempts {
  readonly #with: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  read(state: string, incoming: Incoming, application: Application): LoginAttempt | null {
    const name = this.#name(state, incoming);
    const sealed = isState(state) ? parseCookies(incoming.cookie).get(name) : undefined;
    if (!sealed) return null;
    const opened = this.#with.cookieSeal.open(purposeOf(name, application), sealed);
    return livingAttempt(opened?.content, this.#with.clock.wall());
  }

  /** `Set-Cookie` for one more, and for the removal of those that are too many. */
  begin(
    state: string,
    attempt: LoginAttempt,
    incoming: Incoming,
    application: Application,
  ): string[] {
    const name = this.#name(state, incoming);
    const value = this.#with.cookieSeal.seal(purposeOf(name, application), attempt);
    const secure = name.startsWith('__Host-');
    // `Lax`: the issuer's redirect comes from another site.
    const attributes = { sameSite: 'lax', secure, maxAge: attemptLifeSeconds } as const;
    return [formatCookie(name, value, attributes), ...this.#dropOldest(incoming, application)];
  }

  /** `Set-Cookie` that removes one. */
  clear(state: string, incoming: Incoming): string {
    const name = this.#name(state, incoming);
    const secure = name.startsWith('__Host-');
    return formatCookie(name, '', { sameSite: 'lax', secure, maxAge: 0 });
  }

  #dropOldest(incoming: Incoming, application: Application): string[] {
    const prefix = this.#name('', incoming);
    const attempts = [...parseCookies(incoming.cookie).keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .filter(isState)
      .map((state) => ({
        state,
        startedAt: this.read(state, incoming, application)?.startedAt ?? 0,
      }))
      .sort((a, b) => b.startedAt - a.startedAt);
    return attempts.slice(maxAttempts - 1).map(({ state }) => this.clear(state, incoming));
  }

  #name(state: string, { host, userAgent }: Incoming): string {
    const bare = dropsPrefix(this.#with.scheme, host, userAgent);
    return wireName(attemptPrefix + state, bare);
  }
}

const purposeOf = (name: string, { host, path }: Application): string => `${name} ${host}${path}`;
