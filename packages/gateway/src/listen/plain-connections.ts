import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { strictTransportSecurity } from '@sallyport/base/tls.ts';
import type { Malformed } from '../http/malformed.ts';
import type { RequestIds } from '../http/request-id.ts';
import { fieldLines } from '../http1/head-text.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { OpenItems } from '../runtime/open-items.ts';
import type { Clock } from '../settings.ts';
import { DateLine } from './date-line.ts';
import type { PlainCaller } from './plain-caller.ts';
import { type ConnectionHost, type Phase, PlainConnection } from './plain-connection.ts';

/** How long a connection may be in a phase without progress, in milliseconds. */
const timeouts: Record<Phase, number> = {
  // These two as node:http has them (`http/server.ts`).
  head: 15_000,
  idle: 75_000,
  // For all that an answer did not wait for.
  rest: 10_000,
  // Answers have bounds of their own, and so have callers who take nothing.
  answer: Number.POSITIVE_INFINITY,
  // What a slow caller has still to take of a complete answer: no more than the socket holds.
  written: 75_000,
  lingering: 5_000,
};

const sweepMs = 1_000;

/** What HTTP/2 begins with where it was not agreed on, as far as it looks like a request (RFC 9113, section 3.4). */
const http2Preface = 'PRI * HTTP/2.0\r\n\r\n';

/** Answers what needs nothing of `node:http`. */
export interface PlainHandler {
  isForRoute(head: RequestHead): boolean;
  /** Throws nothing. */
  serve(caller: PlainCaller, requestId: string): void;
}

interface Dependencies {
  handler: PlainHandler;
  requestIds: RequestIds;
  clock: Clock;
  isSecure: boolean;
  /** Is told of what could not be read. */
  malformed: (refused: Malformed) => void;
  /** Takes connections that begin in HTTP/2 (RFC 9113, section 3.3). */
  http2?: { accept(socket: Socket): void };
}

/**
 * Reads plain requests for routes off a server's connections. A connection on which anything else
 * comes belongs to `node:http` from then on, which gets every byte that was not answered.
 */
export class PlainConnections implements ConnectionHost {
  readonly securityLine: string;
  readonly #with: Dependencies;
  readonly #connections = new OpenItems<PlainConnection>();
  #handOver: (socket: Socket) => void = () => {};
  readonly #date = new DateLine();
  #closing = false;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
    this.securityLine = dependencies.isSecure
      ? fieldLines(['Strict-Transport-Security', strictTransportSecurity])
      : '';
  }

  /** To be called when `node:http` listens for the server's connections and nothing else does. */
  attach(server: EventEmitter, event: 'connection' | 'secureConnection'): void {
    const listeners = server.listeners(event);
    server.removeAllListeners(event);
    this.#handOver = (socket) => {
      for (const listener of listeners) listener.call(server, socket);
    };
    server.on(event, (socket: Socket) => {
      const connection = new PlainConnection(socket, this);
      connection.closing = this.#closing;
      this.#connections.add(connection);
    });
    const sweeper = setInterval(this.#sweep, sweepMs).unref();
    server.once('close', () => clearInterval(sweeper));
  }

  isForRoute(head: RequestHead): boolean {
    return this.#with.handler.isForRoute(head);
  }

  serve(caller: PlainCaller): void {
    this.#with.handler.serve(caller, this.#with.requestIds(caller.rawHeaders));
  }

  handOver(socket: Socket, unread: Buffer, isFirst: boolean): void {
    const { http2 } = this.#with;
    const isHttp2 = isFirst && unread.indexOf(http2Preface) === 0;
    // The session takes what has come in its next turn, and until then nothing else must.
    if (isHttp2 && http2) socket.pause();
    socket.unshift(unread);
    if (isHttp2 && http2) {
      http2.accept(socket);
      return;
    }
    this.#handOver(socket);
    socket.resume();
  }

  malformed(refused: Malformed): void {
    this.#with.malformed(refused);
  }

  closed(connection: PlainConnection): void {
    this.#connections.delete(connection);
  }

  dateLine(): string {
    return this.#date.at(this.#with.clock.wall());
  }

  now(): number {
    return this.#with.clock.monotonic();
  }

  /** From now on each answer is the last on its connection. */
  drain(): void {
    this.#closing = true;
    for (const connection of this.#connections) connection.closing = true;
  }

  /** Ends connections on which nothing has been asked. */
  closeIdle(): void {
    for (const connection of this.#connections) {
      const { phase } = connection;
      if (phase === 'written') connection.endWhenTaken();
      else if (phase === 'idle' || phase === 'head') connection.destroy();
    }
  }

  destroy(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  #sweep = (): void => {
    const now = this.now();
    for (const connection of this.#connections) {
      const { phase, since } = connection;
      if (now - since >= timeouts[phase]) connection.expire();
      else connection.lookForEnd();
    }
  };
}
