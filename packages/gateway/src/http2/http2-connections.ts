import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import { strictTransportSecurity } from '@sallyport/base/tls.ts';
import type { Caller } from '../http/caller.ts';
import type { RequestIds } from '../http/request-id.ts';
import { gatewayMetrics } from '../metrics/definitions.ts';
import type { Clock, Log } from '../settings.ts';
import type { Flood } from './flood-guard.ts';
import type { Http2Caller } from './http2-caller.ts';
import { Http2Connection, type Http2Host } from './http2-connection.ts';
import { endTimeout, firstRequestTimeout, idleTimeout } from './limits.ts';

const sweepMs = 1_000;
const warnAgainMs = 60_000;

interface Dependencies {
  handler: { serve(caller: Caller, requestId: string): void };
  requestIds: RequestIds;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  isSecure: boolean;
  stallTimeout: number;
  /** Whether an address is a proxy's that the configuration names. */
  isTrusted(address: string): boolean;
}

/** Callers' connections in HTTP/2. */
export class Http2Connections implements Http2Host {
  readonly security: string | null;
  readonly #with: Dependencies;
  readonly #connections = new Set<Http2Connection>();
  /** Told to end, and since when. */
  readonly #ending = new Map<Http2Connection, number>();
  #warned = Number.NEGATIVE_INFINITY;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
    this.security = dependencies.isSecure ? strictTransportSecurity : null;
  }

  /** To be called when all who listen for the server's other connections do. */
  attach(server: EventEmitter, event: 'connection' | 'secureConnection'): void {
    const listeners = server.listeners(event);
    server.removeAllListeners(event);
    server.on(event, (socket: Socket) => {
      if ((socket as TLSSocket).alpnProtocol === 'h2') this.accept(socket);
      else for (const listener of listeners) listener.call(server, socket);
    });
    const sweeper = setInterval(this.#sweep, sweepMs).unref();
    server.once('close', () => clearInterval(sweeper));
  }

  accept(socket: Socket): void {
    const connection = new Http2Connection(socket, this, this.#with.stallTimeout);
    this.#connections.add(connection);
  }

  serve(caller: Http2Caller): void {
    const { handler, requestIds } = this.#with;
    handler.serve(caller, requestIds(caller.rawHeaders));
  }

  isTrusted(address: string): boolean {
    return this.#with.isTrusted(address);
  }

  flooded({ remoteAddress }: Http2Connection, flood: Flood): void {
    const { clock, log, metrics } = this.#with;
    metrics.counter(gatewayMetrics.floods, { 'sallyport.flood': flood }).add();
    const now = clock.monotonic();
    if (now - this.#warned < warnAgainMs) return;
    this.#warned = now;
    log.warn(
      { peer: remoteAddress, flood },
      'A caller was sending frames of HTTP/2 that ask for nothing. Its connection was closed.',
    );
  }

  closed(connection: Http2Connection): void {
    this.#connections.delete(connection);
    this.#ending.delete(connection);
  }

  now(): number {
    return this.#with.clock.monotonic();
  }

  /** No stream is taken any more; connections end with those that are open. */
  drain(): void {
    for (const connection of this.#connections) this.#end(connection);
  }

  destroy(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  #sweep = (): void => {
    const now = this.now();
    for (const connection of this.#connections) {
      connection.sweep();
      const { isIdle, since, hasServed } = connection;
      if (isIdle && now - since >= (hasServed ? idleTimeout : firstRequestTimeout)) {
        this.#end(connection);
      }
    }
    for (const [connection, since] of this.#ending) {
      // Its other end does not take that it has ended.
      if (connection.isIdle && now - since >= endTimeout) connection.destroy();
    }
  };

  #end(connection: Http2Connection): void {
    if (this.#ending.has(connection)) return;
    this.#ending.set(connection, this.now());
    connection.end();
  }
}
