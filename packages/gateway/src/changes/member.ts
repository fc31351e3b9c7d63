import { Notifier } from '@sallyport/base/notifier.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import {
  type CacheTag,
  type ChangesRequest,
  type ChangesResponse,
  internalVersion,
  type JoinRequest,
  type JoinResponse,
  type LeaseRequest,
  type LeaseResponse,
  type LeaveRequest,
  type Position,
  type ReceiptQuestion,
} from '@sallyport/protocol/internal.ts';
import type { Routing } from '../routes/routing.ts';
import { type Clock, instant, type Log } from '../settings.ts';
import type { Acknowledgements } from './acknowledgements.ts';
import { Backoff } from './backoff.ts';
import type { ContactLog, Task } from './contact-log.ts';
import type { Follower } from './follower.ts';
import type { IssuerClient } from './issuer-client.ts';

/** What depends on facts that a change may take away: cache and streams. The calls are synchronous. */
export interface Invalidation {
  evict(tags: ReadonlySet<CacheTag>): void;
  evictEverything(): void;
  /** Ends open streams: without a lease, nothing tells when they have to end. */
  leaseLapsed(): void;
  /** Ends what the routing table does not allow any more. */
  routesChanged(): void;
}

interface Dependencies {
  issuer: IssuerClient;
  follower: Follower;
  acknowledgements: Acknowledgements;
  routing: Routing;
  invalidation: Invalidation;
  clock: Clock;
  contact: ContactLog;
  log: Log;
  /** From 0 to 1, to spread retries. */
  chance: () => number;
  name: string;
  instance: string;
  /** What came with the feed. It does not wait for an answer. */
  asked(questions: readonly ReceiptQuestion[]): void;
}

const pollMs = 20_000;
/** What an answer to a poll may take beyond the time it was asked to wait. */
const pollGraceMs = 5_000;
/** How long the feed may lag behind a position known from a lease before it is asked anew. */
const lagMs = 250;

/**
 * This gateway's membership: joins, renews its lease, follows the feed, and acknowledges what it
 * has applied. Joins again when it was expelled. Outlives every outage of the issuer.
 */
export class Member {
  readonly #with: Dependencies;
  readonly #stop = new AbortController();
  /** There is something to acknowledge. */
  readonly #leaseDue = new Notifier();
  readonly #membershipOver = new Notifier();
  #poll = new AbortController();
  #id: string | null = null;
  #running: Promise<void> | null = null;
  #lapse: NodeJS.Timeout | null = null;
  #firstLease = Promise.withResolvers<void>();

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
    this.#firstLease.promise.catch(() => {});
  }

  /** Resolves when the first lease may be used. Keeps trying until then. */
  start(): Promise<void> {
    this.#running ??= this.#run();
    return this.#firstLease.promise;
  }

  /** Stops following and tells the issuer, so that no call waits for this member. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#poll.abort();
    this.#leaseDue.notify();
    this.#membershipOver.notify();
    this.#firstLease.reject(new Error('The gateway was closed before it was ready.'));
    await this.#running;
    if (this.#lapse) clearTimeout(this.#lapse);
    this.#with.follower.endLeases();
    const member = this.#id;
    if (!member) return;
    const leave: LeaveRequest = { member };
    await this.#with.issuer.call('/internal/leave', leave, { timeoutMs: 1_000 }).catch(() => {});
  }

  /** There is something to acknowledge that had to wait. */
  acknowledge(): void {
    this.#leaseDue.notify();
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #run(): Promise<void> {
    const backoff = this.#newBackoff();
    while (!this.#stopped) {
      const seen = this.#membershipOver.count;
      try {
        await this.#join();
        backoff.succeeded();
        this.#with.contact.succeeded('join the issuer');
      } catch (error) {
        this.#report('join the issuer', error);
        await this.#membershipOver.wait(seen, backoff.failed());
        continue;
      }
      const membership = new AbortController();
      await Promise.all([this.#keepLease(membership), this.#followFeed(membership)]);
    }
  }

  async #join(): Promise<void> {
    const { issuer, log, name, instance } = this.#with;
    const request: JoinRequest = { version: internalVersion, name, instance };
    const joined = await issuer.call<JoinResponse>('/internal/members', request, {
      signal: this.#stop.signal,
    });
    this.#id = joined.member;
    this.#startAfresh(joined, joined.lease_ms);
    log.info({ member: joined.member, pos: joined.pos }, 'Joined the issuer');
  }

  /** Empties the cache and goes on from a position; answers to earlier questions are not used. */
  #startAfresh(position: Position, leaseMs: number): void {
    this.#with.invalidation.evictEverything();
    this.#with.follower.begin(position, leaseMs);
    this.#poll.abort();
  }

  /** Renews at a third of the lease, and at once when there is something to acknowledge. */
  async #keepLease(membership: AbortController): Promise<void> {
    const { follower } = this.#with;
    const backoff = new Backoff(follower.leaseMs / 50, follower.leaseMs / 5, this.#with.chance);
    while (!this.#stopped && !membership.signal.aborted) {
      const seen = this.#leaseDue.count;
      try {
        await this.#renew();
        backoff.succeeded();
        this.#with.contact.succeeded('renew the lease');
        this.#with.contact.succeeded('ask the issuer about tokens');
        await this.#leaseDue.wait(seen, follower.leaseMs / 3);
      } catch (error) {
        if (error instanceof OAuthError && error.code === 'not_found') {
          this.#expelled(membership);
          return;
        }
        this.#report('renew the lease', error);
        await this.#leaseDue.wait(seen, backoff.failed());
      }
    }
  }

  async #renew(): Promise<void> {
    const { issuer, follower, acknowledgements, clock } = this.#with;
    // The epoch says which log `acked` counts in: after a restore, the same number is another entry.
    const { epoch } = follower;
    const request: LeaseRequest = {
      member: this.#id!,
      epoch,
      acked: acknowledgements.upTo(follower),
    };
    const sent = instant(clock);
    const granted = await issuer.call<LeaseResponse>('/internal/lease', request, {
      timeoutMs: follower.leaseMs / 2,
      signal: this.#stop.signal,
    });
    if (follower.epoch !== epoch) return;
    if (!follower.granted(sent, granted)) {
      this.#startAfresh(granted, follower.leaseMs);
      return;
    }
    this.#leaseMayCount();
    if (granted.pos > follower.evicted) this.#hurryFeed(granted.pos);
  }

  #expelled(membership: AbortController): void {
    this.#with.log.warn({ member: this.#id }, 'Expelled by the issuer, joining again');
    this.#id = null;
    this.#with.follower.endLeases();
    this.#with.invalidation.evictEverything();
    membership.abort();
    this.#poll.abort();
    this.#membershipOver.notify();
  }

  async #followFeed(membership: AbortController): Promise<void> {
    const backoff = this.#newBackoff();
    while (!this.#stopped && !membership.signal.aborted) {
      const seen = this.#membershipOver.count;
      this.#poll = new AbortController();
      try {
        await this.#catchUpRoutes();
        await this.#pollOnce();
        backoff.succeeded();
        this.#with.contact.succeeded('follow the changes');
      } catch (error) {
        // We aborted it ourselves, to ask again from another position.
        if (this.#poll.signal.aborted) continue;
        this.#report('follow the changes', error);
        await this.#membershipOver.wait(seen, backoff.failed());
      }
    }
  }

  /**
   * Brings in routes as new as the feed demands. Until that has succeeded the position is not
   * applied: not acknowledged, and no later lease counts.
   */
  async #catchUpRoutes(): Promise<void> {
    const { follower, routing, invalidation } = this.#with;
    if (follower.routesWanted === null) return;
    const { table, asOf } = await routing.fresh();
    if (!follower.routesInstalled(asOf)) throw new Error('The routes are older than the feed.');
    routing.install(table);
    invalidation.routesChanged();
    this.#leaseMayCount();
    this.#leaseDue.notify();
  }

  async #pollOnce(): Promise<void> {
    const { issuer, follower, invalidation, instance, asked } = this.#with;
    const after = follower.position;
    const request: ChangesRequest = { after, wait_ms: pollMs, instance };
    const answer = await issuer.call<ChangesResponse>('/internal/changes', request, {
      timeoutMs: pollMs + pollGraceMs,
      signal: this.#poll.signal,
    });
    const step = follower.take(after, answer);
    if (step?.kind === 'reset') invalidation.evictEverything();
    // Evicted before anything is acknowledged: the renewal runs when this turn is over.
    if (step?.kind === 'evict') invalidation.evict(step.tags);
    if (answer.changes.length > 0) {
      this.#leaseMayCount();
      this.#leaseDue.notify();
    }
    if (answer.questions) asked(answer.questions);
  }

  /** A lease speaks of an entry that the feed has not brought: the connection may be dead. */
  #hurryFeed(pos: number): void {
    const { follower } = this.#with;
    const { epoch } = follower;
    const poll = this.#poll;
    const check = () => {
      if (follower.epoch === epoch && follower.evicted < pos) poll.abort();
    };
    setTimeout(check, lagMs).unref();
  }

  /** A lease in hand has to be watched, for the streams that depend on it. */
  #leaseMayCount(): void {
    const { follower, clock } = this.#with;
    if (!follower.mayUseCache(instant(clock))) return;
    this.#firstLease.resolve();
    if (!this.#lapse) this.#watchLease();
  }

  /** Once a little before the end, while there is time, and once at the end. */
  #watchLease(): void {
    const { follower, clock, invalidation } = this.#with;
    const margin = follower.leaseMs / 20;
    const left = follower.leaseEnd - clock.monotonic();
    this.#lapse = null;
    if (left <= margin) invalidation.leaseLapsed();
    if (left <= 0) return;
    this.#lapse = setTimeout(() => this.#watchLease(), left > margin ? left - margin : left);
    this.#lapse.unref();
  }

  #newBackoff = (): Backoff => new Backoff(50, 2_000, this.#with.chance);

  #report(task: Task, error: unknown): void {
    if (!this.#stopped) this.#with.contact.failed(task, error);
  }
}
