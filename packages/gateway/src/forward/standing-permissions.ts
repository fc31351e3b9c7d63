import type { Permit } from '../decision/permit.ts';
import type { Instant } from '../settings.ts';
import type { TokenCache } from '../swap/cache.ts';
import type { SwappedToken } from '../swap/swapped-token.ts';
import { type Judge, type Permitted, StandingPermission } from './standing-permission.ts';

interface Dependencies {
  cache: TokenCache;
  judge: Judge;
}

/**
 * The permissions of everything that goes on: requests that an upstream is answering, streams.
 * What has to end when a permission is taken away has ended when these functions return, and so
 * before the change is acknowledged.
 */
export class StandingPermissions {
  readonly #open = new Set<StandingPermission>();
  readonly #cache: TokenCache;
  readonly #judge: Judge;

  constructor({ cache, judge }: Dependencies) {
    this.#cache = cache;
    this.#judge = judge;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Until it is closed. */
  open(permit: Permit, permitted: Permitted): StandingPermission {
    const permission = new StandingPermission(permit, permitted, this.#judge, this);
    this.#open.add(permission);
    this.#cache.hold(permit.entry);
    return permission;
  }

  closed(permission: StandingPermission): void {
    if (this.#open.delete(permission)) this.#cache.release(permission.permit.entry);
  }

  /** A permission depends on something newer from now on. */
  rehold(from: SwappedToken, to: SwappedToken): void {
    this.#cache.hold(to);
    this.#cache.release(from);
  }

  /** After an eviction. */
  endEvicted(): void {
    for (const permission of this.#open) {
      if (!permission.permit.entry.live) permission.ended();
    }
  }

  /** Where it cannot be known any more what has been taken away. */
  endAll(): void {
    for (const permission of this.#open) permission.ended();
  }

  /** After other routes are in force, which may allow the same. */
  routesChanged(): void {
    for (const permission of this.#open) permission.routesChanged();
  }

  /** From time to time, for what time alone takes away. */
  sweep(now: Instant): void {
    for (const permission of this.#open) permission.sweep(now);
  }

  /** The gateway closes. */
  closing(): void {
    for (const permission of this.#open) permission.permitted.closing();
  }
}
