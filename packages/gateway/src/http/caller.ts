import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * One request from outside and the answer to it, whichever protocol carries it: the rules of
 * permissions, headers and bodies are written once, against this.
 */
export interface Caller extends BodySource {
  /**
   * What `node:http` has read, for what answers with it: token handler and static files. Null where it
   * did not read the request; then it is one for a route.
   */
  readonly node: { request: IncomingMessage; response: ServerResponse } | null;
  /** `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`. */
  readonly protocol: string;
  readonly method: string;
  /** As sent: a path with its query, or an absolute URL. */
  readonly target: string;
  /** Why it breaks the rules of its protocol, if it does. */
  readonly fault: string | null;
  /** If the answer is 101, what follows is a WebSocket: `write` and `readBody` then are its bytes. */
  readonly upgrades: boolean;
  /** Name and value in turn, each character a byte (Latin 1), as sent. */
  readonly rawHeaders: readonly string[];
  /** Of the other end of the connection. */
  readonly remoteAddress: string;
  /** The head of the answer has been given, informational ones not counted. */
  readonly headSent: boolean;
  /** The answer has ended, or the connection. */
  readonly closed: boolean;
  /** A 1xx, where the protocol can carry it. */
  writeInformation(status: number, headers: readonly string[]): void;
  /**
   * Begins the answer. The head leaves at the end of this turn of the event loop, with what has been
   * written by then.
   */
  writeHead(status: number, reason: string, headers: readonly string[]): void;
  /** A piece of the answer's body. False: what comes next has to wait until `onDrain` calls. */
  write(piece: Buffer): boolean;
  /** @param trailers Name and value in turn. */
  end(trailers?: readonly string[]): void;
  /**
   * Cuts the answer off, so that no caller takes a part for the whole.
   *
   * @param trailers end it instead, where all of it that was written has left and trailers may follow: for
   *   calls of gRPC, which take nothing for whole that has no status
   */
  destroy(reason?: CutReason, trailers?: readonly string[]): void;
  /** To be called before the head is written: this connection takes no further request. */
  endConnection(): void;
  /** When the answer has gone out or the caller has left. More than one may listen. */
  onClose(listener: () => void): void;
  /** When writing may go on, after `write` has given false; called once. */
  onDrain(listener: () => void): void;
}

/** The rest of an answer is not to be had any more, or something failed, which is meant where nothing is said. */
export type CutReason = 'cancelled' | 'failed';

/** A request's body, which is read only when there is a place for it. */
export interface BodySource {
  /** From now on pieces go to the listener; one after the other if it is called again. */
  readBody(listener: BodyListener): void;
  pauseBody(): void;
  resumeBody(): void;
  /** Nothing more of it is needed: what still comes is dropped. */
  discardBody(): void;
}

export interface BodyListener {
  bodyData(piece: Buffer): void;
  /** @param trailers Name and value in turn, Latin 1, as sent. */
  bodyEnd(trailers: readonly string[]): void;
  /** The caller left before all of it had come. */
  bodyFailed(): void;
}
