import { constants, type ServerHttp2Session } from 'node:http2';
import type { Rate } from '../rate-limits/gcra.ts';
import { type Flood, FloodGuard } from './flood-guard.ts';

interface Dependencies {
  /** How many streams may end before their answer. */
  resets: Rate;
  /** In milliseconds. */
  now(): number;
  flooded(flood: Flood): void;
}

/** Closes a session whose other side floods it, and says why (RFC 9113, section 10.5). */
export class SessionGuard {
  readonly #session: ServerHttp2Session;
  readonly #with: Dependencies;
  readonly #guard: FloodGuard;
  /** PING and SETTINGS that have come, each of which was answered. */
  controlFrames = 0;

  constructor(session: ServerHttp2Session, dependencies: Dependencies) {
    this.#session = session;
    this.#with = dependencies;
    this.#guard = new FloodGuard(dependencies.resets);
    session.on('ping', this.#controlFrame);
    session.on('remoteSettings', this.#controlFrame);
  }

  /** See `FloodGuard`, here and below. */
  carried(bytes: number): void {
    this.#guard.carried(bytes);
  }

  reset(unread: number): void {
    this.#close(this.#guard.reset(this.#with.now(), unread));
  }

  sweep(read: number, unread: number): void {
    this.#close(this.#guard.sweep(this.#with.now(), read, unread));
  }

  #controlFrame = (): void => {
    this.controlFrames++;
    this.#close(this.#guard.controlFrame(this.#with.now()));
  };

  #close(flood: Flood | null): void {
    if (flood === null || this.#session.destroyed) return;
    this.#with.flooded(flood);
    this.#session.destroy(calm, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }
}

const calm = new Error('The other side floods its connection.');
