import type { BodySource } from '../http/caller.ts';
import type { ConnectionLimits } from './http1-connections.ts';
import type { UpstreamError } from './upstream-error.ts';

/** The connections to one upstream, whichever client holds them. */
export interface UpstreamConnections {
  /**
   * Sends a request as soon as there is a connection for it. The listener may be asked whether it may be
   * sent before this returns; and be told before this returns that it failed where it was not sent.
   */
  send(request: UpstreamRequest, listener: ResponseListener): SentRequest;
  /** Ends all of them, whatever is under way. */
  close(): Promise<void>;
}

/** In milliseconds; undefined where the usual one holds. */
export type RequestTimeouts = {
  readonly [timeout in keyof ConnectionLimits]: number | undefined;
};

export interface UpstreamRequest {
  method: string;
  /** Path with its query. */
  target: string;
  /** Name and value in turn, Latin 1, `Host` among them. */
  headers: string[];
  /** Read only once the request may be sent, and no further than the upstream takes it. */
  body: BodySource | null;
  /** In place of the connections' own. */
  timeouts?: RequestTimeouts | null;
  /** Its caller takes trailers, and says so (RFC 9110, section 10.1.4). */
  acceptsTrailers?: boolean;
  /** Read, as it comes, once the answer is 101, which only a request with this may get. */
  upgraded?: BodySource | null;
}

/** A request that was given to a connection, or waits for one. */
export interface SentRequest {
  /** Back-pressure against the answer. */
  pause(): void;
  resume(): void;
  /** The answer is not wanted any more: its listener hears nothing from now on. */
  abort(): void;
}

/**
 * What becomes of a request. Headers are name and value in turn, Latin 1, as they came and in that
 * order. `end` or `failed` is the last call.
 */
export interface ResponseListener {
  /**
   * On a connection and about to be written. False: it is not sent, the connection is kept, and
   * `failed` is called with `not_sent`.
   */
  mayBeSent(): boolean;
  /** Known once the head has been given: such an answer has a time of its own for its silence. */
  readonly isStream: boolean;
  /** An informational answer other than 100. */
  information(status: number, headers: string[]): void;
  /** As soon as it has come, and before the request's body has ended if it comes then. */
  head(status: number, reason: string, headers: string[]): void;
  data(piece: Buffer): void;
  end(trailers: string[]): void;
  failed(error: UpstreamError): void;
}
