import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { OpenItems } from '../runtime/open-items.ts';
import { remoteAddressOf } from '../trusted-proxies/proxy-protocol.ts';
import { type Flood, FloodGuard } from './flood-guard.ts';
import { Http2Caller, type StreamConnection } from './http2-caller.ts';
import { initialWindow, sessionOptions, windowOfConnection } from './limits.ts';
import { readHttp2Head } from './request-head.ts';
import { StalledStreams } from './stalled-streams.ts';

export interface Http2Host {
  readonly security: string | null;
  serve(caller: Http2Caller): void;
  /** It was closed for what its caller did. */
  flooded(connection: Http2Connection, flood: Flood): void;
  closed(connection: Http2Connection): void;
  /** In milliseconds. */
  now(): number;
}

/** A caller's connection in HTTP/2: its streams, and the bounds of what it may make us do. */
export class Http2Connection implements StreamConnection {
  readonly security: string | null;
  readonly remoteAddress: string;
  readonly #host: Http2Host;
  readonly #socket: Socket;
  readonly #session: ServerHttp2Session;
  readonly #guard = new FloodGuard();
  readonly #streams = new OpenItems<Http2Caller>();
  readonly #stalled: StalledStreams;
  #hasServed = false;
  /** When it last had a stream, or began. */
  #since: number;

  constructor(socket: Socket, host: Http2Host, stallTimeout: number) {
    this.#host = host;
    this.#socket = socket;
    this.security = host.security;
    this.remoteAddress = remoteAddressOf(socket);
    this.#since = host.now();
    this.#stalled = new StalledStreams(stallTimeout);
    const session = performServerHandshake(socket, sessionOptions);
    this.#session = session;
    session.on('error', ignore);
    socket.on('error', ignore);
    session.on('close', () => host.closed(this));
    session.on('stream', this.#stream);
    session.on('ping', this.#controlFrame);
    session.on('remoteSettings', this.#controlFrame);
    session.setLocalWindowSize(windowOfConnection);
  }

  /** No stream is open. */
  get isIdle(): boolean {
    return this.#streams.size === 0;
  }

  /** Since when it has been idle. */
  get since(): number {
    return this.#since;
  }

  get hasServed(): boolean {
    return this.#hasServed;
  }

  carried(bytes: number): void {
    this.#guard.carried(bytes);
  }

  /** Ends streams whose callers take nothing, and itself where it is a flood. */
  sweep(): void {
    const now = this.#host.now();
    this.#stalled.sweep(now, this.#socket.bytesWritten, this.#streams);
    const unread = this.#streams.size * initialWindow;
    this.#close(this.#guard.sweep(now, this.#socket.bytesRead, unread));
  }

  /**
   * Takes no further stream, and ends when those that are open have ended. The caller is told which was
   * the last that was taken, and sends later ones elsewhere (RFC 9113, section 6.8). A first notice
   * without that number, after which more are served, cannot be sent: after any GOAWAY of Node's, later streams are ignored.
   */
  end(): void {
    if (!this.#session.closed) this.#session.close();
  }

  destroy(): void {
    this.#session.destroy();
  }

  #stream = (
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    flags: number,
    fields: string[],
  ): void => {
    stream.on('error', ignore);
    const hasBody = (flags & constants.NGHTTP2_FLAG_END_STREAM) === 0;
    const head = readHttp2Head(fields, hasBody);
    this.#guard.carried(head.size);
    this.#hasServed = true;
    const caller = new Http2Caller(head, headers, stream, this);
    this.#streams.add(caller);
    stream.on('close', () => this.#closed(caller));
    this.#host.serve(caller);
  };

  #closed(caller: Http2Caller): void {
    this.#streams.delete(caller);
    const now = this.#host.now();
    if (this.isIdle) this.#since = now;
    if (!caller.isWhole && !caller.wasCut) this.#close(this.#guard.reset(now, initialWindow));
  }

  #controlFrame = (): void => {
    this.#close(this.#guard.controlFrame(this.#host.now()));
  };

  #close(flood: Flood | null): void {
    if (flood === null || this.#session.destroyed) return;
    this.#host.flooded(this, flood);
    this.#session.destroy(calm, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }
}

const calm = new Error('The caller floods its connection.');

const ignore = (): void => {};
