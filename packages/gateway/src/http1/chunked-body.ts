import type { BodyReader, BodySink } from './body-reader.ts';
import { readFields } from './fields.ts';

/** The chunk's size in at most eight digits, and extensions, which nothing here gives a meaning. */
const sizeLine =
  /^([0-9A-Fa-f]{1,8})(?:;[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:=(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+|"[\t !#-[\]-~]*"))?)*\r\n$/;

/** What may not come after the body whose end it is about (RFC 9110, section 6.5.1). */
const frames = /^(?:content-length|transfer-encoding|connection|proxy-connection|upgrade)$/i;

/** Bytes of a line with a chunk's size and its extensions. */
const maxSizeLine = 256;
/** Bytes of the trailer section. */
const maxTrailers = 16 * 1024;

const lf = 0x0a;

/**
 * Reads a chunked body and its trailers (RFC 9112, section 7.1), however it is split. The line after a
 * chunk's data has to be empty, and lines end with CR LF and nothing else.
 */
export class ChunkedBody implements BodyReader {
  trailers: string[] = [];
  ended = false;
  #state: 'size' | 'data' | 'data_end' | 'trailers' = 'size';
  /** Bytes left of this chunk. */
  #left = 0;
  /** What has come of a line, or of the trailers, before this piece. */
  #line = '';

  read(piece: Buffer, from: number, sink: BodySink): number {
    let at = from;
    while (at < piece.length && !this.ended) {
      if (this.#state === 'data') {
        const end = Math.min(piece.length, at + this.#left);
        this.#left -= end - at;
        if (this.#left === 0) this.#state = 'data_end';
        sink.data(piece.subarray(at, end));
        at = end;
      } else {
        const newline = piece.indexOf(lf, at);
        const end = newline < 0 ? piece.length : newline + 1;
        if (!this.#takeLine(piece.toString('latin1', at, end), newline >= 0)) return -1;
        at = end;
      }
    }
    return at;
  }

  /** False where it cannot go on in this form. */
  #takeLine(text: string, isWhole: boolean): boolean {
    this.#line += text;
    const line = this.#line;
    if (line.length > (this.#state === 'trailers' ? maxTrailers : maxSizeLine)) return false;
    if (!isWhole) return true;
    switch (this.#state) {
      case 'size':
        this.#line = '';
        return this.#takeSize(line);
      case 'data_end':
        this.#line = '';
        this.#state = 'size';
        return line === '\r\n';
      default:
        return this.#takeTrailer(line);
    }
  }

  #takeSize(line: string): boolean {
    const size = sizeLine.exec(line)?.[1];
    if (size === undefined) return false;
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? 'trailers' : 'data';
    return true;
  }

  #takeTrailer(lines: string): boolean {
    // All of them so far, since the empty line may only be told apart from their end.
    if (lines !== '\r\n' && !lines.endsWith('\r\n\r\n')) return lines.endsWith('\r\n');
    const fields = readFields(lines.slice(0, -2), 0);
    if (fields === null || fields.some((field, index) => index % 2 === 0 && frames.test(field)))
      return false;
    this.trailers = fields;
    this.ended = true;
    return true;
  }
}
