import type { Pool } from 'undici';
import type { Limits } from '../settings.ts';

/** The state of a request: not (or no longer) known here, waiting, running, or a long-lived stream. */
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
 * An upstream's connections, and which requests may use them. At most N requests run and M wait, each
 * for at most T ms, so that an upstream that hangs stops only its own requests. Event streams are
 * counted apart: otherwise a few hundred of them would leave no room for requests.
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

  /** Removes the guest, in whichever state it is. */
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
   * In a later turn of the event loop: then the connection of the request that left is free again,
   * and a queue whose requests all end at once does not recurse.
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
