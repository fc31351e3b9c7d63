import type { Socket } from 'node:net';
import { untilClose } from '../http1/body-framing.ts';
import { type BodyReader, createBodyReader } from '../http1/body-reader.ts';
import { HeadBuffer } from '../http1/head-buffer.ts';
import { type ResponseHead, readResponseHead } from '../http1/response-head.ts';
import type { OpenItem } from '../runtime/open-items.ts';
import { maxHeadBytes, maxInformation } from './answer-bounds.ts';
import type { RequestTimeouts } from './connections.ts';
import type { Http1Request, RequestConnection } from './http1-request.ts';
import { idleTimeout, maxIdleMs } from './keep-alive.ts';
import { openSocket, type SocketListener, type UpstreamAddress } from './open-socket.ts';
import { ReadBuffer } from './read-buffer.ts';
import type { Ticks } from './ticks.ts';
import { failureOfConnecting, type UpstreamFailure } from './upstream-error.ts';

/** What a connection belongs to. */
export interface ConnectionPool {
  /** It can take the next request. */
  freed(connection: Http1Connection): void;
  closed(connection: Http1Connection): void;
  /** It had been kept, and was dead when it was used. */
  wasStale(): void;
}

/** How long an answer may take that is still to be read after a write has failed, in milliseconds. */
const lastAnswerMs = 1_000;

/**
 * One connection to an upstream, and the request on it. It is used again only where it is certain
 * where the answer ended: not after a byte too many, nor after a request that was not read whole.
 */
export class Http1Connection implements SocketListener, RequestConnection, OpenItem {
  position = -1;
  readonly #pool: ConnectionPool;
  readonly #ticks: Ticks;
  readonly #socket: Socket;
  readonly #buffer: ReadBuffer;
  readonly #heads = new HeadBuffer(maxHeadBytes);
  #phase: 'connecting' | 'idle' | 'sending' | 'waiting' | 'reading' | 'closed' = 'connecting';
  /** When the phase began, or something last happened in it, in ticks. */
  #since: number;
  #idleMs = maxIdleMs;
  #wasKept = false;
  #request: Http1Request | null = null;
  /** Of the answer that is being read. */
  #body: BodyReader | null = null;
  #head: ResponseHead | null = null;
  #information = 0;
  #answered = false;
  #requestIsWhole = false;
  #isPaused = false;
  #writeError: Error | null = null;

  constructor(address: UpstreamAddress, shared: Buffer, ticks: Ticks, pool: ConnectionPool) {
    this.#pool = pool;
    this.#ticks = ticks;
    this.#since = ticks.now;
    this.#buffer = new ReadBuffer(shared);
    this.#socket = openSocket(address, this);
  }

  /** Sends a request now, or once there is a connection. */
  send(request: Http1Request): void {
    this.#request = request;
    request.attach(this);
    if (this.#phase === 'idle') this.#begin(request);
  }

  connected(): void {
    this.#phase = 'idle';
    if (this.#request) this.#begin(this.#request);
  }

  #begin(request: Http1Request): void {
    if (request.over) {
      this.#free();
      return;
    }
    if (!request.listener.mayBeSent()) {
      this.#free();
      request.failed('not_sent');
      return;
    }
    this.#enter('sending');
    this.#answered = false;
    this.#requestIsWhole = false;
    this.#information = 0;
    if (request.start()) return;
    this.#free();
    request.failed('unsendable');
  }

  /** Takes the next request. */
  #free(): void {
    this.#request = null;
    this.#enter('idle');
    this.#pool.freed(this);
  }

  #enter(phase: 'idle' | 'sending' | 'waiting' | 'reading'): void {
    this.#phase = phase;
    this.#since = this.#ticks.now;
  }

  write(data: string | Buffer): boolean {
    this.#since = this.#ticks.now;
    if (this.#writeError) return true;
    return typeof data === 'string' ? this.#socket.write(data, 'latin1') : this.#socket.write(data);
  }

  requestEnded(): void {
    this.#requestIsWhole = true;
    if (this.#phase === 'sending') this.#enter('waiting');
  }

  endWriting(): void {
    this.#socket.end();
  }

  pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#since = this.#ticks.now;
    this.#socket.resume();
  }

  abandoned(): void {
    // What has not been begun leaves a connection that the next request can have.
    if (this.#phase !== 'connecting') this.destroy();
  }

  destroy(): void {
    // At once, so that no request is given to it before the socket tells that it is closed.
    this.#pool.closed(this);
    this.#socket.destroy();
  }

  buffer(): Buffer {
    return this.#buffer.next();
  }

  read(piece: Buffer): void {
    this.#since = this.#ticks.now;
    try {
      this.#take(piece);
    } catch (error) {
      // A fault of ours in what listens, which costs this request and not the process.
      this.#fail('invalid_response', error as Error);
    }
  }

  #take(piece: Buffer): void {
    let at = 0;
    while (at < piece.length) {
      const request = this.#request;
      if (request === null) {
        // Bytes that no request asked for.
        this.destroy();
        return;
      }
      this.#answered = true;
      at = this.#body ? this.#readBody(this.#body, piece, at) : this.#readHead(request, piece, at);
      if (at < 0 || request !== this.#request) return;
      if (this.#body?.ended) this.#finish(request, piece.length - at);
    }
    if (this.#body) this.#buffer.bodyGoesOn(piece.length);
  }

  /** @returns where the head ends, or −1 where this piece is used up. */
  #readHead(request: Http1Request, piece: Buffer, from: number): number {
    const found = this.#heads.add(piece, from);
    if (found === 'incomplete') return -1;
    const head = found === 'too_long' ? null : readResponseHead(found.text, request.method);
    if (found === 'too_long' || head === null || (head.status === 101 && !request.upgrades)) {
      this.#fail('invalid_response', new Error('The head of the answer cannot be read.'));
      return -1;
    }
    const { status, reason, rawHeaders, body } = head;
    if (status >= 200 || status === 101) {
      const followed = status === 101 ? untilClose : body;
      this.#head = status === 101 ? { ...head, body: untilClose } : head;
      this.#body = createBodyReader(followed);
      this.#enter('reading');
      request.listener.head(status, reason, rawHeaders);
      if (status === 101) request.upgrade();
    } else if (++this.#information > maxInformation) {
      this.#fail('invalid_response', new Error('Too many informational answers came.'));
    } else if (status !== 100) request.listener.information(status, rawHeaders);
    return found.end;
  }

  #readBody(body: BodyReader, piece: Buffer, from: number): number {
    const end = body.read(piece, from, this);
    if (end < 0) this.#fail('invalid_response', new Error('A chunk of the answer cannot be read.'));
    return end;
  }

  /** A piece of the answer's body. */
  data(piece: Buffer): void {
    const request = this.#request;
    if (request && !request.over) request.listener.data(this.#buffer.keep(piece));
  }

  #finish(request: Http1Request, bytesTooMany: number): void {
    const trailers = this.#body!.trailers;
    const { close, rawHeaders } = this.#head!;
    const isClear =
      this.#requestIsWhole && this.#socket.writableLength === 0 && this.#writeError === null;
    this.#body = null;
    this.#head = null;
    this.#request = null;
    this.#buffer.bodyEnds();
    this.#idleMs = idleTimeout(rawHeaders);
    if (close || !isClear || bytesTooMany > 0 || this.#idleMs <= 0) this.destroy();
    else {
      this.#wasKept = true;
      this.resume();
      this.#free();
    }
    request.end(trailers);
  }

  drained(): void {
    this.#since = this.#ticks.now;
    this.#request?.drained();
  }

  /** The upstream may have answered before it closed. */
  writeFailed(error: Error): void {
    this.#writeError ??= error;
    this.#since = this.#ticks.now;
  }

  ended(): void {
    const request = this.#request;
    if (request && this.#head?.body.kind === 'until_close') this.#finish(request, 0);
    this.destroy();
  }

  closed(error: Error | null): void {
    const isUnreachable = this.#phase === 'connecting';
    this.#phase = 'closed';
    this.#pool.closed(this);
    const request = this.#request;
    this.#request = null;
    if (request === null || request.over) return;
    if (this.#wasKept && !this.#answered) this.#pool.wasStale();
    const cause = error ?? this.#writeError ?? new Error('The upstream closed the connection.');
    const failure = isUnreachable ? failureOfConnecting(cause) : 'connection_lost';
    request.failed(failure, { answered: this.#answered, cause });
  }

  #fail(failure: UpstreamFailure, cause: Error): void {
    const request = this.#request;
    this.#request = null;
    this.destroy();
    request?.failed(failure, { answered: this.#answered, cause });
  }

  /** From time to time. */
  sweep(): void {
    const overdue = this.#overdue();
    if (this.#phase === 'idle' && overdue) this.destroy();
    else if (overdue) {
      const failure = this.#phase === 'connecting' ? 'connect_timeout' : 'timeout';
      this.#fail(failure, new Error(`The upstream was too slow: ${this.#phase}.`));
    }
  }

  #silenceTimeout(): 'streamTimeout' | 'bodyTimeout' {
    return this.#request?.listener.isStream ? 'streamTimeout' : 'bodyTimeout';
  }

  #isOver(timeout: keyof RequestTimeouts): boolean {
    return this.#ticks.isOver(timeout, this.#since, this.#request?.timeouts?.[timeout]);
  }

  #overdue(): boolean {
    if (this.#writeError) return this.#ticks.isOver('headersTimeout', this.#since, lastAnswerMs);
    switch (this.#phase) {
      case 'connecting':
        return this.#isOver('connectTimeout');
      case 'idle':
        return this.#ticks.isOver('idleTimeout', this.#since, this.#idleMs);
      case 'sending':
        // A caller who is slow has bounds of its own.
        return this.#request?.full === true && this.#isOver('headersTimeout');
      case 'waiting':
        return this.#isOver('headersTimeout');
      case 'reading':
        return !this.#isPaused && this.#isOver(this.#silenceTimeout());
      case 'closed':
        return false;
    }
  }
}
