/** As much as a socket is read at once, in bytes. */
const size = 64 * 1024;
/** From here on, a copy costs more than a buffer of its own. */
const large = 16 * 1024;

/**
 * Where a connection's bytes are read to. One buffer serves all connections of a pool, since each
 * read is dealt with before the next; a long body gets buffers of its own, which are handed on
 * without a copy.
 */
export class ReadBuffer {
  readonly #shared: Buffer;
  #own: Buffer | null = null;
  #isGiven = false;

  constructor(shared: Buffer) {
    this.#shared = shared;
  }

  /** For the next read. */
  next(): Buffer {
    if (this.#own === null) return this.#shared;
    if (this.#isGiven) this.#own = Buffer.allocUnsafeSlow(size);
    this.#isGiven = false;
    return this.#own;
  }

  /** A body goes on after a read of so many bytes, or ends. */
  bodyGoesOn(bytesRead: number): void {
    if (bytesRead >= size / 2) this.#own ??= Buffer.allocUnsafeSlow(size);
    else this.bodyEnds();
  }

  bodyEnds(): void {
    this.#own = null;
    this.#isGiven = false;
  }

  /** A part of what was read last, which stays as it is whatever is read later. */
  keep(piece: Buffer): Buffer {
    if (piece.length < large || piece.buffer !== this.#own?.buffer) return Buffer.from(piece);
    this.#isGiven = true;
    return piece;
  }
}

export const createSharedBuffer = (): Buffer => Buffer.allocUnsafeSlow(size);
