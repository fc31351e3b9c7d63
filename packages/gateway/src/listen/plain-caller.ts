import type { BodyListener, Caller } from '../http/caller.ts';
import { noTrailers } from '../http/trailers.ts';
import type { BodyFraming } from '../http1/body-framing.ts';
import { chunkSizeLine, fieldLines, lastChunk, responseHeadText } from '../http1/head-text.ts';
import type { RequestHead } from '../http1/request-head.ts';

/** What a caller needs of the connection that it came on. */
export interface CallerConnection {
  readonly remoteAddress: string;
  readonly isOpen: boolean;
  /** `Strict-Transport-Security` as a line, over TLS, or empty. */
  readonly securityLine: string;
  /** `Date` as a line. */
  dateLine(): string;
  /** More may be written now without waiting for the caller to take it. */
  readonly hasRoom: boolean;
  write(data: string | Buffer): void;
  onDrain(listener: () => void): void;
  /** The listener is there, or asks for more. */
  readOn(): void;
  pauseBody(): void;
  /** The answer is complete. */
  answered(caller: PlainCaller): void;
  destroy(): void;
}

/** Up to here, joining a piece with the head costs less than a second write, in bytes. */
const joinable = 16 * 1024;
/** What is left of a request and worth reading to keep its connection, in bytes. */
const maxDiscardedBytes = 256 * 1024;

/** A caller whose plain request we have read ourselves, and the answer to it. */
export class PlainCaller implements Caller {
  readonly node = null;
  readonly upgrades = false;
  readonly fault = null;
  readonly protocol = 'HTTP/1.1';
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  headSent = false;
  /** The connection takes no request after this one. */
  isLast: boolean;
  /** All of the request has been read. */
  bodyEnded: boolean;
  readonly #head: RequestHead;
  readonly #connection: CallerConnection;
  readonly #closeListeners: (() => void)[] = [];
  #body: BodyListener | null = null;
  #isDiscarding = false;
  /** Not written yet, so that what comes next in this turn leaves with it. */
  #pending = '';
  #isScheduled = false;
  #isChunked = false;
  #isBodiless = false;
  #ended = false;

  constructor(head: RequestHead, connection: CallerConnection) {
    this.method = head.method;
    this.target = head.target;
    this.rawHeaders = head.rawHeaders;
    this.isLast = head.close;
    this.bodyEnded = head.body.kind === 'none' || isEmpty(head.body);
    this.#head = head;
    this.#connection = connection;
  }

  get remoteAddress(): string {
    return this.#connection.remoteAddress;
  }

  get closed(): boolean {
    return this.#ended || !this.#connection.isOpen;
  }

  /** Whether pieces of the body have somewhere to go. */
  get takesBody(): boolean {
    return this.#body !== null || this.#isDiscarding;
  }

  readBody(listener: BodyListener): void {
    this.#body = listener;
    if (this.bodyEnded) listener.bodyEnd(noTrailers);
    else this.#connection.readOn();
  }

  pauseBody(): void {
    if (!this.#isDiscarding) this.#connection.pauseBody();
  }

  resumeBody(): void {
    if (!this.bodyEnded) this.#connection.readOn();
  }

  discardBody(): void {
    this.#body = null;
    this.#isDiscarding = true;
    if (!this.bodyEnded) this.#connection.readOn();
  }

  /** A piece of the request's body has come. */
  data(piece: Buffer): void {
    this.#body?.bodyData(piece);
  }

  bodyEnd(trailers: readonly string[]): void {
    this.bodyEnded = true;
    this.#body?.bodyEnd(trailers);
  }

  /** The connection has ended. */
  left(): void {
    if (!this.bodyEnded) this.#body?.bodyFailed();
    this.#close();
  }

  writeInformation(status: number, headers: readonly string[]): void {
    // Hints are links (RFC 8297); what else is in such a head is not for this caller.
    const links = headers.filter((_, index) => headers[index & ~1]!.toLowerCase() === 'link');
    if (status === 102 || (status === 103 && links.length > 0)) {
      const reason = status === 102 ? 'Processing' : 'Early Hints';
      this.#connection.write(responseHeadText(status, reason, links));
    }
  }

  writeHead(status: number, reason: string, headers: readonly string[]): void {
    this.headSent = true;
    // The rest of the request stands before the next one, and has to be read or the connection closed.
    if (!this.bodyEnded && !this.#isWorthReading()) this.isLast = true;
    this.#isBodiless = this.method === 'HEAD' || status === 204 || status === 304;
    let hasLength = false;
    let hasDate = false;
    let isSecured = false;
    for (let index = 0; index < headers.length; index += 2) {
      const name = headers[index]!;
      if (name.length === 14) hasLength ||= name.toLowerCase() === 'content-length';
      else if (name.length === 4) hasDate ||= name.toLowerCase() === 'date';
      else if (name.length === 25) isSecured ||= name.toLowerCase() === 'strict-transport-security';
    }
    this.#isChunked = !hasLength && !this.#isBodiless;
    this.#pending =
      `HTTP/1.1 ${status} ${reason}\r\n${fieldLines(headers)}${hasDate ? '' : this.#connection.dateLine()}` +
      `${this.#isChunked ? 'Transfer-Encoding: chunked\r\n' : ''}` +
      `${this.isLast ? 'Connection: close\r\n' : ''}${isSecured ? '' : this.#connection.securityLine}\r\n`;
    this.#flushLater();
  }

  write(piece: Buffer): boolean {
    if (this.#isBodiless || piece.length === 0 || this.closed) return true;
    if (this.#isChunked) this.#pending += chunkSizeLine(piece.length);
    if (piece.length <= joinable) this.#pending += piece.toString('latin1');
    else {
      this.flush();
      this.#connection.write(piece);
    }
    if (this.#isChunked) this.#pending += '\r\n';
    if (this.#pending.length > joinable) this.flush();
    else this.#flushLater();
    return this.#connection.hasRoom;
  }

  end(trailers: readonly string[] = []): void {
    if (this.closed) return;
    if (this.#isChunked) this.#pending += lastChunk(trailers);
    this.flush();
    this.#ended = true;
    this.#close();
    this.#connection.answered(this);
  }

  destroy(): void {
    this.#connection.destroy();
  }

  endConnection(): void {
    this.isLast = true;
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  onDrain(listener: () => void): void {
    this.#connection.onDrain(listener);
  }

  /** Writes what was held back. */
  flush(): void {
    const text = this.#pending;
    if (text === '') return;
    this.#pending = '';
    this.#connection.write(text);
  }

  #flushLater(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    process.nextTick(flush, this);
  }

  flushNow(): void {
    this.#isScheduled = false;
    this.flush();
  }

  #isWorthReading(): boolean {
    const { body } = this.#head;
    return body.kind === 'length' && body.bytes <= maxDiscardedBytes;
  }

  #close(): void {
    for (const listener of this.#closeListeners.splice(0)) listener();
  }
}

/** A body of no bytes ends with its head. */
const isEmpty = (body: BodyFraming): boolean => body.kind === 'length' && body.bytes === 0;

const flush = (caller: PlainCaller): void => caller.flushNow();
