import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { resetsOfProxy } from '../http2/flood-guard.ts';
import { isWhole } from '../http2/is-whole.ts';
import { initialWindow } from '../http2/limits.ts';
import { SessionGuard } from '../http2/session-guard.ts';
import type { Clock, Log } from '../settings.ts';

const sessionTimeout = 120_000;
const sweepMs = 1_000;

interface Watched {
  guard: SessionGuard;
  streams: number;
}

interface Dependencies {
  clock: Pick<Clock, 'monotonic'>;
  log: Log;
}

/** Connections that checks come on, and their bounds: those of callers (`http2/flood-guard.ts`), for a proxy. */
export class CheckSessions {
  readonly #with: Dependencies;
  readonly #sessions = new Map<ServerHttp2Session, Watched>();

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  attach(server: Http2Server): void {
    server.on('session', this.#watch);
    server.on('stream', this.#watchStream);
    const sweeper = setInterval(this.#sweep, sweepMs).unref();
    server.once('close', () => clearInterval(sweeper));
  }

  /** Each ends when the checks that are under way are answered. */
  close(): void {
    for (const session of this.#sessions.keys()) session.close();
  }

  #watch = (session: ServerHttp2Session): void => {
    const { clock, log } = this.#with;
    const { remoteAddress: peer } = session.socket;
    const guard = new SessionGuard(session, {
      resets: resetsOfProxy,
      now: () => clock.monotonic(),
      flooded: (flood) => log.warn({ peer, flood }, 'A connection for checks was closed'),
    });
    this.#sessions.set(session, { guard, streams: 0 });
    session.setTimeout(sessionTimeout, () => session.close());
    session.on('error', () => session.destroy());
    session.on('close', () => this.#sessions.delete(session));
  };

  #watchStream = (stream: ServerHttp2Stream, _: unknown, __: number, fields: string[]): void => {
    const watched = stream.session && this.#sessions.get(stream.session as ServerHttp2Session);
    if (!watched) return;
    const { guard } = watched;
    watched.streams++;
    guard.carried(fields.reduce((sum, text) => sum + text.length, 0));
    stream.on('data', (piece: Buffer) => guard.carried(piece.length));
    stream.on('close', () => {
      watched.streams--;
      if (!isWhole(stream)) guard.reset(initialWindow);
    });
  };

  #sweep = (): void => {
    for (const [session, { guard, streams }] of this.#sessions) {
      // It has no socket any more, and its `close` is still to come.
      if (session.destroyed) continue;
      guard.sweep(session.socket.bytesRead, streams * initialWindow);
    }
  };
}
