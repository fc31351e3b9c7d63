import type { OpenItem } from '../runtime/open-items.ts';
import type { Placed } from './upstream.ts';

/** An answer whose caller takes no more of it for now. */
export class HeldAnswer implements OpenItem {
  position = -1;
  /** By the monotonic clock. */
  since = 0;
  readonly request: Placed;

  constructor(request: Placed) {
    this.request = request;
  }
}
