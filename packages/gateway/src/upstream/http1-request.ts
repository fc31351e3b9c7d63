import type { BodyListener, BodySource } from '../http/caller.ts';
import { chunkSizeLine, lastChunk, requestHeadText } from '../http1/head-text.ts';
import type {
  RequestTimeouts,
  ResponseListener,
  SentRequest,
  UpstreamRequest,
} from './connections.ts';
import { bodyOfRequest } from './sendable.ts';
import { UpstreamError, type UpstreamFailure } from './upstream-error.ts';

/** The connection that a request is written to. */
export interface RequestConnection {
  /** False: what comes next has to wait until `drained` is called. */
  write(data: string | Buffer): boolean;
  pause(): void;
  resume(): void;
  /** All of the request has been written. */
  requestEnded(): void;
  /** After an upgrade: nothing more is written. */
  endWriting(): void;
  /** The request is given up: whatever is under way for it ends. */
  abandoned(): void;
}

/** Up to here, joining a piece with the head costs less than a second write, in bytes. */
const joinable = 16 * 1024;

/** Methods of which a server expects a body, or to be told that there is none (RFC 9110, section 8.6). */
const expectBody = new Set(['POST', 'PUT', 'PATCH']);

/** One request on its way to an upstream: its head, its body, and who is told of the answer. */
export class Http1Request implements SentRequest, BodyListener {
  readonly method: string;
  readonly listener: ResponseListener;
  readonly timeouts: RequestTimeouts | null;
  /** The answer has been told, or is not wanted any more. */
  over = false;
  /** The connection takes no more for now. */
  full = false;
  readonly #request: UpstreamRequest;
  #body: BodySource | null;
  #connection: RequestConnection | null = null;
  /** Not written yet, so that it leaves together with what comes next in this turn. */
  #pending = '';
  #isJoining = true;
  #isChunked = false;
  #isUpgraded = false;
  /** Bytes that a body of known length still has. */
  #left = 0;
  #bodyEnded = false;

  constructor(request: UpstreamRequest, listener: ResponseListener) {
    this.method = request.method;
    this.#request = request;
    this.#body = request.body;
    this.listener = listener;
    this.timeouts = request.timeouts ?? null;
  }

  /** The connection that it is written to, or waits for. */
  attach(connection: RequestConnection): void {
    this.#connection = connection;
  }

  /** Whether 101 may be the answer. */
  get upgrades(): boolean {
    return this.#request.upgraded != null;
  }

  pause(): void {
    this.#connection?.pause();
  }

  resume(): void {
    this.#connection?.resume();
  }

  abort(): void {
    if (this.over) return;
    this.over = true;
    this.#connection?.abandoned();
    this.#connection = null;
  }

  /** Its last word. */
  end(trailers: string[]): void {
    this.#finish();
    this.listener.end(trailers);
  }

  /** The same, where there is no whole answer. */
  failed(failure: UpstreamFailure, details: { answered?: boolean; cause?: unknown } = {}): void {
    if (this.over) return;
    this.#finish();
    this.listener.failed(new UpstreamError(failure, details));
  }

  /** No more of it is sent: the upstream has closed, or the answer is whole. */
  #finish(): void {
    this.over = true;
    this.#connection = null;
  }

  /** Begins to write it. False if it cannot be written as HTTP. */
  start(): boolean {
    const { method, target, headers, body } = this.#request;
    const framing = bodyOfRequest(headers, body !== null);
    if (framing === null) return false;
    if (body === null) {
      const isToldApart = expectBody.has(method) && framing.length === null;
      const all = isToldApart ? [...headers, 'Content-Length', '0'] : headers;
      this.#bodyEnded = true;
      this.#connection?.write(requestHeadText(method, target, all));
      this.#connection?.requestEnded();
      return true;
    }
    if (framing.length === null) this.#isChunked = true;
    else this.#left = framing.length;
    const all = this.#isChunked ? [...headers, 'Transfer-Encoding', 'chunked'] : headers;
    this.#pending = requestHeadText(method, target, all);
    body.readBody(this);
    if (this.#bodyEnded) this.flush();
    else process.nextTick(flush, this);
    return true;
  }

  bodyData(piece: Buffer): void {
    if (this.#connection === null || this.#bodyEnded) return;
    this.#left -= piece.length;
    if (!this.#isChunked && this.#left < 0) {
      this.abandon(new Error('The body is longer than its head says.'));
      return;
    }
    if (this.#isChunked) this.#pending += chunkSizeLine(piece.length);
    if (piece.length <= joinable) this.#pending += piece.toString('latin1');
    else {
      this.flush();
      this.#write(piece);
    }
    if (this.#isChunked) this.#pending += '\r\n';
    if (!this.#isJoining || this.#pending.length > joinable) this.flush();
  }

  bodyEnd(trailers: readonly string[]): void {
    if (this.#connection === null || this.#bodyEnded) return;
    this.#bodyEnded = true;
    if (this.#isUpgraded) this.#connection.endWriting();
    else if (this.#isChunked) this.#pending += lastChunk(trailers);
    else if (this.#left !== 0) {
      this.abandon(new Error('The body is shorter than its head says.'));
      return;
    }
    if (!this.#isJoining && !this.#isUpgraded) this.flush();
  }

  /** The caller left in the middle: the upstream must not take a part for the whole. */
  bodyFailed(): void {
    if (!this.#bodyEnded) this.abandon(new Error('The caller went away.'));
  }

  /** After 101: what comes from the caller goes out as it is. */
  upgrade(): void {
    if (this.over) return;
    this.#body = this.#request.upgraded ?? null;
    this.#bodyEnded = false;
    this.#isJoining = false;
    this.#isUpgraded = true;
    this.#left = Number.POSITIVE_INFINITY;
    this.#body?.readBody(this);
  }

  /** Writes what was held back; from now on nothing is. */
  flush(): void {
    this.#isJoining = false;
    const text = this.#pending;
    this.#pending = '';
    if (text !== '') this.#write(text);
    if (this.#bodyEnded) this.#connection?.requestEnded();
  }

  drained(): void {
    if (!this.full) return;
    this.full = false;
    if (!this.#bodyEnded) this.#body?.resumeBody();
  }

  /** It cannot be sent as a whole, and must not be sent again. */
  abandon(cause: Error): void {
    const connection = this.#connection;
    this.failed('unsendable', { cause });
    connection?.abandoned();
  }

  #write(data: string | Buffer): void {
    if (this.#connection === null || this.#connection.write(data) || this.full) return;
    this.full = true;
    if (!this.#bodyEnded) this.#body?.pauseBody();
  }
}

const flush = (request: Http1Request): void => request.flush();
