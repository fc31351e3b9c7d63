import type {
  ResponseListener,
  SentRequest,
  UpstreamConnections,
  UpstreamRequest,
} from './connections.ts';
import type { ConnectionLimits } from './http1-connections.ts';
import { Http2Connection, http2IdleMs, maxStreamsOfOurs } from './http2-connection.ts';
import { Http2Request } from './http2-request.ts';
import { type PingTimes, usualPingTimes } from './liveness.ts';
import { addressOf, type UpstreamAddress } from './open-socket.ts';
import { Ticks } from './ticks.ts';

const usualMaxRequests = 1_000_000;

interface Options {
  ca?: string | string[];
  pings?: PingTimes;
  maxRequests?: number;
}

/**
 * Connections to one upstream over HTTP/2: one, and further ones where it takes no more requests.
 * How many there are is bounded by the places at the upstream.
 */
export class Http2Connections implements UpstreamConnections {
  maxStreams = maxStreamsOfOurs;
  readonly maxRequests: number;
  readonly #address: UpstreamAddress;
  readonly #ticks: Ticks;
  readonly #pings: PingTimes;
  readonly #all = new Set<Http2Connection>();

  constructor(
    origin: string,
    limits: ConnectionLimits,
    { pings, maxRequests, ...tls }: Options = {},
  ) {
    this.#address = addressOf(origin, tls);
    this.maxRequests = maxRequests ?? usualMaxRequests;
    this.#pings = pings ?? usualPingTimes;
    this.#ticks = new Ticks({ ...limits, idleTimeout: http2IdleMs }, this.#sweep);
  }

  send(request: UpstreamRequest, listener: ResponseListener): SentRequest {
    const sent = new Http2Request(request, listener);
    this.#connectionWithRoom().send(sent);
    return sent;
  }

  async close(): Promise<void> {
    this.#ticks.stop();
    for (const connection of this.#all) connection.destroy();
  }

  #connectionWithRoom(): Http2Connection {
    for (const connection of this.#all) if (connection.hasRoom) return connection;
    const connection = new Http2Connection(this.#address, this.#ticks, this, this.#pings);
    this.#all.add(connection);
    this.#ticks.start();
    return connection;
  }

  replace(requests: readonly Http2Request[]): void {
    for (const request of requests) this.#connectionWithRoom().send(request);
  }

  closed(connection: Http2Connection): void {
    this.#all.delete(connection);
    if (this.#all.size === 0) this.#ticks.stop();
  }

  #sweep = (): void => {
    for (const connection of this.#all) connection.sweep();
  };
}
