import type { UpstreamProtocol } from '@sallyport/protocol/route.ts';
import { CountsBySource } from '../runtime/counts-by-source.ts';
import { type OpenItem, OpenItems } from '../runtime/open-items.ts';
import type { Clock, Limits } from '../settings.ts';
import type { UpstreamConnections } from './connections.ts';
import { Health, type HealthListener } from './health.ts';
import type { HeldAnswer } from './held-answer.ts';
import { RetryBudget } from './retry-budget.ts';
import type { Upload } from './upload.ts';
import { WaitingRequests } from './waiting-requests.ts';

/** Where a request is: not (or no longer) known here, waiting, running, or a long-lived stream. */
export type Place = 'outside' | 'waiting' | 'inside' | 'streaming';

/** A request that wants a place. */
export interface Placed extends OpenItem {
  /** Kept by the upstream. */
  place: Place;
  /** Whose request it is: places are shared among these. */
  readonly source: string;
  readonly upload: Upload | null;
  /** How long its caller may send nothing of the body, where that is not the usual; in milliseconds. */
  readonly uploadTimeout: number | undefined;
  /** It has a place and may be sent. */
  acquired(): void;
  /** There is no place, or there was none for too long. */
  rejected(): void;
  /** Its caller sends nothing of the body that is waited for. */
  uploadIsSilent(): void;
  /** Its caller takes nothing of the answer, while others wait for the place. */
  answerIsStalled(): void;
}

export type UpstreamLimits = Pick<
  Limits,
  | 'connectionsPerUpstream'
  | 'streamsPerUpstream'
  | 'queuedPerUpstream'
  | 'queueTimeout'
  | 'uploadTimeout'
>;

export type OpenConnections = (protocol: UpstreamProtocol) => UpstreamConnections;

export interface UpstreamContext {
  limits: UpstreamLimits;
  clock: Pick<Clock, 'monotonic'>;
  told: HealthListener;
}

/** How long a caller may send nothing of a body, or take nothing of an answer in all, when others wait for its place. */
const stillWhileOthersWaitMs = 3_000;

/**
 * An upstream's connections, and which requests may use them. At most N requests run and M wait, each
 * for at most T ms, so that an upstream that hangs stops only its own requests. Event streams are
 * counted apart: otherwise a few hundred of them would leave no room for requests.
 *
 * A request whose body is still on its way holds a place for as long as its caller likes, and so does an
 * answer. So one source's uploads never take more places than they leave free, and its streams neither; an
 * upload of which nothing comes gives its place back, and an answer that is taken more slowly than it comes
 * has one among the streams instead, for it is its caller and not the upstream that takes long.
 */
export class Upstream {
  readonly origin: string;
  /** Host and port, for `Host`. */
  readonly host: string;
  readonly health: Health;
  readonly retries: RetryBudget;
  readonly #open: OpenConnections;
  readonly #connections = new Map<UpstreamProtocol, UpstreamConnections>();
  readonly #limits: UpstreamLimits;
  readonly #clock: UpstreamContext['clock'];
  readonly #waiting: WaitingRequests<Placed>;
  /** What ends the wait of each. */
  readonly #timers = new Map<Placed, NodeJS.Timeout>();
  readonly #uploading = new OpenItems<Placed>();
  readonly #uploadsOf = new CountsBySource();
  readonly #streamsOf = new CountsBySource();
  readonly #held = new OpenItems<HeldAnswer>();
  #inside = 0;
  #streaming = 0;
  #admitting = false;

  constructor(origin: string, open: OpenConnections, context: UpstreamContext) {
    const { limits, clock, told } = context;
    this.origin = origin;
    this.host = new URL(origin).host;
    this.#open = open;
    this.health = new Health(told);
    this.retries = new RetryBudget(clock.monotonic());
    this.#limits = limits;
    this.#clock = clock;
    this.#waiting = new WaitingRequests(limits.queuedPerUpstream);
  }

  /** The connections over which this protocol is spoken, made when they are first needed. */
  connections(protocol: UpstreamProtocol): UpstreamConnections {
    const known = this.#connections.get(protocol);
    if (known) return known;
    const connections = this.#open(protocol);
    this.#connections.set(protocol, connections);
    return connections;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((one) => one.close()));
  }

  get places() {
    return { active: this.#inside, waiting: this.#waiting.size, streaming: this.#streaming };
  }

  /** Requests that it works on, and those that wait for it. */
  get pending(): number {
    return this.#inside + this.#waiting.size;
  }

  /** The request is given a place or rejected, now or later. */
  acquire(request: Placed): void {
    // Those who wait already come first, unless there is no place for any of them.
    if (!this.#admitting && this.#hasPlaceFor(request)) {
      this.#admit(request);
      return;
    }
    request.place = 'waiting';
    const giveUp = () => this.#reject(request);
    this.#timers.set(request, setTimeout(giveUp, this.#limits.queueTimeout));
    const gone = this.#waiting.add(request);
    if (gone) this.#reject(gone);
  }

  /** Gives the place back, or the one in the queue. */
  release(request: Placed): void {
    const { place } = request;
    request.place = 'outside';
    this.uploaded(request);
    if (place === 'waiting') {
      clearTimeout(this.#timers.get(request));
      this.#timers.delete(request);
      this.#waiting.delete(request);
    } else if (place === 'streaming') {
      this.#streaming--;
      this.#streamsOf.remove(request.source);
    } else if (place === 'inside') {
      this.#inside--;
      this.#admitNext();
    }
  }

  /** Makes room for others, for a request that will stay. False when too many do already, or too many of its source. */
  becomesStream(request: Placed): boolean {
    const free = this.#limits.streamsPerUpstream - this.#streaming;
    if (this.#streamsOf.of(request.source) >= free) return false;
    this.release(request);
    request.place = 'streaming';
    this.#streaming++;
    this.#streamsOf.add(request.source);
    return true;
  }

  /** Its caller takes no more for now. */
  held(answer: HeldAnswer): void {
    answer.begins(this.#clock.monotonic());
    this.#held.add(answer);
  }

  /** Its caller takes more, or it is over. */
  goesOn(answer: HeldAnswer): void {
    if (answer.position < 0) return;
    answer.ends(this.#clock.monotonic());
    this.#held.delete(answer);
  }

  /** Its body has come whole. */
  uploaded(request: Placed): void {
    if (request.position < 0) return;
    this.#uploading.delete(request);
    this.#uploadsOf.remove(request.source);
    this.#admitNext();
  }

  /** From time to time. */
  sweep(): void {
    const { connectionsPerUpstream, uploadTimeout } = this.#limits;
    const othersWait = this.#waiting.size > 0 && this.#inside >= connectionsPerUpstream;
    const maxMs = othersWait ? stillWhileOthersWaitMs : Number.POSITIVE_INFINITY;
    for (const request of this.#uploading) {
      const ms = Math.min(maxMs, request.uploadTimeout ?? uploadTimeout);
      if (request.upload?.isSilent(ms)) request.uploadIsSilent();
    }
    this.#sweepHeld();
  }

  /** As many give way as others wait. */
  #sweepHeld(): void {
    const now = this.#clock.monotonic();
    for (const answer of this.#held) {
      const { request } = answer;
      if (this.#waiting.size <= this.#limits.connectionsPerUpstream - this.#inside) return;
      if (request.place !== 'inside' || answer.heldMs(now) < stillWhileOthersWaitMs) continue;
      if (!this.becomesStream(request)) request.answerIsStalled();
    }
  }

  #hasPlaceFor = ({ source, upload }: Placed): boolean => {
    const free = this.#limits.connectionsPerUpstream - this.#inside;
    if (free <= 0) return false;
    return upload === null || this.#uploadsOf.of(source) < free;
  };

  #admit(request: Placed): void {
    request.place = 'inside';
    this.#inside++;
    if (request.upload) {
      this.#uploading.add(request);
      this.#uploadsOf.add(request.source);
    }
    request.acquired();
  }

  #reject(request: Placed): void {
    this.release(request);
    request.rejected();
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
    let request = this.#waiting.take(this.#hasPlaceFor);
    while (request) {
      clearTimeout(this.#timers.get(request));
      this.#timers.delete(request);
      this.#admit(request);
      request = this.#waiting.take(this.#hasPlaceFor);
    }
    this.#admitting = false;
  };
}
