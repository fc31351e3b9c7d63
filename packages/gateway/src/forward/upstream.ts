import type { Pool } from 'undici';
import type { Limits } from '../settings.ts';

/** Where a request is: not (or no longer) here, in the queue, inside, or inside for long. */
export type Place = 'outside' | 'waiting' | 'inside' | 'streaming';

/** Who wants to send a request. */
export interface Guest {
  /** Kept by the upstream. */
  place: Place;
  /** It may send its request. */
  admitted(): void;
  /** There is no room, or there was none for too long. */
  turnedAway(): void;
}

export type UpstreamLimits = Pick<
  Limits,
  'connectionsPerUpstream' | 'streamsPerUpstream' | 'queuedPerUpstream' | 'queueTimeout'
>;

/**
 * An upstream's connections, and who may use them. Bounded in number are those inside, those who
 * wait for them, and how long: an upstream that hangs is the end of its own requests only. Event
 * streams are counted apart, or the first few hundred would be all that an upstream can serve.
 */
export class Upstream {
  /** Host and port, for `Host`. */
  readonly host: string;
  readonly pool: Pool;
  readonly #limits: UpstreamLimits;
  /** In the order of their coming, each with the timer that ends its wait. */
  readonly #waiting = new Map<Guest, NodeJS.Timeout>();
  #inside = 0;
  #streaming = 0;
  #admitting = false;

  constructor(host: string, pool: Pool, limits: UpstreamLimits) {
    this.host = host;
    this.pool = pool;
    this.#limits = limits;
  }

  /** The guest is admitted or turned away, now or later. */
  enter(guest: Guest): void {
    const { connectionsPerUpstream, queuedPerUpstream, queueTimeout } = this.#limits;
    if (this.#inside < connectionsPerUpstream && this.#waiting.size === 0) {
      this.#admit(guest);
    } else if (this.#waiting.size < queuedPerUpstream) {
      guest.place = 'waiting';
      const giveUp = () => {
        this.leave(guest);
        guest.turnedAway();
      };
      this.#waiting.set(guest, setTimeout(giveUp, queueTimeout));
    } else {
      guest.turnedAway();
    }
  }

  /** From wherever the guest is. */
  leave(guest: Guest): void {
    const { place } = guest;
    guest.place = 'outside';
    if (place === 'waiting') {
      clearTimeout(this.#waiting.get(guest));
      this.#waiting.delete(guest);
    } else if (place === 'streaming') {
      this.#streaming--;
    } else if (place === 'inside') {
      this.#inside--;
      this.#admitNext();
    }
  }

  /** Makes room for others, for a request that will stay. False when too many do already. */
  stay(guest: Guest): boolean {
    if (this.#streaming >= this.#limits.streamsPerUpstream) return false;
    this.leave(guest);
    guest.place = 'streaming';
    this.#streaming++;
    return true;
  }

  #admit(guest: Guest): void {
    guest.place = 'inside';
    this.#inside++;
    guest.admitted();
  }

  /**
   * Not in the same turn: then the connection of who left is free again, and a queue whose
   * requests all end at once is a loop and no recursion.
   */
  #admitNext(): void {
    if (this.#admitting || this.#waiting.size === 0) return;
    this.#admitting = true;
    queueMicrotask(() => setImmediate(this.#admitWaiting));
  }

  #admitWaiting = (): void => {
    for (const [guest, timer] of this.#waiting) {
      if (this.#inside >= this.#limits.connectionsPerUpstream) break;
      clearTimeout(timer);
      this.#waiting.delete(guest);
      this.#admit(guest);
    }
    this.#admitting = false;
    if (this.#inside < this.#limits.connectionsPerUpstream) this.#admitNext();
  };
}
