const endOfHead = '\r\n\r\n';

/** A head's text with the empty line at its end, and how many bytes of the last piece belong to it. */
export interface FoundHead {
  text: string;
  end: number;
}

/**
 * Finds the end of a head in what comes from a connection. Only a head that comes in several
 * pieces is copied.
 */
export class HeadBuffer {
  readonly #maxBytes: number;
  #kept: Buffer | null = null;
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether a part of a head has come. */
  get begun(): boolean {
    return this.#length > 0;
  }

  /** Adds a piece, which may be overwritten afterwards, from `from` on. */
  add(piece: Buffer, from: number): FoundHead | 'incomplete' | 'too_long' {
    if (this.#length > 0) return this.#addTo(piece.subarray(from));
    const end = piece.indexOf(endOfHead, from, 'latin1') + endOfHead.length;
    if (end >= endOfHead.length && end - from <= this.#maxBytes) {
      return { text: piece.toString('latin1', from, end), end };
    }
    this.#append(piece.subarray(from));
    return this.#length < this.#maxBytes ? 'incomplete' : 'too_long';
  }

  /** All that was added and is in no head. */
  take(): Buffer {
    const taken = this.#kept?.subarray(0, this.#length) ?? Buffer.alloc(0);
    this.#forget();
    return taken;
  }

  #addTo(piece: Buffer): FoundHead | 'incomplete' | 'too_long' {
    const before = this.#length;
    const all = this.#append(piece);
    // The empty line may have begun in what came before.
    const found = all.indexOf(endOfHead, Math.max(0, before - 3), 'latin1');
    const end = found + endOfHead.length;
    if (found < 0 || end > this.#maxBytes) {
      return this.#length < this.#maxBytes ? 'incomplete' : 'too_long';
    }
    this.#forget();
    return { text: all.toString('latin1', 0, end), end: end - before };
  }

  /** Room doubles, so that a head which comes byte by byte costs no more than a few copies. */
  #append(piece: Buffer): Buffer {
    const length = this.#length + piece.length;
    if (this.#kept === null || this.#kept.length < length) {
      const larger = Buffer.allocUnsafe(Math.max(1024, 2 * length));
      this.#kept?.copy(larger, 0, 0, this.#length);
      this.#kept = larger;
    }
    piece.copy(this.#kept, this.#length);
    this.#length = length;
    return this.#kept.subarray(0, length);
  }

  #forget(): void {
    this.#kept = null;
    this.#length = 0;
  }
}
