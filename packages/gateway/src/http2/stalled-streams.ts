/** A stream, as far as what waits for its caller goes. */
interface Stream {
  /** Of the answer's body, in bytes. */
  readonly progress: { waiting: number; taken: number };
  destroy(): void;
}

interface Standstill {
  taken: number;
  since: number;
}

/**
 * Cuts streams whose callers take nothing of what is ready for them, because their window is full or
 * because the connection is (`http/stalled-callers.ts` does it for HTTP/1.1).
 */
export class StalledStreams {
  readonly #timeoutMs: number;
  readonly #standstills = new WeakMap<Stream, Standstill>();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** To be called several times within the time that callers are given. */
  sweep(now: number, streams: Iterable<Stream>): void {
    for (const stream of streams) {
      if (this.#hasStalled(stream, now)) stream.destroy();
    }
  }

  #hasStalled(stream: Stream, now: number): boolean {
    const { waiting, taken } = stream.progress;
    if (waiting === 0) {
      this.#standstills.delete(stream);
      return false;
    }
    const known = this.#standstills.get(stream);
    if (known?.taken === taken) return now - known.since >= this.#timeoutMs;
    this.#standstills.set(stream, { taken, since: now });
    return false;
  }
}
