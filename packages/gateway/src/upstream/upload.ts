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
  /** What has been read, while it may have to be sent again; null where it cannot. */
  #kept: Buffer[] | null;
  #room: number;
  #trailers: readonly string[] = [];
  #begun = false;
  #listener: BodyListener | null = null;
  /** The upstream takes more: what does not come is the caller's fault. */
  #awaited = false;
  /** When something last came, or began to be waited for. */
  #since = 0;

  /** @param keep how many bytes may be kept to be sent again */
  constructor(source: BodySource, clock: Clock, events: Events, keep = 0) {
    this.#source = source;
    this.#clock = clock;
    this.#events = events;
    this.#kept = keep > 0 ? [] : null;
    this.#room = keep;
  }

  /** Whether the caller has sent nothing for so many milliseconds. */
  isSilent(ms: number): boolean {
    return this.#awaited && !this.ended && this.#clock.monotonic() - this.#since >= ms;
  }

  readBody(listener: BodyListener): void {
    this.#listener = listener;
    this.#await();
    if (this.#begun) this.#repeat(listener);
    else this.#source.readBody(this);
    this.#begun = true;
  }

  /** Whether it can be read from its beginning. */
  get isRepeatable(): boolean {
    return !this.#begun || this.#kept !== null;
  }

  /** It will not have to be read again. */
  forget(): void {
    this.#kept = null;
  }

  #repeat(listener: BodyListener): void {
    for (const piece of this.#kept ?? []) listener.bodyData(piece);
    if (this.ended) listener.bodyEnd(this.#trailers);
    else if (this.#awaited) this.#source.resumeBody();
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
    this.#keep(piece);
    this.#listener?.bodyData(piece);
  }

  bodyEnd(trailers: readonly string[]): void {
    this.ended = true;
    this.#events.uploaded();
    this.#trailers = this.#events.forwardedTrailers(trailers);
    this.#listener?.bodyEnd(this.#trailers);
  }

  bodyFailed(): void {
    this.#awaited = false;
    this.#listener?.bodyFailed();
  }

  #keep(piece: Buffer): void {
    this.#room -= piece.length;
    if (this.#room < 0) this.#kept = null;
    else this.#kept?.push(piece);
  }

  #await(): void {
    this.#awaited = true;
    this.#since = this.#clock.monotonic();
  }
}
