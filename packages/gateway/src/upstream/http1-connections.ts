import { OpenItems } from '../runtime/open-items.ts';
import type { Limits } from '../settings.ts';
import type {
  ResponseListener,
  SentRequest,
  UpstreamConnections,
  UpstreamRequest,
} from './connections.ts';
import { Http1Connection } from './http1-connection.ts';
import { Http1Request } from './http1-request.ts';
import { maxIdleMs } from './keep-alive.ts';
import { addressOf, type UpstreamAddress } from './open-socket.ts';
import { createSharedBuffer } from './read-buffer.ts';
import { Ticks } from './ticks.ts';

export type ConnectionLimits = Pick<
  Limits,
  'connectTimeout' | 'headersTimeout' | 'bodyTimeout' | 'streamTimeout'
>;

/**
 * Connections to one upstream over HTTP/1.1, kept while they are in use. One request on a
 * connection at a time: when it dies, it is clear whose answer is missing. How many there are is
 * bounded by the places at the upstream.
 */
export class Http1Connections implements UpstreamConnections {
  readonly #address: UpstreamAddress;
  readonly #ticks: Ticks;
  readonly #buffer = createSharedBuffer();
  readonly #all = new OpenItems<Http1Connection>();
  /** The one that was used last comes last, and is used first. */
  readonly #idle: Http1Connection[] = [];

  constructor(origin: string, limits: ConnectionLimits, tls: { ca?: string | string[] } = {}) {
    this.#address = addressOf(origin, tls);
    this.#ticks = new Ticks({ ...limits, idleTimeout: maxIdleMs }, this.#sweep);
  }

  send(request: UpstreamRequest, listener: ResponseListener): SentRequest {
    const sent = new Http1Request(request, listener);
    (this.#idle.pop() ?? this.#open()).send(sent);
    return sent;
  }

  async close(): Promise<void> {
    this.#ticks.stop();
    for (const connection of this.#all) connection.destroy();
  }

  #open(): Http1Connection {
    const connection = new Http1Connection(this.#address, this.#buffer, this.#ticks, this);
    this.#all.add(connection);
    this.#ticks.start();
    return connection;
  }

  /** A connection can take the next request. */
  freed(connection: Http1Connection): void {
    this.#idle.push(connection);
  }

  closed(connection: Http1Connection): void {
    this.#all.delete(connection);
    const index = this.#idle.indexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
    if (this.#all.size === 0) this.#ticks.stop();
  }

  /** A kept connection was dead when it was used: then so may be the others. */
  wasStale(): void {
    for (const connection of this.#idle.splice(0)) connection.destroy();
  }

  #sweep = (): void => {
    for (const connection of this.#all) connection.sweep();
  };
}
