import { z } from 'zod';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import type { BatchHead, ChainEnds, ChainedEvent } from './chain.ts';

const endsRow = z.object({
  id: z.literal(true),
  number: z.int(),
  hash: z.instanceof(Buffer),
  droppedNumber: z.int(),
  droppedHash: z.instanceof(Buffer),
  droppedUntil: z.date().nullable(),
  keyId: z.instanceof(Buffer).nullable(),
  mac: z.instanceof(Buffer).nullable(),
});
const parseEnds = rowParser('audit_chain', 'id', endsRow);

export type SignedEnds = ChainEnds & { signature: { keyId: Buffer; mac: Buffer } | null };

const endsOf = (row: Record<string, unknown>): SignedEnds => {
  const { number, hash, droppedNumber, droppedHash, droppedUntil, keyId, mac } = parseEnds(row);
  return {
    head: { number, hash },
    dropped: { number: droppedNumber, hash: droppedHash, until: droppedUntil },
    signature: keyId && mac && { keyId, mac },
  };
};

const endsColumns = (sql: Queryable) => sql`
  id, number, hash, dropped_number as "droppedNumber", dropped_hash as "droppedHash",
  dropped_until as "droppedUntil", key_id as "keyId", mac`;

export async function readEnds(sql: Queryable): Promise<SignedEnds> {
  const [row] = await sql`select ${endsColumns(sql)} from audit_chain`;
  return endsOf(row!);
}

/** Keeps others from changing the chain until the transaction ends. Null when another one is at it. */
export async function holdChain(tx: Transaction): Promise<SignedEnds | null> {
  const [row] = await tx`select ${endsColumns(tx)} from audit_chain for update skip locked`;
  return row ? endsOf(row) : null;
}

export async function writeEnds(
  tx: Transaction,
  { head, dropped }: ChainEnds,
  { keyId, mac }: { keyId: Buffer; mac: Buffer },
): Promise<void> {
  await tx`
    update audit_chain set number = ${head.number}, hash = ${head.hash},
      dropped_number = ${dropped.number}, dropped_hash = ${dropped.hash},
      dropped_until = ${dropped.until}, key_id = ${keyId}, mac = ${mac}`;
}

/** When the oldest event was that the chain does not have yet; null where it has all. */
export async function oldestUnsealed(sql: Queryable): Promise<Date | null> {
  const [row] = await sql<{ at: Date }[]>`
    select at from audit_unsealed order by at, event_id limit 1`;
  return row?.at ?? null;
}

const micros = (sql: Queryable, at: ReturnType<Queryable>) => sql`
  (extract(epoch from ${at}) * 1000000)::bigint::text`;

/** Of `event`, which may be missing; `listed` says which it is. */
const chainedColumns = (sql: Queryable) => sql`
  listed.event_id::text as id, ${micros(sql, sql`listed.at` as never)} as at,
  event.action, event.actor, event.act, event.subjects, event.salt, event.detail::text as detail,
  event.address, event.network, event.user_agent as "userAgent"`;

interface ChainedRow {
  id: string;
  at: string;
  action: string | null;
  actor: string;
  act: string | null;
  subjects: string[];
  salt: Buffer | null;
  detail: string;
  address: string | null;
  network: string | null;
  userAgent: string | null;
}

function chainedOf(row: ChainedRow): ChainedEvent {
  const { id, at, action, actor, act, subjects, salt } = row;
  const { detail, address, network, userAgent } = row;
  return {
    ...{ id, at },
    facts: action === null ? null : { action, actor, act, subjects },
    personal: salt && { salt, detail, address, network, userAgent },
  };
}

/** The oldest of them from before a moment. */
export async function readUnsealed(
  tx: Transaction,
  { until, limit }: { until: Date; limit: number },
): Promise<ChainedEvent[]> {
  const rows = await tx<ChainedRow[]>`
    select ${chainedColumns(tx)}
    from (
      select at, event_id from audit_unsealed where at < ${until} order by at, event_id limit ${limit}
    ) listed
    left join lateral (
      select * from audit_events where at = listed.at and id = listed.event_id limit 1
    ) event on true
    order by listed.at, listed.event_id`;
  return rows.map(chainedOf);
}

/** Those of a batch, in its order. */
export async function readEventsOfBatch(sql: Queryable, number: number): Promise<ChainedEvent[]> {
  const rows = await sql<ChainedRow[]>`
    select ${chainedColumns(sql)}
    from audit_batches batch
    cross join lateral unnest(event_times, event_ids) with ordinality listed (at, event_id, place)
    left join lateral (
      select * from audit_events where at = listed.at and id = listed.event_id limit 1
    ) event on true
    where number = ${number} order by place`;
  return rows.map(chainedOf);
}

export interface StoredBatch extends BatchHead {
  hash: Buffer;
  commitments: Buffer;
  keyId: Buffer;
  mac: Buffer;
}

/** Moves the events from those that wait into a batch. */
export async function insertBatch(
  tx: Transaction,
  batch: StoredBatch,
  events: readonly ChainedEvent[],
): Promise<void> {
  const { number, period, sealedAt, commitments, content, hash, keyId, mac } = batch;
  const times = events.map(({ at }) => at);
  const ids = events.map(({ id }) => id);
  await tx`
    with sealed as (
      select place, event_id::bigint as id,
        timestamptz '1970-01-01T00:00:00Z' + micros::bigint * interval '1 microsecond' as at
      from unnest(${times}::text[], ${ids}::text[]) with ordinality given (micros, event_id, place)
    ), taken as (
      delete from audit_unsealed where (at, event_id) in (select at, id from sealed)
    )
    insert into audit_batches
      (number, period, sealed_at, event_times, event_ids, commitments, content, hash, key_id, mac)
    select ${number}, ${new Date(period)}, ${new Date(sealedAt)}, array_agg(at order by place),
      array_agg(id order by place), ${commitments}, ${content}, ${hash}, ${keyId}, ${mac}
    from sealed`;
}

const batchRow = z.object({
  number: z.int(),
  period: z.date(),
  sealedAt: z.date(),
  count: z.int(),
  commitments: z.instanceof(Buffer),
  content: z.instanceof(Buffer),
  hash: z.instanceof(Buffer),
  keyId: z.instanceof(Buffer),
  mac: z.instanceof(Buffer),
});
const parseBatch = rowParser('audit_batches', 'number', batchRow);

/** The first of them after a number. */
export async function readBatchAfter(
  sql: Queryable,
  { after, upTo }: { after: number; upTo: number },
): Promise<StoredBatch | null> {
  const [row] = await sql`
    select number, period, sealed_at as "sealedAt", cardinality(event_ids) as count, commitments,
      content, hash, key_id as "keyId", mac
    from audit_batches where number > ${after} and number <= ${upTo} order by number limit 1`;
  if (!row) return null;
  const { period, sealedAt, ...batch } = parseBatch(row);
  return { ...batch, period: period.getTime(), sealedAt: sealedAt.getTime() };
}
