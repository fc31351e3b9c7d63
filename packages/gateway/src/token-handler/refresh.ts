import { createHash } from 'node:crypto';
import type { IssuerClient } from '../changes/issuer-client.ts';
import type { Application } from '../configuration.ts';
import type { Clock } from '../settings.ts';
import type { Session } from './session.ts';
import { readTokenResponse, sessionFrom } from './token-response.ts';

export type Refreshed = { kind: 'refreshed'; session: Session } | { kind: 'over' };

interface Dependencies {
  issuer: IssuerClient;
  clock: Clock;
}

/** How long browsers may go on sending the cookie from before a refresh, in milliseconds. It also bounds
 * how often a session refreshes whose token is refused for another reason than its age. */
const lateCookiesMs = 10_000;
const maxRemembered = 10_000;

/**
 * Refreshes sessions, each once at a time however many requests need it, and remembers the outcome
 * for the requests that left the browser before the new cookie arrived there.
 */
export class Refreshes {
  readonly #with: Dependencies;
  readonly #known = new Map<string, Promise<Refreshed>>();

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
    if (known) return known;
    const started = this.#ask(application, session);
    this.#remember(key, started);
    return started;
  }

  #remember(key: string, started: Promise<Refreshed>): void {
    if (this.#known.size >= maxRemembered) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    }
    this.#known.set(key, started);
    const forget = () => {
      if (this.#known.get(key) === started) this.#known.delete(key);
    };
    started.then(() => setTimeout(forget, lateCookiesMs).unref(), forget);
  }

  async #ask(application: Application, session: Session): Promise<Refreshed> {
    const { issuer, clock } = this.#with;
    const refreshToken = session.refreshToken!;
    const asked = clock.wall();
    const { status, body } = await issuer.postForm(
      '/token',
      { grant_type: 'refresh_token', refresh_token: refreshToken },
      { id: application.client, secret: application.client_secret },
    );
    const response = status === 200 ? readTokenResponse(body) : null;
    if (response) {
      return { kind: 'refreshed', session: sessionFrom(response, asked, refreshToken) };
    }
    const { error } = (body ?? {}) as { error?: unknown };
    if (error === 'invalid_grant') return { kind: 'over' };
    throw new Error(`The issuer refused a refresh for ${application.client}: ${String(error)}`);
  }
}
