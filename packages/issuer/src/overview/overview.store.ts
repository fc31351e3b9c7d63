import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';

export interface CountedHour {
  action: string;
  /** Hours since the first one. */
  hour: number;
  count: number;
}

/** How many of these events there were in each hour; of each kind the latest `max`. */
export const readHours = (
  sql: Queryable,
  { actions, from, max }: { actions: readonly string[]; from: Date; max: number },
) =>
  sql<CountedHour[]>`
    select action, hour, count
    from unnest(${[...actions]}::text[]) wanted (action)
    cross join lateral (
      select floor(extract(epoch from latest.at - ${from}::timestamptz) / 3600)::int as hour,
        count(*)::int as count
      from (
        select at from audit_events e where e.action = wanted.action and e.at >= ${from}
        order by at desc, id desc limit ${max}
      ) latest
      group by 1
    ) counted`;

const ending = {
  id: z.string(),
  name: z.string(),
  endsAt: z.date(),
  /** Role or group. */
  what: z.string().nullable(),
  /** Key of the organization, or type and identifier of the resource. */
  within: z.string().nullable(),
};

const parseEnding = rowParser('assignments', 'id', z.object(ending));

export type Ending = ReturnType<typeof parseEnding>;

interface Span {
  after: Date;
  until: Date;
  limit: number;
}

type ReadEnding = (sql: Queryable, span: Span) => Promise<Ending[]>;

/** What ends within a span of time, the first one first; `id` as the audit log names it. */
export const readInvitationsThatEnd: ReadEnding = async (sql, { after, until, limit }) => {
  const rows = await sql`
    select 'invitation:' || id as id, email as name, expires_at as "endsAt", null as what,
      null as within
    from invitations
    where accepted_at is null and withdrawn_at is null and expires_at > ${after}
      and expires_at <= ${until}
    order by expires_at limit ${limit}`;
  return rows.map(parseEnding);
};

export const readRolesThatEnd: ReadEnding = async (sql, { after, until, limit }) => {
  const rows = await sql`
    select 'user:' || user_id as id, u.email as name, valid_until as "endsAt", role as what,
      null as within
    from (
      select user_id, role, valid_until from user_roles
      where valid_until > ${after} and valid_until <= ${until} order by valid_until limit ${limit}
    ) r
    cross join lateral (select email from users where id = r.user_id limit 1) u`;
  return rows.map(parseEnding);
};

export const readMembershipsThatEnd: ReadEnding = async (sql, { after, until, limit }) => {
  const rows = await sql`
    select 'user:' || user_id as id, u.email as name, valid_until as "endsAt", group_name as what,
      null as within
    from (
      select user_id, group_name, valid_until from group_members
      where valid_until > ${after} and valid_until <= ${until} order by valid_until limit ${limit}
    ) m
    cross join lateral (select email from users where id = m.user_id limit 1) u`;
  return rows.map(parseEnding);
};

export const readRolesWithinThatEnd: ReadEnding = async (sql, { after, until, limit }) => {
  const rows = await sql`
    select coalesce('user:' || user_id, 'organization:' || organization_id) as id,
      coalesce(u.email, o.name) as name, valid_until as "endsAt", role as what, o.key as within
    from (
      select organization_id, user_id, role, valid_until from organization_roles
      where valid_until > ${after} and valid_until <= ${until} order by valid_until limit ${limit}
    ) r
    cross join lateral (
      select key, name from organizations where id = r.organization_id limit 1
    ) o
    left join lateral (select email from users where id = r.user_id limit 1) u on true`;
  return rows.map(parseEnding);
};

export const readResourceRolesThatEnd: ReadEnding = async (sql, { after, until, limit }) => {
  const rows = await sql`
    select holder as id, coalesce(u.email, r.group_name, r.client_id) as name,
      valid_until as "endsAt", role as what, type || ' ' || identifier as within
    from (
      select holder, user_id, group_name, client_id, type, identifier, role, valid_until
      from resource_roles
      where valid_until > ${after} and valid_until <= ${until} order by valid_until limit ${limit}
    ) r
    left join lateral (select email from users where id = r.user_id limit 1) u on true`;
  return rows.map(parseEnding);
};

/** No more than `max`. */
export async function countWaiting(sql: Queryable, max: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from (select from waiting_people order by joined_at, id limit ${max}) found`;
  return row!.count;
}

/** No more than `max`. */
export async function countFailedMails(sql: Queryable, max: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from (
      select from mails where status = 'failed' order by created_at desc, id desc limit ${max}
    ) found`;
  return row!.count;
}

/** Clients with two secrets that work, while one is replaced. No more than `max`. */
export async function countFormerSecrets(sql: Queryable, max: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from (
      select from clients where cardinality(secret_hashes) > 1 order by id limit ${max}
    ) found`;
  return row!.count;
}
