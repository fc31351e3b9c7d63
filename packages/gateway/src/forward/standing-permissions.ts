import type { CacheTag } from '@sallyport/protocol/internal.ts';
import type { Permit } from '../decision/permit.ts';
import { OpenItems } from '../runtime/open-items.ts';
import type { Instant } from '../settings.ts';
import { type Judge, type Permitted, StandingPermission } from './standing-permission.ts';

/**
 * The permissions of everything that goes on: requests that an upstream is answering, streams.
 * What has to end when a permission is taken away has ended when these functions return, and so
 * before the change is acknowledged.
 */
export class StandingPermissions {
  readonly #open = new OpenItems<StandingPermission>();
  readonly #judge: Judge;

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Until it is closed. */
  open(permit: Permit, permitted: Permitted): StandingPermission {
    const permission = new StandingPermission(permit, permitted, this.#judge, this);
    this.#open.add(permission);
    return permission;
  }

  closed(permission: StandingPermission): void {
    this.#open.delete(permission);
  }

  /** After an eviction, which has marked what the cache still has. */
  endEvicted(tags: ReadonlySet<CacheTag>): void {
    for (const permission of this.#open) {
      const { entry } = permission.permit;
      // A public route depends on the routes alone.
      if (!entry) continue;
      if (entry.number === null && entry.dependsOnAny(tags)) entry.mark('taken_away');
      if (!entry.live) permission.ended();
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
