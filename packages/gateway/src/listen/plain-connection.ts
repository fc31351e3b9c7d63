import type { Socket } from 'node:net';
import type { Malformed } from '../http/malformed.ts';
import { type BodyReader, createBodyReader } from '../http1/body-reader.ts';
import { HeadBuffer } from '../http1/head-buffer.ts';
import { type RequestHead, readRequestHead } from '../http1/request-head.ts';
import type { OpenItem } from '../runtime/open-items.ts';
import { remoteAddressOf } from '../trusted-proxies/proxy-protocol.ts';
import { type CallerConnection, PlainCaller } from './plain-caller.ts';

/** Longer ones are left to `node:http`, in bytes. */
const maxHeadBytes = 16 * 1024;
/** A longer one is read again each time, so that idle connections hold little, in bytes. */
const maxKeptHead = 2 * 1024;
/** What is read of a request after the answer, before the connection is closed. */
const maxLingeringBytes = 4 * 1024 * 1024;
/** What is read ahead of its time to see whether a caller is still there, and one piece more. */
const maxReadAhead = 64 * 1024;

/** What a connection's bounds are about. */
export type Phase = 'head' | 'rest' | 'answer' | 'written' | 'idle' | 'lingering';

export interface ConnectionHost {
  readonly securityLine: string;
  dateLine(): string;
  /** Whether a request is one that needs nothing of `node:http`. */
  isForRoute(head: RequestHead): boolean;
  serve(caller: PlainCaller): void;
  /**
   * Something has come that is not read here. The socket has not lost a byte.
   *
   * @param isFirst nothing was read of the connection before
   */
  handOver(socket: Socket, unread: Buffer, isFirst: boolean): void;
  /** A head was begun and did not end. */
  malformed(refused: Malformed): void;
  closed(connection: PlainConnection): void;
  /** In milliseconds, from a clock that is read once a turn. */
  now(): number;
}

/** A caller's connection, as long as what comes on it are plain requests for routes. */
export class PlainConnection implements CallerConnection, OpenItem {
  position = -1;
  /** When the phase began, or a byte of the body came. */
  since: number;
  /** No request may follow the one under way. */
  closing = false;
  readonly #socket: Socket;
  readonly #host: ConnectionHost;
  readonly #heads = new HeadBuffer(maxHeadBytes);
  #lastText = '';
  #lastHead: RequestHead | null = null;
  /** Bytes that have come, from `#at` on unread. */
  #bytes: Buffer | null = null;
  #at = 0;
  #isReading = false;
  #isPaused = false;
  #caller: PlainCaller | null = null;
  #body: BodyReader | null = null;
  /** The answer to the current request has been written. */
  #isAnswered = false;
  #hasServed = false;
  /** Bytes read and dropped since it began to linger, or −1. */
  #lingered = -1;

  constructor(socket: Socket, host: ConnectionHost) {
    this.#socket = socket;
    this.#host = host;
    this.since = host.now();
    socket.on('data', this.#data);
    socket.on('end', this.#end);
    socket.on('close', this.#close);
    socket.on('error', ignore);
    socket.on('drain', this.#drained);
  }

  get phase(): Phase {
    if (this.#lingered >= 0) return this.#socket.writableFinished ? 'lingering' : 'written';
    // Before the answer, the body's reader bounds its silence (`upstream/upload.ts`).
    if (this.#caller) return this.#isAnswered && this.#awaitsBody(this.#caller) ? 'rest' : 'answer';
    if (this.#heads.begun || !this.#hasServed) return 'head';
    return this.#socket.writableLength > 0 ? 'written' : 'idle';
  }

  #awaitsBody(caller: PlainCaller): boolean {
    return this.#body !== null && caller.takesBody && !this.#isPaused;
  }

  get remoteAddress(): string {
    return remoteAddressOf(this.#socket);
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  get securityLine(): string {
    return this.#host.securityLine;
  }

  dateLine(): string {
    return this.#host.dateLine();
  }

  get hasRoom(): boolean {
    return !this.#socket.writableNeedDrain;
  }

  write(data: string | Buffer): void {
    if (typeof data === 'string') this.#socket.write(data, 'latin1');
    else this.#socket.write(data);
  }

  onDrain(listener: () => void): void {
    this.#socket.once('drain', listener);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Nothing has happened for too long. */
  expire(): void {
    if (!this.isOpen) return;
    const isInHead = this.phase === 'head' && this.#heads.begun;
    if (isInHead || this.#caller?.headSent === false) this.write(requestTimeout);
    if (isInHead) this.#host.malformed({ status: 408, socket: this.#socket });
    this.destroy();
  }

  /** Closes it once the caller has taken what was written. */
  endWhenTaken(): void {
    if (this.#lingered < 0) this.#linger();
  }

  pauseBody(): void {
    this.#pause();
  }

  readOn(): void {
    if (!this.#isAnswered) this.since = this.#host.now();
    this.#readBody();
    if (this.#bytes === null) this.#resume();
  }

  /** The request is over for its handler. */
  answered(caller: PlainCaller): void {
    if (caller !== this.#caller) return;
    this.#isAnswered = true;
    this.#hasServed = true;
    this.since = this.#host.now();
    if (!caller.bodyEnded && !caller.isLast) caller.discardBody();
    this.#goOn();
  }

  #data = (piece: Buffer): void => {
    if (this.#lingered >= 0) {
      this.#lingered += piece.length;
      if (this.#lingered > maxLingeringBytes) this.destroy();
      return;
    }
    const rest = this.#bytes?.subarray(this.#at);
    this.#bytes = rest ? Buffer.concat([rest, piece]) : piece;
    this.#at = 0;
    // Read to see whether the caller is still there; its time has not come.
    if (this.#isPaused) this.#socket.pause();
    else this.#goOn();
  };

  /**
   * While nothing is read, a caller that leaves is not seen, and what it asked for goes on. So now and
   * then a little is read although it can not be used yet.
   */
  lookForEnd(): void {
    const unread = this.#bytes === null ? 0 : this.#bytes.length - this.#at;
    if (this.#isPaused && this.#caller && unread < maxReadAhead) this.#socket.resume();
  }

  /** Reads what has come, as far as it may be read now. Not while it is being done already. */
  #goOn(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#step());
    this.#isReading = false;
    if (this.#bytes && this.isOpen && this.#lingered < 0) this.#pause();
  }

  /** False where nothing more can be done now. */
  #step(): boolean {
    if (!this.isOpen || this.#lingered >= 0) return false;
    const caller = this.#caller;
    if (caller) {
      if (this.#isAnswered && (caller.isLast || this.closing)) return this.#linger();
      if (this.#body) this.#readBody();
      if (this.#body || !this.#isAnswered) return false;
      this.#caller = null;
      this.since = this.#host.now();
      this.#resume();
    }
    if (this.#bytes === null || !this.hasRoom) return false;
    return this.#readHead(this.#bytes);
  }

  #readHead(bytes: Buffer): boolean {
    const from = this.#at;
    if (!this.#heads.begun) this.since = this.#host.now();
    const found = this.#heads.add(bytes, from);
    if (found === 'too_long' || (found === 'incomplete' && isOdd(bytes, from))) {
      return this.#handOver(this.#heads.take());
    }
    if (found === 'incomplete') {
      this.#bytes = null;
      return false;
    }
    const head = found.text === this.#lastText ? this.#lastHead : readRequestHead(found.text);
    if (head === null || !this.#host.isForRoute(head)) {
      return this.#handOver(
        Buffer.concat([Buffer.from(found.text, 'latin1'), bytes.subarray(found.end)]),
      );
    }
    if (found.text.length <= maxKeptHead) {
      this.#lastText = found.text;
      this.#lastHead = head;
    }
    this.#consume(found.end);
    this.#begin(head);
    return true;
  }

  #begin(head: RequestHead): void {
    const caller = new PlainCaller(head, this);
    this.#caller = caller;
    this.#isAnswered = false;
    this.#body = caller.bodyEnded ? null : createBodyReader(head.body);
    if (this.closing) caller.endConnection();
    this.#host.serve(caller);
  }

  #readBody(): void {
    const caller = this.#caller;
    const body = this.#body;
    if (!caller || !body || this.#bytes === null || !caller.takesBody) return;
    // What is thrown away after the answer has one time for all of it, however it comes.
    if (!this.#isAnswered) this.since = this.#host.now();
    const end = body.read(this.#bytes, this.#at, caller);
    if (end < 0) this.#refuseBody(caller);
    else {
      this.#consume(end);
      if (!body.ended) return;
      this.#body = null;
      caller.bodyEnd(body.trailers);
    }
  }

  #consume(end: number): void {
    this.#at = end;
    if (this.#bytes !== null && end >= this.#bytes.length) this.#bytes = null;
  }

  /** Where a body cannot be read, nothing that follows it can be. */
  #refuseBody(caller: PlainCaller): void {
    if (!caller.headSent) this.write(badRequest);
    caller.destroy();
  }

  /** False, since nothing is read here from now on. */
  #handOver(unread: Buffer): false {
    const socket = this.#socket;
    this.#bytes = null;
    socket.off('data', this.#data);
    socket.off('end', this.#end);
    socket.off('close', this.#close);
    socket.off('error', ignore);
    socket.off('drain', this.#drained);
    this.#host.closed(this);
    this.#host.handOver(socket, unread, !this.#hasServed);
    return false;
  }

  /**
   * Closes our side and reads on for a moment: closed at once, with bytes unread, the connection would
   * be reset, and the caller might never see the answer (RFC 9112, section 9.6).
   */
  #linger(): false {
    this.#lingered = 0;
    this.#bytes = null;
    this.#caller = null;
    this.since = this.#host.now();
    this.#socket.end(() => {
      this.since = this.#host.now();
    });
    this.#resume();
    return false;
  }

  #pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  #drained = (): void => {
    if (this.#caller === null && this.#bytes) this.#goOn();
  };

  /** Who closes their side while we answer is taken to have left, as by `node:http`. */
  #end = (): void => {
    if (this.#lingered < 0) this.destroy();
    else this.#socket.end();
  };

  #close = (): void => {
    const caller = this.#caller;
    this.#caller = null;
    this.#host.closed(this);
    if (caller && !this.#isAnswered) caller.left();
  };
}

/** A line's end that the strict subset does not have: whether it is one at all is not found out here. */
const isOdd = (bytes: Buffer, from: number): boolean =>
  /[^\r]\n/.test(bytes.toString('latin1', from));

const requestTimeout =
  'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
const badRequest = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

const ignore = (): void => {};
