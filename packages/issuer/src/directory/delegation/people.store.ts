import type { Queryable } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import type { Fragment } from '../../database/statement.ts';
import { ownerOfAddress } from '../users/address-owner.sql.ts';
import { type User, userRow } from '../users/user.ts';

const parse = rowParser('users', 'id', userRow);

export interface PeopleQuery {
  groups: readonly string[];
  organizations: readonly string[];
  /** How the address, the name or its last word begins, in any case. */
  search?: string | undefined;
  /** The address, in any case. */
  email: string | null;
  disabled?: boolean | undefined;
  /** The last one of the page before. */
  after: string | null;
  limit: number;
}

/** How many members one page looks at, at most, however few of them it has. */
const maxLookedAt = 400;

/**
 * Members of these groups, of those below them and of these organizations, by their ids. A page in which few are
 * asked for has few or none, and says where to go on.
 */
export async function readPeople(
  sql: Queryable,
  { groups, organizations, search, email, disabled, after, limit }: PeopleQuery,
  now: Date,
): Promise<{ users: User[]; next: string | null }> {
  const lookedAt = Math.min(4 * limit + 1, maxLookedAt);
  const page = sql`${after === null ? sql`` : sql`and user_id > ${after}`} order by user_id limit ${lookedAt}`;
  const rows = await sql`
    with recursive below (name) as (
      select name from groups where name = any(${[...groups]})
      union
      select child.name from below
      cross join lateral (select name from groups where parent = below.name offset 0) child
    ), page as (
      select user_id from (
        select members.user_id from below cross join lateral (
          select user_id from group_members where group_name = below.name
            and (valid_until is null or valid_until > ${now}) ${page}
        ) members
        union
        select members.user_id from below cross join lateral (
          select user_id from identity_groups where group_name = below.name ${page}
        ) members
        union
        select members.user_id from organizations cross join lateral (
          select user_id from organization_members
          where organization_id = organizations.id ${page}
        ) members
        where key = any(${[...organizations]})
      ) found order by user_id limit ${lookedAt}
    )
    select users.id, email, email_verified as "emailVerified", name,
      disabled_at is not null as disabled, disabled_until as "disabledUntil",
      must_change_password as "mustChangePassword", declared, created_at as "createdAt",
      true ${search === undefined ? sql`` : sql`and (${begins(sql, search)})`}
        ${email === null ? sql`` : sql`and users.id = ${ownerOfAddress(sql, email)}`}
        ${disabled === undefined ? sql`` : sql`and (disabled_at is not null) = ${disabled}`} as "isShown"
    from page cross join lateral (select * from users where id = page.user_id limit 1) users
    order by users.id`;
  const shown = rows.filter((row) => row['isShown']).map(parse);
  const users = shown.slice(0, limit);
  if (shown.length > limit) return { users, next: users.at(-1)!.id };
  return { users, next: rows.length === lookedAt ? String(rows.at(-1)!['id']) : null };
}

const begins = (sql: Queryable, search: string): Fragment => sql`
  starts_with(lower(email), lower(${search})) or starts_with(lower(name), lower(${search}))
    or starts_with(split_part(lower(name), ' ', -1), lower(${search}))`;
