import type { RateLimit } from '@sallyport/protocol/route.ts';

/** What was used of one limit by one key, as the time that it takes to come back, in milliseconds. */
export type Counted = readonly [per: RateLimit['per'], key: string, ms: number];

/** Gives other processes of the same node what was counted here. */
export type ShareCounts = (counts: readonly Counted[]) => void;

/** So long what was counted is collected: no message for each request. */
const collectMs = 20;

/** Collects what is counted here, for other processes of the same node. */
export class SharedCounts {
  readonly #share: ShareCounts;
  readonly #collected = new Map<string, [RateLimit['per'], string, number]>();
  #timer: NodeJS.Timeout | null = null;

  constructor(share: ShareCounts) {
    this.#share = share;
  }

  add(per: RateLimit['per'], key: string, ms: number): void {
    const id = `${per} ${key}`;
    const known = this.#collected.get(id);
    if (known) known[2] += ms;
    else this.#collected.set(id, [per, key, ms]);
    this.#timer ??= setTimeout(this.#send, collectMs).unref();
  }

  #send = (): void => {
    this.#timer = null;
    const counts = [...this.#collected.values()];
    this.#collected.clear();
    this.#share(counts);
  };
}
