import type { Queryable, Sql } from '../../database/connection.ts';
import { readBatchAfter, readEnds, readEventsOfBatch, type StoredBatch } from './chain.store.ts';
import {
  type ChainedEvent,
  commitmentBytes,
  commitmentOf,
  contentOf,
  endsDigest,
  hashOf,
  isSame,
  keyIdOf,
  type Link,
  macOf,
  periodEnd,
  periodStart,
} from './chain.ts';
import { findStranger, notDeleted, readSpan, withLongStatements } from './verify.store.ts';

/** The first place at which the log is not what was sealed. */
export interface BrokenPlace {
  /** Number of the batch, where it is in one. */
  batch: number | null;
  /** Id of the event, where it is one. */
  event: number | null;
  reason: string;
}

export interface ChainReport {
  broken: BrokenPlace | null;
  batches: number;
  events: number;
  erased: number;
  /** Batches that were signed by another secret of the server: of these only the hashes were checked. */
  foreign: number;
  head: Link;
}

interface Options {
  sql: Sql;
  key: Buffer;
  /** A batch as it was written down elsewhere: one who can change everything here cannot change that. */
  expected?: { number: number; hash: string } | undefined;
  signal?: AbortSignal;
  onProgress?: (report: Readonly<ChainReport>) => void;
}

class Broken extends Error {
  readonly place: BrokenPlace;
  constructor(reason: string, batch: number | null = null, event: number | null = null) {
    super(reason);
    this.place = { batch, event, reason };
  }
}

/**
 * Reads the log from its beginning, a batch at a time, and stops at the first place that is not as it was
 * sealed. It changes nothing and can run beside everything else.
 */
export const verifyChain = (options: Options): Promise<ChainReport> =>
  withLongStatements(options.sql, async (session) => {
    for (;;) {
      const { head, dropped } = await readEnds(session);
      const report = { batches: 0, events: 0, erased: 0, foreign: 0, head, broken: null };
      const broken = await findBroken(session, options, report);
      // What retention takes away meanwhile is missing.
      const now = await readEnds(session);
      if (now.dropped.number === dropped.number && sameTime(now.dropped.until, dropped.until)) {
        return { ...report, broken };
      }
    }
  });

const sameTime = (one: Date | null, other: Date | null) => one?.getTime() === other?.getTime();

async function findBroken(
  sql: Queryable,
  options: Options,
  report: ChainReport,
): Promise<BrokenPlace | null> {
  try {
    await checkAll(sql, options, report);
    return null;
  } catch (error) {
    if (error instanceof Broken) return error.place;
    throw error;
  }
}

async function checkAll(sql: Queryable, options: Options, report: ChainReport): Promise<void> {
  const { key, expected, signal, onProgress } = options;
  const { head, dropped, signature } = await readEnds(sql);
  report.head = head;
  let before: Link = dropped;
  for (;;) {
    signal?.throwIfAborted();
    const batch = await readBatchAfter(sql, { after: before.number, upTo: head.number });
    if (!batch) break;
    checkBatch(batch, before, { key, report });
    // Its events are not there any more.
    const isDropped = dropped.until !== null && batch.period <= dropped.until.getTime();
    if (!isDropped) await checkEvents(sql, batch, report);
    if (batch.number === expected?.number) expectHash(batch, expected.hash);
    report.batches++;
    before = batch;
    onProgress?.(report);
  }
  if (before.number !== head.number || !isSame(before.hash, head.hash)) {
    throw new Broken(`The chain ends here, and was sealed up to ${head.number}`, before.number);
  }
  checkSignature({ head, dropped }, signature, key);
  if (expected && expected.number > head.number) {
    throw new Broken(`The chain ends before batch ${expected.number}`, head.number);
  }
  await checkStrangers(sql, dropped.until, signal);
}

function checkBatch(
  batch: StoredBatch,
  before: Link,
  { key, report }: { key: Buffer; report: ChainReport },
): void {
  const { number, hash, keyId, mac } = batch;
  if (number !== before.number + 1) throw new Broken('This batch is missing', before.number + 1);
  if (!isSame(hash, hashOf(before.hash, batch))) {
    throw new Broken('The batch does not follow from the one before', number);
  }
  if (!isSame(keyId, keyIdOf(key))) report.foreign++;
  else if (!isSame(mac, macOf(key, hash))) {
    throw new Broken('The batch was not sealed with the secret of this server', number);
  }
}

function expectHash({ number, hash }: StoredBatch, expected: string): void {
  if (hash.toString('hex') === expected) return;
  throw new Broken('The hash of the batch is another one than was written down', number);
}

function checkSignature(
  ends: Parameters<typeof endsDigest>[0],
  signature: { keyId: Buffer; mac: Buffer } | null,
  key: Buffer,
): void {
  if (ends.head.number === 0 && !signature) return;
  if (!signature || !isSame(signature.keyId, keyIdOf(key))) {
    throw new Broken('The end of the chain was sealed with another secret than SALLYPORT_SECRET');
  }
  if (!isSame(signature.mac, macOf(key, endsDigest(ends)))) {
    throw new Broken('The ends of the chain are not those that were sealed', ends.head.number);
  }
}

async function checkEvents(sql: Queryable, batch: StoredBatch, report: ChainReport): Promise<void> {
  const events = await readEventsOfBatch(sql, batch.number);
  const committed = events.map((event, index) => {
    const from = index * commitmentBytes;
    return { event, commitment: batch.commitments.subarray(from, from + commitmentBytes) };
  });
  for (const { event, commitment } of committed) {
    if (!event.facts) throw new Broken('The event is gone', batch.number, Number(event.id));
    if (event.personal && !isSame(commitmentOf(event), commitment)) {
      throw new Broken('The event was changed', batch.number, Number(event.id));
    }
  }
  if (!isSame(contentOf(committed), batch.content)) {
    // Of which of them is not known: what is not personal is hashed for all of them together.
    throw new Broken('An event of the batch was changed', batch.number);
  }
  const erased = events.filter(({ personal }) => !personal);
  await checkErased(sql, erased, batch.number);
  report.events += events.length;
  report.erased += erased.length;
}

/** Only what is about a person whose account was deleted may be erased. */
async function checkErased(
  sql: Queryable,
  erased: readonly ChainedEvent[],
  batch: number,
): Promise<void> {
  if (erased.length === 0) return;
  const people = erased.map(({ facts }) =>
    [facts!.actor, ...facts!.subjects].filter((name) => name.startsWith('user:')),
  );
  const present = new Set(await notDeleted(sql, [...new Set(people.flat())]));
  const index = people.findIndex((names) => names.every((name) => present.has(name)));
  if (index === -1) return;
  const id = Number(erased[index]!.id);
  throw new Broken('The event was erased, and no account that it is about was deleted', batch, id);
}

/** Events that are in no batch, and do not wait for one. */
async function checkStrangers(
  sql: Queryable,
  dropped: Date | null,
  signal?: AbortSignal,
): Promise<void> {
  const span = await readSpan(sql);
  if (!span) return;
  const first = Math.max(span.first.getTime(), dropped?.getTime() ?? 0);
  for (let start = periodStart(first); start <= span.last.getTime(); start = periodEnd(start)) {
    signal?.throwIfAborted();
    const period = { start: new Date(start), end: new Date(periodEnd(start)) };
    const stranger = await findStranger(sql, period);
    if (stranger !== null) throw new Broken('The event was added by hand', null, stranger);
  }
}
