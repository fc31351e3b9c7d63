import type { Instant } from '../settings.ts';
import type { TokenCache } from '../swap/cache.ts';
import type { SwappedToken } from '../swap/swapped-token.ts';
import type { Exchange } from './exchange.ts';

/**
 * Every request that an upstream is answering.
 *
 * What becomes of one whose permission is taken away meanwhile: a response without `Content-Length`,
 * event streams above all, ends at once, since it is unknown when it would end by itself; where it
 * has not begun, it is judged again first. One of known length may finish, as requests begun before
 * may, but only within `graceMs` of its beginning, unless it turns out to be allowed. Whatever must
 * end at once has ended when these functions return, and so before the change is acknowledged.
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

  /** An exchange depends on something newer from now on. */
  rehold(from: SwappedToken, to: SwappedToken): void {
    this.#cache.hold(to);
    this.#cache.release(from);
  }

  /** After an eviction. */
  endEvicted(): void {
    for (const exchange of this.#exchanges) {
      if (!exchange.permit.entry.live) exchange.permissionEnded();
    }
  }

  /** Where it cannot be known any more what has been taken away. */
  endAll(): void {
    for (const exchange of this.#exchanges) exchange.permissionEnded();
  }

  /** After other routes are in force, which may allow the same. */
  routesChanged(): void {
    for (const exchange of this.#exchanges) exchange.routesChanged();
  }

  /** From time to time, for what time alone takes away. */
  sweep(now: Instant): void {
    for (const exchange of this.#exchanges) exchange.sweep(now);
  }

  closing(): void {
    for (const exchange of this.#exchanges) exchange.closing();
  }
}
