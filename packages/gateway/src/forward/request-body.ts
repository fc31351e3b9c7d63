import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/**
 * A request's body on its way to an upstream. It takes nothing from the caller before the upstream
 * asks, and its end, good or bad, leaves the caller's connection alone: an answer may still have
 * to go back on it.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage;
  #begun = false;
  #discarding = false;

  constructor(request: IncomingMessage) {
    super();
    this.#request = request;
  }

  /** The answer needs no more of it: what still comes is read and dropped. */
  discard(): void {
    this.#discarding = true;
    if (this.destroyed) this.#request.resume();
  }

  override _read(): void {
    if (!this.#begun) {
      this.#begun = true;
      this.#request.on('data', this.#data);
      this.#request.on('end', this.#end);
      this.#request.on('close', this.#closed);
    }
    this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#request.off('data', this.#data);
    this.#request.off('end', this.#end);
    this.#request.off('close', this.#closed);
    if (this.#discarding) this.#request.resume();
    else if (this.#begun && !this.#request.readableEnded) this.#request.pause();
    done(error);
  }

  #data = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#request.pause();
  };

  #end = (): void => {
    this.push(null);
  };

  #closed = (): void => {
    if (!this.#request.complete) this.destroy(new Error('The caller went away.'));
  };
}
