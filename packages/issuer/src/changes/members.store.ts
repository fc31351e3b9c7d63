import type { Position } from '@sallyport/protocol/internal.ts';
import { z } from 'zod';
import type { Queryable, Sql } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';

export interface Member {
  id: string;
  name: string;
  renewals: number;
  acked: number;
}

interface NewMember {
  id: string;
  name: string;
  /** Of a gateway of the version before: left out. */
  instance?: string | undefined | null;
}

/**
 * Two statements, and so two commits: the member is in the table before its first read of `head`,
 * so that a barrier either sees the member or precedes what the member sees.
 */
export async function insertMember(
  sql: Sql,
  { id, name, instance = null }: NewMember,
): Promise<Position> {
  await sql`
    insert into members (id, name, instance, acked) values (${id}, ${name}, ${instance}, 0)`;
  const [row] = await sql<Position[]>`
    update members set acked = head.pos from head where id = ${id}
    returning sallyport_epoch() as epoch, head.pos`;
  return row!;
}

export const readInstances = (sql: Queryable) =>
  sql<{ name: string; instance: string | null }[]>`
    select name, instance from members order by name, id`;

export interface Renewal {
  member: string;
  /** What it has applied and acted on. Counts only if it is of this very log. */
  acked: Position;
}

/**
 * Grants leases: a synchronously committed write on the primary, which is what proves that this is
 * the primary. One write for however many ask. Members are locked in one order, so that two
 * writes for the same ones do not wait for each other.
 *
 * @returns the position that each lease is granted at; nothing for members that were expelled.
 */
export async function renewMembers(
  sql: Queryable,
  renewals: readonly Renewal[],
): Promise<Map<Renewal, Position>> {
  const rows = await sql<(Position & { member: string; advanced: string })[]>`
    with now as (select sallyport_epoch() as epoch),
    asked as (
      select asked.member,
        max(case when asked.epoch = now.epoch then asked.pos else 0 end) as acknowledged
      from unnest(${renewals.map(({ member }) => member)}::uuid[],
        ${renewals.map(({ acked }) => acked.epoch)}::text[],
        ${renewals.map(({ acked }) => acked.pos)}::bigint[]) asked (member, epoch, pos), now
      group by asked.member),
    before as (
      select id, acked, acknowledged from members join asked on id = asked.member
      order by id for no key update of members),
    renewed as (
      update members set renewals = renewals + 1, acked = greatest(members.acked, acknowledged)
      from before where members.id = before.id returning members.id)
    select now.epoch, head.pos, renewed.id as member,
      case when acked < acknowledged then pg_notify('sallyport_acks', '') end as advanced
    from renewed join before using (id), head, now`;
  const granted = new Map(rows.map(({ member, epoch, pos }) => [member, { epoch, pos }]));
  return new Map(
    renewals.flatMap((renewal) => {
      const position = granted.get(renewal.member);
      return position ? [[renewal, position] as const] : [];
    }),
  );
}

const parseGateway = rowParser(
  'members',
  'id',
  z.object({
    id: z.string(),
    name: z.string(),
    joinedAt: z.date(),
    /** How many leases it was granted so far. */
    renewals: z.number(),
    /** What it has applied and acted on. */
    acked: z.number(),
    /** The position that stands. */
    pos: z.number(),
  }),
);

export type GatewayState = ReturnType<typeof parseGateway>;

/** Every gateway, the one that joined last first. One snapshot. */
export async function readGateways(sql: Queryable): Promise<GatewayState[]> {
  const rows = await sql`
    select id, name, joined_at as "joinedAt", renewals, acked, head.pos
    from members, head order by joined_at desc, id`;
  return rows.map(parseGateway);
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
