/** A stream, as far as what waits for its caller goes. */
interface Stream {
  /** Of the answer's body, in bytes. */
  readonly progress: { waiting: number; taken: number };
  destroy(reason: 'cancelled'): void;
}

interface Standstill {
  taken: number;
  since: number;
  /** Bytes that had left on the connection when it was last looked at, and when they were fewer. */
  written: number;
  movedAt: number;
}

/** How many times as long a stream may stand still while something leaves on its connection. */
const onMovingConnection = 10;

/**
 * Cuts streams whose callers take nothing of what is ready for them, because their window is full or
 * because the connection is (`http/stalled-callers.ts` does it for HTTP/1.1). Node tells of a
 * piece when all of it has left, so that a slow caller may seem to take nothing for a while: as long
 * as anything leaves on the connection, a stream has longer.
 */
export class StalledStreams {
  readonly #timeoutMs: number;
  readonly #standstills = new WeakMap<Stream, Standstill>();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * To be called several times within the time that callers are given.
   *
   * @param written bytes that have left on the connection, those not counted that say nothing of answers
   */
  sweep(now: number, written: number, streams: Iterable<Stream>): void {
    for (const stream of streams) {
      if (this.#hasStalled(stream, now, written)) stream.destroy('cancelled');
    }
  }

  #hasStalled(stream: Stream, now: number, written: number): boolean {
    const { waiting, taken } = stream.progress;
    if (waiting === 0) {
      this.#standstills.delete(stream);
      return false;
    }
    const known = this.#standstills.get(stream);
    if (known?.taken !== taken) {
      this.#standstills.set(stream, { taken, since: now, written, movedAt: now });
      return false;
    }
    if (written > known.written) Object.assign(known, { written, movedAt: now });
    return (
      now - known.movedAt >= this.#timeoutMs ||
      now - known.since >= onMovingConnection * this.#timeoutMs
    );
  }
}
