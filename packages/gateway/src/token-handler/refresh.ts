import { createHash } from 'node:crypto';
import { ResponseBodyError } from 'oauth4webapi';
import { IssuerUnavailable } from '../changes/issuer-client.ts';
import type { Application } from '../configuration.ts';
import type { Clock } from '../settings.ts';
import { describeFailure, type RelyingParty } from './relying-party.ts';
import type { Session } from './session.ts';

export type Refreshed = { kind: 'refreshed'; session: Session } | { kind: 'over' };

interface Dependencies {
  relyingParty: RelyingParty;
  clock: Clock;
}

interface Known {
  outcome: Promise<Refreshed>;
  /** Until when it is given to others, by the monotonic clock; without end while it is under way. */
  until: number;
}

/** How long browsers may go on sending the cookie from before a refresh, in milliseconds. It also bounds
 * how often a session refreshes whose token is refused for another reason than its age. */
const lateCookiesMs = 10_000;
const maxKnown = 10_000;

/**
 * Refreshes sessions, each once at a time however many requests need it, and remembers the outcome
 * for the requests that left the browser before the new cookie arrived there.
 */
export class Refreshes {
  readonly #with: Dependencies;
  /** By the hash of the refresh token, the oldest first. */
  readonly #known = new Map<string, Known>();

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /**
   * The session as the latest refresh left it; it must have a refresh token.
   *
   * @throws IssuerUnavailable
   */
  refresh(application: Application, session: Session): Promise<Refreshed> {
    const key = createHash('sha256').update(session.refreshToken!).digest('base64url');
    const known = this.#known.get(key);
    if (known && this.#with.clock.monotonic() < known.until) return known.outcome;
    const started = { outcome: this.#ask(application, session), until: Number.POSITIVE_INFINITY };
    this.#remember(key, started);
    return started.outcome;
  }

  #remember(key: string, started: Known): void {
    const { clock } = this.#with;
    const now = clock.monotonic();
    for (const [oldest, { until }] of this.#known) {
      if (until > now && this.#known.size < maxKnown) break;
      this.#known.delete(oldest);
    }
    this.#known.delete(key);
    this.#known.set(key, started);
    started.outcome.then(
      () => {
        started.until = clock.monotonic() + lateCookiesMs;
      },
      () => {
        if (this.#known.get(key) === started) this.#known.delete(key);
      },
    );
  }

  async #ask(application: Application, session: Session): Promise<Refreshed> {
    try {
      const refreshed = this.#with.relyingParty.refresh(application, session.refreshToken!);
      return { kind: 'refreshed', session: await refreshed };
    } catch (error) {
      if (error instanceof IssuerUnavailable) throw error;
      if (error instanceof ResponseBodyError && error.error === 'invalid_grant') {
        return { kind: 'over' };
      }
      const reason = describeFailure(error);
      throw new Error(`The issuer refused a refresh for ${application.client}: ${reason}`);
    }
  }
}
