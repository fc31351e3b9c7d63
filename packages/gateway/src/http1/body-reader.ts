import type { BodyFraming } from './body-framing.ts';
import { ChunkedBody } from './chunked-body.ts';

/** Takes the pieces of a body as they come. They are parts of the buffer that was read. */
export interface BodySink {
  data(piece: Buffer): void;
}

/** Reads one message's body, however it is split. */
export interface BodyReader {
  readonly ended: boolean;
  /** Name and value in turn; whole once it has ended. */
  readonly trailers: string[];
  /**
   * Reads on, from `from` to the end of the piece or of the body.
   *
   * @returns where it stopped, or −1 if this is no body of its framing in the strict form
   */
  read(piece: Buffer, from: number, sink: BodySink): number;
}

export function createBodyReader(framing: BodyFraming): BodyReader {
  switch (framing.kind) {
    case 'none':
      return noBodyReader;
    case 'length':
      return new CountedBody(framing.bytes);
    case 'chunked':
      return new ChunkedBody();
    case 'until_close':
      return new CountedBody(Number.POSITIVE_INFINITY);
  }
}

const noBodyReader: BodyReader = { ended: true, trailers: [], read: (_, from) => from };

class CountedBody implements BodyReader {
  readonly trailers: string[] = [];
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get ended(): boolean {
    return this.#left === 0;
  }

  read(piece: Buffer, from: number, sink: BodySink): number {
    const end = Math.min(piece.length, from + this.#left);
    this.#left -= end - from;
    if (end > from) sink.data(piece.subarray(from, end));
    return end;
  }
}
