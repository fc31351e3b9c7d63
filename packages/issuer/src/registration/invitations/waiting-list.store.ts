import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import { type WaitingPerson, waitingPersonRow } from './invitation.ts';

const parse = rowParser('waiting_people', 'id', waitingPersonRow);

/** @returns false where the address waits already. */
export async function insertWaiting(tx: Transaction, person: WaitingPerson): Promise<boolean> {
  const { id, email, name, language, joinedAt } = person;
  const { count } = await tx`
    insert into waiting_people (id, email, name, language, joined_at)
    values (${id}, ${email}, ${name}, ${language}, ${joinedAt})
    on conflict (lower(email collate "C")) do nothing`;
  return count === 1;
}

/** The one who waits longest first. */
export async function readWaiting(
  sql: Queryable,
  { after, limit }: { after: { joinedAt: Date; id: string } | null; limit: number },
): Promise<WaitingPerson[]> {
  const rows = await sql`
    select id, email, name, language, joined_at as "joinedAt" from waiting_people
    where true ${after === null ? sql`` : sql`and (joined_at, id) > (${after.joinedAt}, ${after.id})`}
    order by joined_at, id limit ${limit}`;
  return rows.map(parse);
}

/** Of two at once, one gets the person. */
export async function deleteWaiting(tx: Transaction, id: string): Promise<WaitingPerson | null> {
  const [row] = await tx`
    delete from waiting_people where id = ${id}
    returning id, email, name, language, joined_at as "joinedAt"`;
  return row ? parse(row) : null;
}
