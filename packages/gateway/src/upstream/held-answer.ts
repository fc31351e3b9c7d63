import type { OpenItem } from '../runtime/open-items.ts';
import type { Placed } from './upstream.ts';

/** An answer whose caller takes no more of it for now, or did not before. */
export class HeldAnswer implements OpenItem {
  position = -1;
  /** Since when it takes no more, by the monotonic clock. */
  #since = 0;
  /** How long it took no more before, in milliseconds. */
  #before = 0;
  readonly request: Placed;

  constructor(request: Placed) {
    this.request = request;
  }

  begins(now: number): void {
    this.#since = now;
  }

  ends(now: number): void {
    this.#before += now - this.#since;
  }

  /** How long the upstream has waited for the caller in all: who takes a little now and then is as slow. */
  heldMs(now: number): number {
    return this.#before + now - this.#since;
  }
}
