import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { BodyListener, Caller, CutReason } from '../http/caller.ts';
import { noTrailers } from '../http/trailers.ts';
import type { OpenItem } from '../runtime/open-items.ts';
import { isWhole } from './is-whole.ts';
import { nodeViewOf } from './node-view.ts';
import type { Http2Head } from './request-head.ts';
import { responseFields, trailerFields } from './response-fields.ts';

/** What a caller needs of the connection that its stream is on. */
export interface StreamConnection {
  readonly remoteAddress: string;
  /** Of `Strict-Transport-Security`, over TLS, or null. */
  readonly security: string | null;
  /** So many bytes of a body have been taken or given. */
  carried(bytes: number): void;
}

interface PendingHead {
  status: number;
  headers: readonly string[];
}

/** One stream of an HTTP/2 connection: a request, and the answer to it. */
export class Http2Caller implements Caller, OpenItem {
  position = -1;
  readonly upgrades = false;
  readonly protocol = 'HTTP/2';
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly fault: string | null;
  headSent = false;
  /** The stream was cut by us, for a reason that is not the caller's. */
  wasCut = false;
  readonly #head: Http2Head;
  readonly #headers: IncomingHttpHeaders;
  readonly #stream: ServerHttp2Stream;
  readonly #connection: StreamConnection;
  #node: Caller['node'] = null;
  #pending: PendingHead | null = null;
  #body: BodyListener | null = null;
  #bodyBegun = false;
  #bodyEnded = false;
  #requestTrailers = noTrailers;
  #trailers = noTrailers;
  #isBodiless = false;
  /** The head has left, and trailers may follow it. */
  #mayTrail = false;
  #ended = false;
  /** Given to `write`, in bytes. */
  #written = 0;

  /** @param headers by name, as Node has read them */
  constructor(
    head: Http2Head,
    headers: IncomingHttpHeaders,
    stream: ServerHttp2Stream,
    connection: StreamConnection,
  ) {
    this.method = head.method;
    this.target = head.target;
    this.rawHeaders = head.rawHeaders;
    this.fault = head.fault;
    this.#head = head;
    this.#headers = headers;
    this.#stream = stream;
    this.#connection = connection;
    if (!stream.endAfterHeaders) stream.once('trailers', this.#keepTrailers);
  }

  /** Made when it is asked for: most requests are for routes. */
  get node(): Caller['node'] {
    const { security } = this.#connection;
    this.#node ??= nodeViewOf(this.#stream, this.#headers, { security, given: this.#given });
    return this.#node;
  }

  get remoteAddress(): string {
    return this.#connection.remoteAddress;
  }

  get closed(): boolean {
    return this.#ended || this.#stream.destroyed || this.#stream.closed;
  }

  /** Whether the answer has gone out whole. */
  get isWhole(): boolean {
    return isWhole(this.#stream);
  }

  /** Of the answer's body, bytes that wait for the caller to take them, and those it has taken. */
  get progress(): { waiting: number; taken: number } {
    const waiting = this.#stream.writableLength;
    return { waiting, taken: this.#written - waiting };
  }

  readBody(listener: BodyListener): void {
    this.#body = listener;
    if (this.#bodyEnded) {
      listener.bodyEnd(this.#requestTrailers);
      return;
    }
    if (!this.#bodyBegun) this.#beginBody();
    this.#stream.resume();
  }

  pauseBody(): void {
    this.#stream.pause();
  }

  resumeBody(): void {
    this.#stream.resume();
  }

  discardBody(): void {
    this.#body = null;
    this.#stream.resume();
  }

  writeInformation(status: number, headers: readonly string[]): void {
    if (this.headSent || this.closed) return;
    const link = headers.filter((_, at) => at % 2 === 1 && isLink(headers[at - 1]!));
    if (status === 102) this.#stream.additionalHeaders({ ':status': 102 });
    if (status === 103 && link.length > 0) this.#stream.additionalHeaders({ ':status': 103, link });
  }

  writeHead(status: number, _reason: string, headers: readonly string[]): void {
    this.headSent = true;
    this.#isBodiless = this.method === 'HEAD' || status === 204 || status === 304;
    this.#pending = { status, headers };
    process.nextTick(flushHead, this);
  }

  write(piece: Buffer): boolean {
    if (this.#isBodiless || piece.length === 0 || this.closed) return true;
    this.flushHead();
    this.#given(piece.length);
    return this.#stream.write(piece);
  }

  end(trailers = noTrailers): void {
    if (this.closed) return;
    this.#trailers = trailers;
    // gRPC knows an answer without a message by a header section that ends the stream.
    const isHeadAlone = this.#pending !== null && trailers.length === 0;
    this.#respond(isHeadAlone, trailers.length > 0);
    this.#ended = true;
    if (!isHeadAlone && !this.#isBodiless) this.#stream.end();
    this.#endRequest();
  }

  destroy(reason: CutReason = 'failed', trailers?: readonly string[]): void {
    const stream = this.#stream;
    const mayTrail = this.#pending !== null || this.#mayTrail;
    if (trailers && mayTrail && !this.closed && stream.writableLength === 0) {
      this.end(trailers);
      return;
    }
    this.wasCut = true;
    if (reason === 'cancelled') stream.close(constants.NGHTTP2_CANCEL);
    stream.destroy(reason === 'cancelled' ? undefined : cut);
  }

  /** Other streams of the connection are other requests; it is drained as a whole. */
  endConnection(): void {}

  onClose(listener: () => void): void {
    this.#stream.once('close', listener);
  }

  onDrain(listener: () => void): void {
    this.#stream.once('drain', listener);
  }

  flushHead(): void {
    if (!this.closed) this.#respond(this.#isBodiless, false);
  }

  #respond(endStream: boolean, hasTrailers: boolean): void {
    if (this.#pending === null) return;
    const { status, headers } = this.#pending;
    this.#pending = null;
    const { fields, hasLength } = responseFields(status, headers, this.#connection.security);
    const endsHere = endStream || this.#isBodiless;
    // After a body of known length none are expected, and the last piece ends the stream.
    const waitForTrailers = !endsHere && (hasTrailers || !hasLength);
    this.#mayTrail = waitForTrailers;
    if (waitForTrailers) this.#stream.once('wantTrailers', this.#sendTrailers);
    this.#stream.respond(fields, { endStream: endsHere, waitForTrailers });
  }

  #beginBody(): void {
    const stream = this.#stream;
    this.#bodyBegun = true;
    if (this.#head.awaitsContinue && !this.headSent && !this.closed) {
      stream.additionalHeaders({ ':status': constants.HTTP_STATUS_CONTINUE });
    }
    stream.on('data', (piece: Buffer) => {
      this.#connection.carried(piece.length);
      this.#body?.bodyData(piece);
    });
    stream.on('end', this.#endBody);
    // One without a byte ends even while it is not read.
    if (stream.readableEnded) this.#endBody();
    stream.on('close', () => {
      if (!this.#bodyEnded) this.#body?.bodyFailed();
    });
  }

  /**
   * The answer is whole. What is left of the request is not waited for (RFC 9113, section 8.1): the
   * stream is closed without an error, once the answer has gone out.
   */
  #endRequest(): void {
    const stream = this.#stream;
    if (this.#bodyEnded || stream.readableEnded) return;
    this.discardBody();
    if (stream.writableFinished) setImmediate(closeStream, stream);
    else stream.once('finish', () => setImmediate(closeStream, stream));
  }

  #given = (bytes: number): void => {
    this.#written += bytes;
    this.#connection.carried(bytes);
  };

  #keepTrailers = (_headers: unknown, _flags: unknown, fields: readonly string[]): void => {
    this.#requestTrailers = fields;
  };

  #endBody = (): void => {
    // A stream that the caller resets without an error ends like one that is complete.
    if (this.#stream.aborted) return;
    this.#bodyEnded = true;
    this.#body?.bodyEnd(this.#requestTrailers);
  };

  #sendTrailers = (): void => {
    if (!this.#stream.closed) this.#stream.sendTrailers(trailerFields(this.#trailers));
  };
}

/** Node resets a stream that is destroyed by an error with INTERNAL_ERROR. */
const cut = new Error('The answer was cut off.');

const flushHead = (caller: Http2Caller): void => caller.flushHead();

const closeStream = (stream: ServerHttp2Stream): void => {
  if (!stream.destroyed && !stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
};

const isLink = (name: string): boolean => name.toLowerCase() === 'link';
