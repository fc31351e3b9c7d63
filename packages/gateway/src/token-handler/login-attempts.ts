import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Application } from '../configuration.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Clock, Scheme } from '../settings.ts';
import { BrowserKeys } from './browser-keys.ts';
import type { CookieSeal } from './cookie-seal.ts';

/** One sign-in under way, in one tab. */
export interface LoginAttempt {
  /** Goes to the issuer and comes back: which key, and what is sealed by it. */
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
 * `state`, for this browser, which proves itself by a random key in a cookie. Verifier and nonce are
 * derived from both, and so are the same when a browser repeats its callback.
 */
export class LoginAttempts {
  readonly #with: Dependencies;
  readonly #keys: BrowserKeys;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
    this.#keys = new BrowserKeys(dependencies);
  }

  /** With the `Set-Cookie` lines for the browser's key. */
  begin(
    returnTo: string,
    incoming: Incoming,
    application: Application,
  ): { attempt: LoginAttempt; cookies: string[] } {
    const { cookieSeal, clock } = this.#with;
    const { id, key, cookies } = this.#keys.take(incoming, attemptLifeSeconds);
    const content = { returnTo, startedAt: clock.wall() };
    const state = `${id}.${cookieSeal.seal(purposeOf(application, key), content)}`;
    return { attempt: { state, returnTo, ...derive(key, state) }, cookies };
  }

  /** Null for one that was not begun in this browser, or too long ago. */
  read(state: string, incoming: Incoming, application: Application): LoginAttempt | null {
    const [id = '', sealedText = ''] = state.split('.');
    const key = this.#keys.find(id, incoming);
    if (!key) return null;
    const opened = this.#with.cookieSeal.open(purposeOf(application, key), sealedText);
    const sealed = sealedSchema.safeParse(opened?.content);
    if (!sealed.success) return null;
    const { returnTo, startedAt } = sealed.data;
    const isOver = this.#with.clock.wall() - startedAt >= attemptLifeSeconds * 1000;
    return isOver ? null : { state, returnTo, ...derive(key, state) };
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
