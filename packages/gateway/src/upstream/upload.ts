import type { BodyListener, BodySource } from '../http/caller.ts';
import type { Clock } from '../settings.ts';

interface Events {
  /** All of it has come. */
  uploaded(): void;
  /** What of its trailers is for the upstream. */
  forwardedTrailers(trailers: readonly string[]): readonly string[];
}

/** A request's body on its way from its caller, and how long the caller has sent nothing of it. */
export class Upload implements BodySource, BodyListener {
  ended = false;
  readonly #source: BodySource;
  readonly #clock: Clock;
  readonly #events: Events;
  #listener: BodyListener | null = null;
  /** The upstream takes more: what does not come is the caller's fault. */
  #awaited = false;
  /** When something last came, or began to be waited for. */
  #since = 0;

  constructor(source: BodySource, clock: Clock, events: Events) {
    this.#source = source;
    this.#clock = clock;
    this.#events = events;
  }

  /** Whether the caller has sent nothing for so many milliseconds. */
  isSilent(ms: number): boolean {
    return this.#awaited && !this.ended && this.#clock.monotonic() - this.#since >= ms;
  }

  readBody(listener: BodyListener): void {
    this.#listener = listener;
    this.#await();
    this.#source.readBody(this);
  }

  pauseBody(): void {
    this.#awaited = false;
    this.#source.pauseBody();
  }

  resumeBody(): void {
    if (!this.#awaited) this.#await();
    this.#source.resumeBody();
  }

  discardBody(): void {
    this.#awaited = false;
    this.#source.discardBody();
  }

  bodyData(piece: Buffer): void {
    this.#since = this.#clock.monotonic();
    this.#listener?.bodyData(piece);
  }

  bodyEnd(trailers: readonly string[]): void {
    this.ended = true;
    this.#events.uploaded();
    this.#listener?.bodyEnd(this.#events.forwardedTrailers(trailers));
  }

  bodyFailed(): void {
    this.#awaited = false;
    this.#listener?.bodyFailed();
  }

  #await(): void {
    this.#awaited = true;
    this.#since = this.#clock.monotonic();
  }
}
