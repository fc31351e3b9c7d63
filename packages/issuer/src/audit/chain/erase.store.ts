import type { Queryable, Transaction } from '../../database/connection.ts';

export async function insertErasure(
  tx: Transaction,
  { userId, now }: { userId: string; now: Date },
): Promise<void> {
  await tx`
    insert into audit_erasures (user_id, asked_at) values (${userId}, ${now})
    on conflict (user_id) do update set asked_at = excluded.asked_at`;
}

export async function readErasures(
  sql: Queryable,
  { after, limit }: { after: string | null; limit: number },
): Promise<{ userId: string; askedAt: Date }[]> {
  return sql<{ userId: string; askedAt: Date }[]>`
    select user_id as "userId", asked_at as "askedAt" from audit_erasures
    where ${after}::uuid is null or user_id > ${after} order by user_id limit ${limit}`;
}

/** Events with something personal in them that a person caused, or that were caused in their name. */
const personalEvents = (sql: Queryable, person: string, limit: number) => sql`
  (select at, id from audit_events where actor = ${person} and salt is not null limit ${limit})
  union
  (select listed.at, event_id from audit_event_subjects listed join lateral (
      select actor, salt from audit_events
      where at = listed.at and id = listed.event_id limit 1
    ) event on true
    where subject = ${person} and salt is not null
      and (actor in ('anonymous', 'issuer') or starts_with(actor, 'provider:'))
    limit ${limit})`;

/** Forgets what was asked for, unless there is something left to erase: what the chain does not have yet. */
export async function deleteErasure(sql: Queryable, userId: string): Promise<void> {
  await sql`
    delete from audit_erasures
    where user_id = ${userId} and not exists (${personalEvents(sql, `user:${userId}`, 1)})`;
}

/**
 * Erases what is personal in events that a person caused, or that were caused in their name: by a visitor
 * who had not signed in, by a provider, or by the server. What others did to them is kept: it tells of
 * those. Events that the chain does not have yet are left for the next time.
 *
 * @returns how many it were
 */
export async function eraseEvents(
  sql: Queryable,
  { userId, limit }: { userId: string; limit: number },
): Promise<number> {
  const person = `user:${userId}`;
  const { count } = await sql`
    with theirs as (
      ${personalEvents(sql, person, limit)}
    )
    update audit_events event
    set detail = '{}', address = null, network = null, user_agent = null, salt = null
    from theirs
    where event.at = theirs.at and event.id = theirs.id and not exists (
      select from audit_unsealed where at = theirs.at and event_id = theirs.id)`;
  return count;
}
