import type { Queryable, Sql } from '../../database/connection.ts';

const maxStatementMs = 600_000;

/** A connection whose statements may look at all events of a month, however many they are. */
export async function withLongStatements<T>(
  sql: Sql,
  work: (session: Queryable) => Promise<T>,
): Promise<T> {
  const session = await sql.reserve(maxStatementMs);
  try {
    await session.unsafe(`set statement_timeout = ${maxStatementMs}`);
    return await work(session).finally(() => session.unsafe('reset statement_timeout'));
  } finally {
    session.release();
  }
}

/** The first and the last event; null where there is none. */
export async function readSpan(sql: Queryable): Promise<{ first: Date; last: Date } | null> {
  const [row] = await sql<{ first: Date | null; last: Date | null }[]>`
    select (select at from audit_events order by at, id limit 1) as first,
      (select at from audit_events order by at desc, id desc limit 1) as last`;
  return row?.first && row.last ? { first: row.first, last: row.last } : null;
}

/** An event of a period that neither a batch has nor waits for one: it was written past the trigger. */
export async function findStranger(
  sql: Queryable,
  { start, end }: { start: Date; end: Date },
): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    with sealed as (
      select unnest(event_ids) as id from audit_batches where period = ${end}
    )
    select id from audit_events event
    where at >= ${start} and at < ${end}
      and not exists (select from sealed where sealed.id = event.id)
      and not exists (
        select from audit_unsealed where at = event.at and event_id = event.id)
    limit 1`;
  return row?.id ?? null;
}

/** Those of the subjects for whose deletion there is no event. */
export async function notDeleted(sql: Queryable, subjects: readonly string[]): Promise<string[]> {
  const rows = await sql<{ subject: string }[]>`
    select subject from unnest(${[...subjects]}::text[]) subject
    where not exists (
      select from audit_event_subjects listed join lateral (
        select action from audit_events where at = listed.at and id = listed.event_id limit 1
      ) event on true
      where listed.subject = subject.subject and action = 'user.delete')`;
  return rows.map(({ subject }) => subject);
}
