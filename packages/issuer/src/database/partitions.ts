import type { Sql } from './connection.ts';

const day = 86_400_000;

interface PartitionedTable {
  name: string;
  /** Width of one partition, in days. */
  days: number;
  /** How far ahead an expiry may lie, in days. */
  ahead: number;
}

/** Every table of things that expire. `ahead` is the longest life that its rows can have. */
const partitionedTables: readonly PartitionedTable[] = [
  { name: 'sessions', days: 7, ahead: 31 },
  { name: 'authorization_requests', days: 1, ahead: 2 },
  { name: 'federation_attempts', days: 1, ahead: 2 },
  { name: 'grants', days: 30, ahead: 91 },
  { name: 'authorization_codes', days: 1, ahead: 2 },
  { name: 'refresh_tokens', days: 30, ahead: 91 },
  { name: 'revoked_tokens', days: 1, ahead: 2 },
  { name: 'links', days: 7, ahead: 32 },
  { name: 'link_redemptions', days: 7, ahead: 32 },
];

/** One extra partition, so that a maintenance run may be missed for a while. */
const spare = 1;
/** How long past its end a partition is kept, for clocks that disagree. */
const grace = day;
const partitionLock = 0x5a12;

/** Makes the partitions that rows written from `now` on can need. Safe to run on every node. */
export async function createPartitions(sql: Sql, now: Date): Promise<void> {
  const existing = new Set((await listPartitions(sql)).map((partition) => partition.name));
  const missing = partitionedTables.flatMap((table) =>
    rangesFrom(table, now.getTime()).filter((range) => !existing.has(range.name)),
  );
  if (missing.length === 0) return;
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${partitionLock})`;
    for (const { name, table, from, to } of missing) {
      await tx.unsafe(
        `create table if not exists ${name} partition of ${table}
           for values from ('${new Date(from).toISOString()}') to ('${new Date(to).toISOString()}')`,
      );
    }
  });
}

/**
 * Drops the partitions in which everything has expired. `detach concurrently` lets requests go on
 * meanwhile; a node that finds another one at it leaves it alone.
 *
 * @returns how many were dropped.
 */
export async function dropExpiredPartitions(sql: Sql, now: Date): Promise<number> {
  const connection = await sql.reserve();
  let dropped = 0;
  try {
    const [lock] = await connection<{ mine: boolean }[]>`
      select pg_try_advisory_lock(${partitionLock}) as mine`;
    if (!lock?.mine) return 0;
    try {
      for (const partition of await listPartitions(sql)) {
        if (partition.to + grace > now.getTime()) continue;
        await connection.unsafe(
          `alter table ${partition.table} detach partition ${partition.name} concurrently`,
        );
        await connection.unsafe(`drop table ${partition.name}`);
        dropped++;
      }
    } finally {
      await connection`select pg_advisory_unlock(${partitionLock})`;
    }
  } finally {
    connection.release();
  }
  return dropped;
}

interface Partition {
  table: string;
  name: string;
  from: number;
  to: number;
}

/** Partitions are named after their first day, on a grid that starts at the Unix epoch. */
function rangesFrom(table: PartitionedTable, now: number): Partition[] {
  const width = table.days * day;
  const first = Math.floor(now / width);
  const last = Math.floor((now + table.ahead * day) / width) + spare;
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const from = (first + index) * width;
    const stamp = new Date(from).toISOString().slice(0, 10).replaceAll('-', '');
    return { table: table.name, name: `${table.name}_${stamp}`, from, to: from + width };
  });
}

async function listPartitions(sql: Sql): Promise<Partition[]> {
  const rows = await sql<{ table: string; name: string }[]>`
    select parent.relname as table, child.relname as name
    from pg_inherits
    join pg_class parent on parent.oid = inhparent
    join pg_class child on child.oid = inhrelid
    where parent.relkind = 'p' and child.relkind = 'r'
      and parent.relnamespace = 'public'::regnamespace`;
  return rows.flatMap((row) => {
    const table = partitionedTables.find((candidate) => candidate.name === row.table);
    const stamp = /_(\d{4})(\d\d)(\d\d)$/.exec(row.name);
    if (!table || !stamp) return [];
    const from = Date.parse(`${stamp[1]}-${stamp[2]}-${stamp[3]}T00:00:00Z`);
    return [{ ...row, from, to: from + table.days * day }];
  });
}
