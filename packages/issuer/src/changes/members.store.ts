import type { Position } from '@sallyport/protocol/internal.ts';
import type { Queryable, Sql } from '../database/connection.ts';

export interface Member {
  id: string;
  name: string;
  renewals: number;
  acked: number;
}

/**
 * Two statements, and so two commits: the member is in the table before its first read of `head`,
 * so that a barrier either sees the member or precedes what the member sees.
 */
export async function insertMember(sql: Sql, id: string, name: string): Promise<Position> {
  await sql`insert into members (id, name, acked) values (${id}, ${name}, 0)`;
  const [row] = await sql<Position[]>`
    update members set acked = head.pos from head where id = ${id}
    returning sallyport_epoch() as epoch, head.pos`;
  return row!;
}

/**
 * Grants a lease: a synchronously committed write on the primary, which is what proves that this
 * is the primary. What is acknowledged counts only if it is of this very log. Null when the member
 * was expelled.
 */
export async function renewMember(
  sql: Queryable,
  id: string,
  { epoch, pos }: Position,
): Promise<Position | null> {
  const [row] = await sql<(Position & { advanced: string })[]>`
    with now as (select sallyport_epoch() as epoch),
    before as (
      select acked, case when now.epoch = ${epoch} then ${pos}::bigint else 0 end as acknowledged
      from members, now where id = ${id}),
    renewed as (
      update members set renewals = renewals + 1, acked = greatest(members.acked, acknowledged)
      from before where id = ${id} returning id)
    select now.epoch, head.pos,
      case when acked < acknowledged then pg_notify('sallyport_acks', '') end as advanced
    from head, now, before, renewed`;
  return row ? { epoch: row.epoch, pos: row.pos } : null;
}

/** The position that stands, and every member. One snapshot. */
export interface Standing {
  pos: number;
  members: readonly Member[];
}

export async function readStanding(sql: Queryable): Promise<Standing> {
  const [row] = await sql<[Standing]>`
    select head.pos, (
      select coalesce(json_agg(json_build_object('id', id, 'name', name, 'renewals', renewals, 'acked', acked)), '[]')
      from members) as members
    from head`;
  return row;
}

/** Only a member that has not renewed since it was read: one that has is alive. */
export async function expelMember(sql: Queryable, { id, renewals }: Member): Promise<boolean> {
  const rows =
    await sql`delete from members where id = ${id} and renewals = ${renewals} returning id`;
  return rows.length > 0;
}

export async function deleteMember(sql: Queryable, id: string): Promise<void> {
  await sql`delete from members where id = ${id}`;
}
