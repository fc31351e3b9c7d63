import type { ResponseListener } from '../upstream/connections.ts';
import type { UpstreamError } from '../upstream/upstream-error.ts';

interface BreakableListener extends ResponseListener {
  /** A fault of ours. */
  broke(error: unknown): void;
}

/**
 * Keeps a fault of ours in what listens to an answer from the connection that the answer came on, which
 * could do nothing about it but end: it costs the one request, and is told.
 */
export class GuardedListener implements ResponseListener {
  readonly #listener: BreakableListener;

  constructor(listener: BreakableListener) {
    this.#listener = listener;
  }

  get isStream(): boolean {
    return this.#listener.isStream;
  }

  mayBeSent(): boolean {
    return this.#listener.mayBeSent();
  }

  information(status: number, headers: string[]): void {
    try {
      this.#listener.information(status, headers);
    } catch (error) {
      this.#listener.broke(error);
    }
  }

  head(status: number, reason: string, headers: string[]): void {
    try {
      this.#listener.head(status, reason, headers);
    } catch (error) {
      this.#listener.broke(error);
    }
  }

  data(piece: Buffer): void {
    try {
      this.#listener.data(piece);
    } catch (error) {
      this.#listener.broke(error);
    }
  }

  end(trailers: string[]): void {
    try {
      this.#listener.end(trailers);
    } catch (error) {
      this.#listener.broke(error);
    }
  }

  failed(failure: UpstreamError): void {
    try {
      this.#listener.failed(failure);
    } catch (error) {
      this.#listener.broke(error);
    }
  }
}
