import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Application } from '../configuration.ts';
import { formatCookie, parseCookies } from '../http/cookies.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Clock, Scheme } from '../settings.ts';
import { dropsPrefix, loginCookie, wireName } from './cookie-names.ts';
import type { CookieSeal } from './cookie-seal.ts';

/** One sign-in under way, in one tab. */
export interface LoginAttempt {
  /** Goes to the issuer and comes back: what is sealed in it can be read by no one else. */
  state: string;
  /** PKCE (RFC 7636). */
  verifier: string;
  nonce: string;
  returnTo: string;
}

interface Dependencies {
  cookieSeal: CookieSeal;
  clock: Clock;
  scheme: Scheme;
  random(bytes: number): Buffer;
}

/** As long as the issuer waits for the person to sign in. */
const attemptLifeSeconds = 3_600;

const sealedSchema = z.object({ returnTo: z.string(), startedAt: z.number() });

/**
 * The sign-ins that a browser has begun, as many as it likes: what one needs is sealed into its
 * `state`, for this browser, which proves itself by the random key in a cookie that all of them share.
 * Verifier and nonce are derived from both, and so are the same when a browser repeats its callback.
 */
export class LoginAttempts {
  readonly #with: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /** With the `Set-Cookie` for the browser's key. */
  begin(
    returnTo: string,
    incoming: Incoming,
    application: Application,
  ): { attempt: LoginAttempt; cookie: string } {
    const { cookieSeal, clock, random } = this.#with;
    const key = this.#browserKey(incoming) ?? random(32).toString('base64url');
    const content = { returnTo, startedAt: clock.wall() };
    const state = cookieSeal.seal(purposeOf(application, key), content);
    const { name, secure } = this.#cookie(incoming);
    // `Lax`: the issuer's redirect comes from another site.
    const attributes = { sameSite: 'lax', secure, maxAge: attemptLifeSeconds } as const;
    const cookie = formatCookie(name, key, attributes);
    return { attempt: { state, returnTo, ...derive(key, state) }, cookie };
  }

  /** Null for one that was not begun in this browser, or too long ago. */
  read(state: string, incoming: Incoming, application: Application): LoginAttempt | null {
    const key = this.#browserKey(incoming);
    if (!key) return null;
    const opened = this.#with.cookieSeal.open(purposeOf(application, key), state);
    const sealed = sealedSchema.safeParse(opened?.content);
    if (!sealed.success) return null;
    const { returnTo, startedAt } = sealed.data;
    const isOver = this.#with.clock.wall() - startedAt >= attemptLifeSeconds * 1000;
    return isOver ? null : { state, returnTo, ...derive(key, state) };
  }

  #browserKey(incoming: Incoming): string | null {
    const key = parseCookies(incoming.cookie).get(this.#cookie(incoming).name);
    return key !== undefined && /^[\w-]{43}$/.test(key) ? key : null;
  }

  #cookie({ host, userAgent }: Incoming): { name: string; secure: boolean } {
    const bare = dropsPrefix(this.#with.scheme, host, userAgent);
    return { name: wireName(loginCookie, bare), secure: !bare };
  }
}

const purposeOf = ({ host, path }: Application, key: string): string =>
  `sign-in ${host}${path} ${key}`;

const derive = (key: string, state: string) => ({
  verifier: keyed(key, `verifier ${state}`),
  nonce: keyed(key, `nonce ${state}`),
});

const keyed = (key: string, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url');
