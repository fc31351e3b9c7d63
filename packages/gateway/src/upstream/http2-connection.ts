import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2';
import type { Socket } from 'node:net';
import { OpenItems } from '../runtime/open-items.ts';
import type { RequestTimeouts, UpstreamRequest } from './connections.ts';
import { http2RequestHead } from './http2-head.ts';
import type { Http2Request, RequestSession } from './http2-request.ts';
import { Liveness, type PingTimes } from './liveness.ts';
import { openHttp2Socket } from './open-http2-session.ts';
import type { UpstreamAddress } from './open-socket.ts';
import type { Ticks } from './ticks.ts';
import { failureOfConnecting } from './upstream-error.ts';

/** What a connection belongs to. */
export interface Http2Pool {
  /** How many requests a connection takes at a time, as far as is known. */
  maxStreams: number;
  /** How many it takes in all: the numbers of streams run out (RFC 9113, section 5.1.1). */
  readonly maxRequests: number;
  /** It has no room for these after all. */
  replace(requests: readonly Http2Request[]): void;
  closed(connection: Http2Connection): void;
}

/** How long a connection is kept without a request, in milliseconds. */
export const http2IdleMs = 60_000;
/**
 * After so many requests that were given up, no further one is sent over the connection. Servers take
 * many for an attack and close it for all who share it (CVE-2023-44487).
 */
const maxResets = 200;
/** PING and SETTINGS frames between two frames of answers, beyond which they are a flood. */
const maxControlFrames = 1_000;

/** One connection to an upstream over HTTP/2, and the requests on it. */
export class Http2Connection implements RequestSession {
  readonly #pool: Http2Pool;
  readonly #ticks: Ticks;
  readonly #scheme: string;
  #session: ClientHttp2Session | null = null;
  readonly #socket: Socket;
  readonly #liveness: Liveness;
  /** It takes no further request while it is `closing`. */
  #phase: 'connecting' | 'open' | 'closing' | 'closed' = 'connecting';
  /** When the phase began, or the last request ended, in ticks. */
  #since: number;
  /** Wait until it is connected. */
  readonly #queued = new Set<Http2Request>();
  readonly #active = new OpenItems<Http2Request>();
  #opened = 0;
  #resets = 0;
  #controlFrames = 0;
  #error: Error | null = null;

  constructor(address: UpstreamAddress, ticks: Ticks, pool: Http2Pool, times: PingTimes) {
    this.#pool = pool;
    this.#ticks = ticks;
    this.#since = ticks.now;
    this.#scheme = address.tls ? 'https' : 'http';
    this.#liveness = new Liveness(ticks, times);
    this.#socket = openHttp2Socket(address, (session) => this.#connected(session));
    this.#socket.on('error', (error) => {
      this.#error ??= error;
    });
    this.#socket.once('close', () => {
      if (this.#session === null) this.#closed();
    });
  }

  #connected(session: ClientHttp2Session): void {
    this.#session = session;
    session.on('remoteSettings', (settings) => this.#settled(settings.maxConcurrentStreams));
    session.on('ping', () => this.#count());
    session.on('stream', (pushed) => this.#refusePush(pushed));
    session.on('goaway', (code, last) => this.#leave(code, last));
    session.on('error', (error) => {
      this.#error ??= error;
    });
    session.on('close', () => this.#closed());
  }

  get hasRoom(): boolean {
    const { maxStreams } = this.#pool;
    if (this.#phase === 'connecting') return this.#queued.size < maxStreams;
    // It may be ending, and not have told yet.
    const isOpen = this.#phase === 'open' && !this.#session?.closed && !this.#session?.destroyed;
    return isOpen && this.#active.size < maxStreams && this.#opened < this.#pool.maxRequests;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  now(): number {
    return this.#ticks.now;
  }

  /** Sends a request now, or once it is connected. */
  send(request: Http2Request): void {
    request.attach(this);
    if (this.#phase === 'connecting') this.#queued.add(request);
    else this.#begin(request);
  }

  /** The upstream's SETTINGS, without which it is no HTTP/2 (RFC 9113, section 3.4). */
  #settled(max = maxStreamsOfOurs): void {
    this.#count();
    this.#pool.maxStreams = Math.min(maxStreamsOfOurs, max);
    if (this.#phase !== 'connecting') return;
    this.#phase = 'open';
    this.#since = this.#ticks.now;
    const queued = [...this.#queued];
    this.#queued.clear();
    if (this.#pool.maxStreams === 0) {
      const cause = new Error('The upstream allows no requests on its connections.');
      for (const request of queued) request.fail('unreachable', cause);
      this.destroy();
      return;
    }
    const tooMany = queued.splice(this.#pool.maxStreams);
    for (const request of queued) this.#begin(request);
    if (tooMany.length > 0) this.#pool.replace(tooMany);
  }

  #begin(request: Http2Request): void {
    if (request.over) return;
    this.#active.add(request);
    if (!request.listener.mayBeSent()) {
      request.fail('not_sent');
      return;
    }
    try {
      if (!request.start(this)) request.fail('unsendable');
    } catch (error) {
      request.fail('unsendable', error as Error);
    }
  }

  open(request: UpstreamRequest, hasBody: boolean, hasTrailers: boolean): ClientHttp2Stream {
    this.#opened++;
    const head = http2RequestHead(request, this.#scheme);
    return this.#session!.request(head, { endStream: !hasBody, waitForTrailers: hasTrailers });
  }

  heard(): void {
    this.#controlFrames = 0;
    this.#liveness.answered();
  }

  /** Pushed without our leave, which an upstream may take before it has seen our SETTINGS. */
  #refusePush(pushed: ClientHttp2Stream): void {
    pushed.on('error', () => {});
    pushed.close(constants.NGHTTP2_REFUSED_STREAM);
    this.#count();
  }

  #count(): void {
    if (++this.#controlFrames <= maxControlFrames) return;
    this.#error ??= new Error('The upstream sends PING or SETTINGS without an end.');
    this.#session?.destroy(this.#error, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }

  ended(request: Http2Request, wasReset: boolean): void {
    this.#queued.delete(request);
    this.#active.delete(request);
    this.#since = this.#ticks.now;
    if (wasReset) this.#resets++;
    const isUsedUp = this.#resets > maxResets || this.#opened >= this.#pool.maxRequests;
    if (isUsedUp || this.#phase === 'closing') this.#close();
  }

  /** What comes after the last one that the upstream has looked at, it has not looked at (RFC 9113, section 6.8). */
  #leave(code: number, last: number): void {
    if (code !== constants.NGHTTP2_NO_ERROR) {
      this.#error ??= new Error(`The upstream closes the connection with code ${code}.`);
    }
    this.#phase = 'closing';
    for (const request of this.#active) if (request.id > last) request.refused = true;
  }

  /** Once nothing is under way. */
  #close(): void {
    this.#phase = 'closing';
    if (!this.#session?.closed) this.#session?.close();
  }

  destroy(): void {
    this.#session?.destroy();
    this.#socket.destroy();
  }

  #closed(): void {
    const wasConnecting = this.#phase === 'connecting';
    this.#phase = 'closed';
    this.#pool.closed(this);
    this.#socket.destroy();
    const error = this.#error ?? new Error('The upstream closed the connection.');
    const cause = wasConnecting && isProtocolError(error) ? noHttp2(error) : error;
    for (const request of this.#queued) request.fail(failureOfConnecting(cause), cause);
    for (const request of this.#active) {
      if (request.isUnseen) request.fail('refused', cause);
      else request.fail(isProtocolError(cause) ? 'invalid_response' : 'connection_lost', cause);
    }
  }

  /** From time to time. */
  sweep(): void {
    for (const request of this.#queued) {
      if (!this.#isOver('connectTimeout', request)) continue;
      request.fail('connect_timeout', new Error('The upstream was too slow: connecting.'));
    }
    for (const request of this.#active) {
      if (!this.#isOverdue(request)) continue;
      request.fail('timeout', new Error(`The upstream was too slow: ${request.phase}.`));
    }
    if (this.#queued.size === 0 && this.#active.size === 0) this.#sweepIdle();
    else if (this.#phase !== 'connecting') this.#checkAlive();
  }

  #sweepIdle(): void {
    if (this.#phase === 'connecting') {
      if (this.#ticks.isOver('connectTimeout', this.#since)) this.destroy();
    } else if (this.#ticks.isOver('idleTimeout', this.#since)) this.#close();
  }

  #checkAlive(): void {
    switch (this.#liveness.check(this.#socket.bytesRead)) {
      case 'ask':
        this.#session?.ping(() => {});
        break;
      case 'dead':
        this.#error ??= new Error('The upstream does not answer any more, a PING neither.');
        this.destroy();
    }
  }

  #isOverdue(request: Http2Request): boolean {
    const { phase, listener } = request;
    // A caller who is slow has bounds of its own.
    if (phase === 'sending') return request.full && this.#isOver('headersTimeout', request);
    if (phase === 'waiting') return this.#isOver('headersTimeout', request);
    return (
      !request.paused && this.#isOver(listener.isStream ? 'streamTimeout' : 'bodyTimeout', request)
    );
  }

  #isOver(timeout: keyof RequestTimeouts, { since, timeouts }: Http2Request): boolean {
    return this.#ticks.isOver(timeout, since, timeouts?.[timeout]);
  }
}

/** Requests at a time on one connection, whatever the upstream allows. */
export const maxStreamsOfOurs = 100;

const codeOf = (cause: Error): string | undefined => (cause as NodeJS.ErrnoException).code;

/** What `nghttp2` complains of. */
const isProtocolError = (cause: Error): boolean =>
  codeOf(cause) === 'ERR_HTTP2_ERROR' || codeOf(cause) === 'ERR_HTTP2_TOO_MANY_INVALID_FRAMES';

const noHttp2 = (cause: Error): Error =>
  new Error('The upstream does not speak HTTP/2. Leave upstream_protocol out for HTTP/1.1.', {
    cause,
  });
