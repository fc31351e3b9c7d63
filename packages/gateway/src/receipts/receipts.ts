import { networkOf } from '@sallyport/base/network.ts';
import type { ReceiptAnswer } from '@sallyport/protocol/internal.ts';
import type { Receipt } from '@sallyport/protocol/receipt.ts';
import type { Follower } from '../changes/follower.ts';
import type { Denied } from '../decision/decision.ts';
import type { Incoming } from '../http/incoming.ts';
import type { Mode } from '../observe.ts';
import { type Clock, instant } from '../settings.ts';
import { FairRing } from './fair-ring.ts';
import { GoneIds } from './gone-ids.ts';
import { hasReceipt, type Issued, isAnonymous, receiptOf } from './receipt.ts';

export const receiptLifeMs = 3_600_000;

interface Kept {
  id: string;
  source: string;
  /** By the monotonic clock. */
  at: number;
  /** Of the receipt, as JSON: one text, which refers to no part of the request. */
  json: string;
  ring: FairRing<Kept>;
}

/** Why there is no receipt under an id that had one. */
type Gone = NonNullable<ReceiptAnswer['gone']>;

interface Found {
  /** Several where callers chose the same `X-Request-Id`; those of strangers last. */
  receipts: Receipt[];
  gone: Gone | null;
}

interface Dependencies {
  name: string;
  instance: string;
  /** How many at most. */
  capacity: number;
  follower: Pick<Follower, 'epoch' | 'applied'>;
  clock: Clock;
}

/**
 * The receipts of what this process has refused, for an hour, in memory alone. Callers who are known
 * share three quarters of the room, and those who are not the rest, so that strangers push out none of
 * the others; within each part a caller who is refused very often pushes out only its own. Under one id a caller
 * has one receipt, the newest.
 */
export class Receipts {
  readonly counts = { kept: 0, unauthenticated: 0, dropped: 0 };
  readonly #with: Dependencies;
  readonly #known: FairRing<Kept>;
  readonly #strangers: FairRing<Kept>;
  readonly #byId = new Map<string, Kept[]>();
  /** Ids whose receipts are gone, the newest ones. */
  readonly #gone: GoneIds<Gone>;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
    const ofStrangers = Math.floor(dependencies.capacity / 4);
    this.#strangers = new FairRing(ofStrangers);
    this.#known = new FairRing(dependencies.capacity - ofStrangers);
    this.#gone = new GoneIds(dependencies.capacity);
  }

  get size(): number {
    return this.#known.size + this.#strangers.size;
  }

  /** Before the answer is sent, so that the caller can ask about it at once. */
  refused(denied: Denied, incoming: Incoming, mode: Mode): void {
    const { status } = denied.refusal;
    if (isAnonymous(denied.refusal, incoming)) this.counts.unauthenticated++;
    if (status !== 401 && status !== 403) return;
    if (!hasReceipt(denied, incoming) || this.#with.capacity < 1) return;
    const now = instant(this.#with.clock);
    this.#forgetOld(now.monotonic);
    const json = JSON.stringify(receiptOf(denied, incoming, { ...this.#issued(mode), now }));
    const isKnown = denied.principal !== null || denied.subject !== null;
    const ring = isKnown ? this.#known : this.#strangers;
    const source = sourceOf(denied, incoming);
    this.#keep({ id: incoming.requestId, source, at: now.monotonic, json, ring });
  }

  find(id: string): Found {
    this.#forgetOld(this.#with.clock.monotonic());
    const kept = this.#byId.get(id) ?? [];
    const known = kept.filter(({ ring }) => ring === this.#known);
    const strange = kept.filter(({ ring }) => ring === this.#strangers);
    const receipts = [...known, ...strange].map(({ json }) => JSON.parse(json) as Receipt);
    return { receipts, gone: this.#gone.reasonOf(id) };
  }

  /** Those of requests with an access token, by its id; the newest first. */
  ofToken(token: string): Receipt[] {
    this.#forgetOld(this.#with.clock.monotonic());
    const named = JSON.stringify({ token }).slice(1, -1);
    const kept = [...this.#byId.values()].flat().filter(({ json }) => json.includes(named));
    return kept
      .map(({ json }) => JSON.parse(json) as Receipt)
      .filter(({ caller }) => caller?.token === token)
      .toSorted((one, other) => other.at.localeCompare(one.at));
  }

  #issued(mode: Mode): Omit<Issued, 'now'> {
    const { name: gateway, instance, follower } = this.#with;
    const { epoch, applied: position } = follower;
    return { gateway, instance, mode, applied: { epoch, position } };
  }

  #keep(receipt: Kept): void {
    const { id, source, ring } = receipt;
    const siblings = this.#byId.get(id);
    const former = siblings?.find((one) => one.source === source && one.ring === ring);
    if (former) this.#remove(former);
    this.#byId.set(id, [...(this.#byId.get(id) ?? []), receipt]);
    this.counts.kept++;
    const out = ring.add(receipt);
    if (out) this.#drop(out, 'room');
  }

  #forgetOld(now: number): void {
    for (const ring of [this.#known, this.#strangers]) {
      for (let old = ring.oldest; old && now - old.at >= receiptLifeMs; old = ring.oldest) {
        this.#drop(old, 'age');
      }
    }
  }

  #drop(receipt: Kept, why: Gone): void {
    this.#remove(receipt);
    if (why === 'room') this.counts.dropped++;
    this.#gone.add(receipt.id, why);
  }

  #remove(receipt: Kept): void {
    receipt.ring.delete(receipt);
    const siblings = this.#byId.get(receipt.id) ?? [];
    if (siblings.length <= 1) this.#byId.delete(receipt.id);
    else
      this.#byId.set(
        receipt.id,
        siblings.filter((one) => one !== receipt),
      );
  }
}

/** Who makes room for whom: the person or client, its grant, or the network that it comes from. */
function sourceOf({ principal, subject }: Denied, { clientAddress }: Incoming): string {
  if (principal) return `${principal.kind} ${principal.sub}`;
  if (subject?.grant !== undefined) return `grant ${subject.grant}`;
  if (subject) return `client ${subject.client}`;
  return networkOf(clientAddress);
}
