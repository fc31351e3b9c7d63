import type { Queryable, Sql } from './connection.ts';
import { locks } from './locks.ts';

const day = 86_400_000;

interface PartitionedTable {
  name: string;
  /** Width of one partition, in days. */
  days: number;
  /** How far ahead of now the time of a row may lie, in days. */
  ahead: number;
  /**
   * By when a row was made, and not by when it expires: its partitions go when they are told to. The
   * first of them has no beginning.
   */
  byAge?: true;
}

/** Every table of things that expire, or grow old. `ahead` is the longest life that its rows can have. */
const partitionedTables: readonly PartitionedTable[] = [
  { name: 'sessions', days: 7, ahead: 31 },
  { name: 'authorization_requests', days: 1, ahead: 2 },
  { name: 'federation_attempts', days: 1, ahead: 2 },
  { name: 'pending_links', days: 1, ahead: 2 },
  { name: 'one_time_codes', days: 7, ahead: 32 },
  { name: 'passkey_challenges', days: 1, ahead: 2 },
  { name: 'grants', days: 30, ahead: 91 },
  { name: 'authorization_codes', days: 1, ahead: 2 },
  { name: 'refresh_tokens', days: 30, ahead: 91 },
  { name: 'revoked_tokens', days: 1, ahead: 2 },
  { name: 'links', days: 7, ahead: 32 },
  { name: 'link_redemptions', days: 7, ahead: 32 },
  { name: 'mails', days: 7, ahead: 31 },
  { name: 'remembered_devices', days: 30, ahead: 91 },
  { name: 'audit_events', days: 30, ahead: 31, byAge: true },
  { name: 'audit_event_subjects', days: 30, ahead: 31, byAge: true },
];

/** One extra partition, so that a maintenance run may be missed for a while. */
const spare = 1;
/** How long past its end a partition is kept, for clocks that disagree. */
const grace = day;

/**
 * How long to wait for transactions that began before, in milliseconds: longer than any of ours may
 * take. No statement waits for us meanwhile.
 */
const defaultTimeoutMs = 30_000;

/**
 * Makes the partitions that rows written from `now` on can need. Safe to run on every node.
 *
 * @throws AggregateError after all were tried.
 */
export async function createPartitions(sql: Sql, now: Date): Promise<void> {
  const wanted = partitionedTables.flatMap((table) => rangesFrom(table, now.getTime()));
  const missingFrom = (existing: readonly Partition[]) => {
    const attached = existing.filter(({ state }) => state === 'attached');
    const names = new Set(attached.map(({ name }) => name));
    return wanted.filter((range) => !names.has(range.name) && !isBeforeFirst(range, attached));
  };
  if (missingFrom(await listPartitions(sql)).length === 0) return;
  await withTimeout(sql, 2 * defaultTimeoutMs, async (connection) => {
    await connection`select pg_advisory_lock(${locks.createPartitions})`;
    try {
      const missing = missingFrom(await listPartitions(connection));
      await tryEach(missing, (range) => createPartition(connection, range));
    } finally {
      await connection`select pg_advisory_unlock(${locks.createPartitions})`;
    }
  });
}

/** Whether the first partition of a table by age, which has no beginning, has room for this already. */
function isBeforeFirst({ table, from }: Range, attached: readonly Partition[]): boolean {
  if (!partitionedTables.some(({ name, byAge }) => byAge && name === table)) return false;
  const starts = attached.filter((partition) => partition.table === table).map((each) => each.from);
  return starts.length > 0 && from < Math.min(...starts);
}

/**
 * A table of its own, attached afterwards: `create table … partition of` blocks all use of the
 * parent, and `attach partition` blocks neither reads nor writes. The two statements are one transaction,
 * and each partition one of its own, so that none holds a lock on one parent and waits for another.
 */
async function createPartition(sql: Queryable, { name, table, from, to }: Range): Promise<void> {
  const [first, end] = [from, to].map((time) => new Date(time).toISOString());
  await sql.unsafe(
    `create table if not exists ${name} (like ${table} including all);
     alter table ${table} attach partition ${name} for values from ('${first}') to ('${end}')`,
  );
}

/** Drops the partitions in which everything has expired. See {@link dropPartitions}. */
export const dropExpiredPartitions = (sql: Sql, now: Date, timeoutMs?: number): Promise<number> =>
  dropPartitions(sql, ({ to, byAge }) => !byAge && to + grace <= now.getTime(), timeoutMs);

/** Drops the partitions by age in which everything is from before a moment. See {@link dropPartitions}. */
export const dropOldPartitions = (sql: Sql, until: Date, timeoutMs?: number): Promise<number> =>
  dropPartitions(sql, ({ to, byAge }) => byAge && to <= until.getTime(), timeoutMs);

/**
 * `detach concurrently` lets requests go on meanwhile; a node that finds another one at it leaves it
 * alone. What an earlier run left half done, because it was stopped or waited too long for another
 * transaction, is finished.
 *
 * @returns how many were dropped.
 * @throws AggregateError after all were tried.
 */
async function dropPartitions(
  sql: Sql,
  isOver: (partition: Partition) => boolean,
  timeoutMs = defaultTimeoutMs,
): Promise<number> {
  return withTimeout(sql, timeoutMs, async (connection) => {
    const [lock] = await connection<{ mine: boolean }[]>`
      select pg_try_advisory_lock(${locks.dropPartitions}) as mine`;
    if (!lock?.mine) return 0;
    try {
      const partitions = await listPartitions(connection);
      const expired = partitions.filter(isOver);
      await tryEach(expired.toSorted(unfinishedFirst), (partition) =>
        dropPartition(connection, partition),
      );
      return expired.length;
    } finally {
      await connection`select pg_advisory_unlock(${locks.dropPartitions})`;
    }
  });
}

async function dropPartition(sql: Queryable, { name, table, state }: Partition): Promise<void> {
  if (state !== 'detached') {
    const how = state === 'detaching' ? 'finalize' : 'concurrently';
    await sql.unsafe(`alter table ${table} detach partition ${name} ${how}`);
  }
  await sql.unsafe(`drop table ${name}`);
}

/** Locks are waited for one by one, and a statement may need several. */
async function withTimeout<T>(
  sql: Sql,
  milliseconds: number,
  work: (connection: Queryable) => Promise<T>,
): Promise<T> {
  const connection = await sql.reserve(3 * milliseconds);
  try {
    await connection.unsafe(
      `set lock_timeout = ${milliseconds}; set statement_timeout = ${2 * milliseconds}`,
    );
    return await work(connection).finally(() =>
      connection.unsafe('reset lock_timeout; reset statement_timeout'),
    );
  } finally {
    connection.release();
  }
}

/** One that fails stops none of the others. */
async function tryEach<T extends Range>(
  ranges: readonly T[],
  work: (range: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const range of ranges) await work(range).catch((error) => failures.push(error));
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} of ${ranges.length} partitions failed`);
  }
}

interface Range {
  table: string;
  name: string;
  from: number;
  to: number;
}

interface Partition extends Range {
  /** `detaching`: it was begun and not finished, and keeps others of this table from beginning. */
  state: 'attached' | 'detaching' | 'detached';
  byAge: boolean;
}

const unfinishedFirst = (one: Partition, other: Partition): number =>
  Number(other.state === 'detaching') - Number(one.state === 'detaching');

/** Partitions are named after their first day, on a grid that starts at the Unix epoch. */
function rangesFrom(table: PartitionedTable, now: number): Range[] {
  const width = table.days * day;
  const first = Math.floor(now / width);
  const last = Math.floor((now + table.ahead * day) / width) + spare;
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const from = (first + index) * width;
    const stamp = new Date(from).toISOString().slice(0, 10).replaceAll('-', '');
    return { table: table.name, name: `${table.name}_${stamp}`, from, to: from + width };
  });
}

/** By name, so that those are found too that no table has any more. */
async function listPartitions(sql: Queryable): Promise<Partition[]> {
  const rows = await sql<{ name: string; state: Partition['state'] }[]>`
    select relname as name,
      case when inhrelid is null then 'detached'
        when inhdetachpending then 'detaching' else 'attached' end as state
    from pg_class left join pg_inherits on inhrelid = oid
    where relkind = 'r' and relnamespace = quote_ident(current_schema())::regnamespace and relname ~ '_\\d{8}$'
    order by relname`;
  return rows.flatMap(({ name, state }) => {
    const [, parent, year, month, date] = /^(.+)_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
    const table = partitionedTables.find((candidate) => candidate.name === parent);
    if (!table) return [];
    const from = Date.parse(`${year}-${month}-${date}T00:00:00Z`);
    const { days, byAge = false } = table;
    return [{ table: table.name, name, state, from, to: from + days * day, byAge }];
  });
}
