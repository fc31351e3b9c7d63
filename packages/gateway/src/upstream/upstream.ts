import type { Limits } from '../settings.ts';
import type { UpstreamConnections } from './connections.ts';

/** Where a request is: not (or no longer) known here, waiting, running, or a long-lived stream. */
export type Place = 'outside' | 'waiting' | 'inside' | 'streaming';

/** A request that wants a place. */
export interface Placed {
  /** Kept by the upstream. */
  place: Place;
  /** It has a place and may be sent. */
  acquired(): void;
  /** There is no place, or there was none for too long. */
  rejected(): void;
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
  readonly connections: UpstreamConnections;
  readonly #limits: UpstreamLimits;
  /** In the order of their coming, each with the timer that ends its wait. */
  readonly #waiting = new Map<Placed, NodeJS.Timeout>();
  #inside = 0;
  #streaming = 0;
  #admitting = false;

  constructor(host: string, connections: UpstreamConnections, limits: UpstreamLimits) {
    this.host = host;
    this.connections = connections;
    this.#limits = limits;
  }

  get places() {
    return { active: this.#inside, waiting: this.#waiting.size, streaming: this.#streaming };
  }

  /** The request is given a place or rejected, now or later. */
  acquire(request: Placed): void {
    const { connectionsPerUpstream, queuedPerUpstream, queueTimeout } = this.#limits;
    if (this.#inside < connectionsPerUpstream && this.#waiting.size === 0) {
      this.#admit(request);
    } else if (this.#waiting.size < queuedPerUpstream) {
      request.place = 'waiting';
      const giveUp = () => {
        this.release(request);
        request.rejected();
      };
      this.#waiting.set(request, setTimeout(giveUp, queueTimeout));
    } else {
      request.rejected();
    }
  }

  /** Gives the place back, or the one in the queue. */
  release(request: Placed): void {
    const { place } = request;
    request.place = 'outside';
    if (place === 'waiting') {
      clearTimeout(this.#waiting.get(request));
      this.#waiting.delete(request);
    } else if (place === 'streaming') {
      this.#streaming--;
    } else if (place === 'inside') {
      this.#inside--;
      this.#admitNext();
    }
  }

  /** Makes room for others, for a request that will stay. False when too many do already. */
  becomesStream(request: Placed): boolean {
    if (this.#streaming >= this.#limits.streamsPerUpstream) return false;
    this.release(request);
    request.place = 'streaming';
    this.#streaming++;
    return true;
  }

  #admit(request: Placed): void {
    request.place = 'inside';
    this.#inside++;
    request.acquired();
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
    for (const [request, timer] of this.#waiting) {
      if (this.#inside >= this.#limits.connectionsPerUpstream) break;
      clearTimeout(timer);
      this.#waiting.delete(request);
      this.#admit(request);
    }
    this.#admitting = false;
    if (this.#inside < this.#limits.connectionsPerUpstream) this.#admitNext();
  };
}
