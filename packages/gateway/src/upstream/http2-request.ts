import { type ClientHttp2Stream, constants } from 'node:http2';
import type { BodyListener } from '../http/caller.ts';
import { trailersByName } from '../http/trailers.ts';
import type { OpenItem } from '../runtime/open-items.ts';
import { maxInformation } from './answer-bounds.ts';
import type {
  RequestTimeouts,
  ResponseListener,
  SentRequest,
  UpstreamRequest,
} from './connections.ts';
import { http2ResponseHead } from './http2-head.ts';
import { bodyOfRequest } from './sendable.ts';
import { UpstreamError, type UpstreamFailure } from './upstream-error.ts';

/** The connection that a request is one of several on. */
export interface RequestSession {
  readonly isOpen: boolean;
  /** In ticks. */
  now(): number;
  /** @returns the stream, whose head is about to be written */
  open(request: UpstreamRequest, hasBody: boolean, hasTrailers: boolean): ClientHttp2Stream;
  /** Something that only a server at work sends has come. */
  heard(): void;
  /** The request is over; `wasReset` where it ended before its time by our will. */
  ended(request: Http2Request, wasReset: boolean): void;
}

/** One request on its way to an upstream over HTTP/2, and who is told of the answer. */
export class Http2Request implements SentRequest, BodyListener, OpenItem {
  position = -1;
  readonly listener: ResponseListener;
  readonly timeouts: RequestTimeouts | null;
  /** The answer has been told, or is not wanted any more. */
  over = false;
  /** Where it is, and since when, or when something last happened there, in ticks. */
  phase: 'queued' | 'sending' | 'waiting' | 'reading' = 'queued';
  since = 0;
  /** The upstream takes no more of the body for now. */
  full = false;
  paused = false;
  /** The upstream has said that it has not looked at it. */
  refused = false;
  readonly #request: UpstreamRequest;
  #session: RequestSession | null = null;
  #stream: ClientHttp2Stream | null = null;
  #answered = false;
  #information = 0;
  #resetCode: number | null = null;
  #bodyEnded = false;
  /** Bytes that a body of known length still has; null where its length is not known. */
  #left: number | null = null;
  /** Of the request. */
  #trailers: readonly string[] = [];
  /** Of the answer. */
  #returned: string[] = [];
  /** The upstream has ended the answer, and not reset it. */
  #isWhole = false;

  constructor(request: UpstreamRequest, listener: ResponseListener) {
    this.#request = request;
    this.listener = listener;
    this.timeouts = request.timeouts ?? null;
  }

  /** It waits for this connection, or is to be written to it. */
  attach(session: RequestSession): void {
    this.#session = session;
    this.since = session.now();
  }

  /** The upstream has not looked at it, or it never left. */
  get isUnseen(): boolean {
    return this.refused || this.id === 0;
  }

  /** The number of its stream, or 0. */
  get id(): number {
    return this.#stream?.id ?? 0;
  }

  /** Begins to write it. False if it cannot be written as HTTP. */
  start(session: RequestSession): boolean {
    const { headers, body, upgraded } = this.#request;
    const framing = bodyOfRequest(headers, body !== null);
    if (framing === null || upgraded) return false;
    this.#left = framing.length;
    const stream = session.open(this.#request, body !== null, body !== null && this.#left === null);
    this.#stream = stream;
    this.#listen(stream);
    this.#enter(body === null ? 'waiting' : 'sending');
    this.#bodyEnded = body === null;
    body?.readBody(this);
    return true;
  }

  #listen(stream: ClientHttp2Stream): void {
    watchEnd(stream, () => {
      this.#isWhole = true;
    });
    stream.on('headers', (_headers, _flags, fields: string[]) => this.#inform(fields));
    stream.on('response', (_headers, flags, fields: string[]) => {
      this.#begin(stream, fields, (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0);
    });
    stream.on('trailers', (_headers, _flags, fields: string[]) => {
      this.#returned = fields;
    });
    stream.on('wantTrailers', () => {
      if (!stream.closed) stream.sendTrailers(trailersByName(this.#trailers));
    });
    stream.on('drain', this.#drained);
    stream.on('end', () => this.#end());
    // What it is about, the code says with which the stream closes.
    stream.on('error', () => {});
    stream.on('close', () => this.#closed(stream));
  }

  #enter(phase: 'sending' | 'waiting' | 'reading'): void {
    this.phase = phase;
    this.#touch();
  }

  #touch(): void {
    if (this.#session) this.since = this.#session.now();
  }

  #inform(fields: string[]): void {
    if (this.over) return;
    this.#heard();
    const head = http2ResponseHead(fields);
    if (head === null || ++this.#information > maxInformation) {
      this.fail('invalid_response', new Error('The head of the answer cannot be read.'));
    } else if (head.status !== 100) this.listener.information(head.status, head.headers);
  }

  #begin(stream: ClientHttp2Stream, fields: string[], isAll: boolean): void {
    if (this.over) return;
    this.#heard();
    const head = http2ResponseHead(fields);
    if (head === null || head.status < 200) {
      this.fail('invalid_response', new Error('The head of the answer cannot be read.'));
      return;
    }
    this.#enter('reading');
    this.#guard(() => this.listener.head(head.status, head.reason, head.headers));
    if (this.over) return;
    stream.on('data', this.#data);
    // Told at once: gRPC knows an answer without a message by a header section that ends it.
    if (isAll) this.#end();
  }

  #data = (piece: Buffer): void => {
    if (this.over) return;
    this.#heard();
    this.#guard(() => this.listener.data(piece));
  };

  #heard(): void {
    this.#answered = true;
    this.#touch();
    this.#session?.heard();
  }

  /** A fault of ours in what listens costs this request and not the process. */
  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.fail('invalid_response', error as Error);
    }
  }

  #end(): void {
    if (this.over || !this.#isWhole) return;
    // What is left of the request is not wanted (RFC 9113, section 8.1).
    if (!this.#bodyEnded) this.#stream?.close(constants.NGHTTP2_NO_ERROR);
    this.#finish(false);
    this.listener.end(this.#returned);
  }

  #closed({ rstCode }: ClientHttp2Stream): void {
    // Where the connection is lost, Node closes its streams with CANCEL.
    if (this.#session?.isOpen) this.#resetCode = rstCode;
    const isRefused = this.isUnseen || rstCode === constants.NGHTTP2_REFUSED_STREAM;
    if (isRefused && !this.#answered) this.fail('refused');
    else if (ourComplaints.has(rstCode)) {
      this.fail('invalid_response', new Error(`The stream was closed with code ${rstCode}.`));
    } else this.fail('connection_lost', new Error(`The stream was closed with code ${rstCode}.`));
  }

  pause(): void {
    this.paused = true;
    this.#stream?.pause();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.#touch();
    this.#stream?.resume();
  }

  abort(): void {
    if (this.over) return;
    this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.#finish(this.#stream !== null);
  }

  /** Its last word, where there is no whole answer. */
  fail(failure: UpstreamFailure, cause: Error | null = null): void {
    if (this.over) return;
    this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.#finish(this.#stream !== null);
    const answered = this.#answered;
    this.listener.failed(
      new UpstreamError(failure, { answered, cause, resetCode: this.#resetCode }),
    );
  }

  #finish(wasReset: boolean): void {
    this.over = true;
    this.#session?.ended(this, wasReset);
    this.#session = null;
  }

  bodyData(piece: Buffer): void {
    const stream = this.#stream;
    if (this.over || this.#bodyEnded || stream === null) return;
    if (this.#left !== null) {
      this.#left -= piece.length;
      if (this.#left < 0) {
        this.fail('unsendable', new Error('The body is longer than its head says.'));
        return;
      }
    }
    this.#touch();
    if (stream.closed || stream.write(piece) || this.full) return;
    this.full = true;
    this.#request.body?.pauseBody();
  }

  bodyEnd(trailers: readonly string[]): void {
    if (this.over || this.#bodyEnded) return;
    if (this.#left) {
      this.fail('unsendable', new Error('The body is shorter than its head says.'));
      return;
    }
    this.#bodyEnded = true;
    this.#trailers = trailers;
    if (this.phase === 'sending') this.#enter('waiting');
    this.#stream?.end();
  }

  /** The caller left in the middle: the upstream must not take a part for the whole. */
  bodyFailed(): void {
    if (!this.#bodyEnded) this.fail('unsendable', new Error('The caller went away.'));
  }

  #drained = (): void => {
    if (!this.full) return;
    this.full = false;
    this.#touch();
    if (!this.over && !this.#bodyEnded) this.#request.body?.resumeBody();
  };
}

/** Codes by which a stream ends that breaks the rules of HTTP. */
const ourComplaints = new Set([
  constants.NGHTTP2_PROTOCOL_ERROR,
  constants.NGHTTP2_FLOW_CONTROL_ERROR,
  constants.NGHTTP2_FRAME_SIZE_ERROR,
  constants.NGHTTP2_COMPRESSION_ERROR,
  constants.NGHTTP2_ENHANCE_YOUR_CALM,
]);

/**
 * Node ends a stream in the same way when its last frame has come and when the upstream resets it
 * with NO_ERROR, which may be in the middle of an answer. Only in the latter case it is closed first.
 */
function watchEnd(stream: ClientHttp2Stream, ended: () => void): void {
  const push = stream.push.bind(stream);
  stream.push = (chunk, encoding) => {
    if (chunk === null && !stream.closed) ended();
    return push(chunk, encoding);
  };
}
