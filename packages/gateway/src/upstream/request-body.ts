import { Readable } from 'node:stream';
import type { BodyListener, BodySource } from '../http/caller.ts';

/**
 * A request's body as undici takes it. It takes nothing from the caller before the upstream asks, and its
 * end, good or bad, leaves the caller's connection alone: an answer may still have to go back on it.
 */
export class RequestBody extends Readable implements BodyListener {
  readonly #source: BodySource;
  #begun = false;
  #ended = false;

  constructor(source: BodySource) {
    super();
    this.#source = source;
  }

  bodyData(piece: Buffer): void {
    if (!this.destroyed && !this.push(piece)) this.#source.pauseBody();
  }

  bodyEnd(): void {
    this.#ended = true;
    this.push(null);
  }

  bodyFailed(): void {
    this.destroy(new Error('The caller went away.'));
  }

  override _read(): void {
    if (this.#begun) this.#source.resumeBody();
    else {
      this.#begun = true;
      this.#source.readBody(this);
    }
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#begun && !this.#ended) this.#source.pauseBody();
    done(error);
  }
}
