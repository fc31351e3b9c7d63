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
import { type Flood, resetsOfCaller, resetsOfProxy } from './flood-guard.ts';
import { Http2Caller, type StreamConnection } from './http2-caller.ts';
import { initialWindow, sessionOptions, windowOfConnection } from './limits.ts';
import { readHttp2Head } from './request-head.ts';
import { SessionGuard } from './session-guard.ts';
import { StalledStreams } from './stalled-streams.ts';

export interface Http2Host {
  readonly security: string | null;
  serve(caller: Http2Caller): void;
  /** Whether a proxy of ours sends the requests of others there. */
  isTrusted(address: string): boolean;
  /** It was closed for what its caller did. */
  flooded(connection: Http2Connection, flood: Flood): void;
  closed(connection: Http2Connection): void;
  /** In milliseconds. */
  now(): number;
}

/** No answer to a PING or SETTINGS is longer, in a TLS record of its own, in bytes. */
const maxControlAnswer = 64;

/** A caller's connection in HTTP/2: its streams, and the bounds of what it may make us do. */
export class Http2Connection implements StreamConnection {
  readonly security: string | null;
  readonly remoteAddress: string;
  readonly #host: Http2Host;
  readonly #socket: Socket;
  readonly #session: ServerHttp2Session;
  readonly #guard: SessionGuard;
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
    this.#guard = new SessionGuard(session, {
      resets: host.isTrusted(this.remoteAddress) ? resetsOfProxy : resetsOfCaller,
      now: () => host.now(),
      flooded: (flood) => host.flooded(this, flood),
    });
    session.on('error', ignore);
    socket.on('error', ignore);
    session.on('close', () => host.closed(this));
    session.on('stream', this.#stream);
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
    const { bytesRead, bytesWritten } = this.#socket;
    // What answers a PING says nothing of whether answers are taken.
    const written = bytesWritten - maxControlAnswer * this.#guard.controlFrames;
    this.#stalled.sweep(this.#host.now(), written, this.#streams);
    this.#guard.sweep(bytesRead, this.#streams.size * initialWindow);
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
    stream.on('close', () => {
      // Of a body that was refused, what came nothing was counted, and it was sent in good faith.
      if (hasBody) this.#guard.carried(initialWindow);
      this.#closed(caller);
    });
    this.#host.serve(caller);
  };

  #closed(caller: Http2Caller): void {
    this.#streams.delete(caller);
    if (this.isIdle) this.#since = this.#host.now();
    if (!caller.isWhole && !caller.wasCut) this.#guard.reset(initialWindow);
  }
}

const ignore = (): void => {};
