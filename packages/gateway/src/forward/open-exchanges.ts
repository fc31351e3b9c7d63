import type { TokenCache } from '../swap/cache.ts';
import type { Exchange } from './exchange.ts';

/**
 * Every request that an upstream is answering.
 *
 * What becomes of one whose permission is taken away meanwhile: an event stream ends at once. Any
 * other response that has begun may finish, as requests begun before may, but only within
 * `graceMs` of its beginning; one that has streamed for longer ends at once. One that has not begun
 * may begin, under the same limit, unless it turns out to be an event stream. Whatever must end at
 * once has ended when these functions return, and so before the change is acknowledged.
 */
export class OpenExchanges {
  readonly #exchanges = new Set<Exchange>();
  readonly #cache: TokenCache;

  constructor(cache: TokenCache) {
    this.#cache = cache;
  }

  get size(): number {
    return this.#exchanges.size;
  }

  add(exchange: Exchange): void {
    this.#exchanges.add(exchange);
    this.#cache.hold(exchange.permit.entry);
  }

  delete(exchange: Exchange): void {
    if (this.#exchanges.delete(exchange)) this.#cache.release(exchange.permit.entry);
  }

  /** After an eviction. */
  endEvicted(): void {
    for (const exchange of this.#exchanges) {
      if (!exchange.permit.entry.live) exchange.permissionEnded();
    }
  }

  /** Where nobody can say any more what has been taken away. */
  endAll(): void {
    for (const exchange of this.#exchanges) exchange.permissionEnded();
  }

  /** For closing: responses that would go on for ever. */
  endStreams(): void {
    for (const exchange of this.#exchanges) exchange.endIfEventStream();
  }
}
