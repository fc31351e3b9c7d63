import { z } from 'zod';
import type { Queryable } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import type { Fragment } from '../../database/statement.ts';
import { userRow } from './user.ts';

const parseFound = rowParser('users', 'id', userRow.extend({ key: z.string() }));

/** A user, and the text that was found by how it begins. */
export type Found = ReturnType<typeof parseFound>;

/** Where a page ended. */
export interface Place {
  key: string;
  id: string;
}

export interface UserSearch {
  /** How the address, the name or its last word begins, in any case. */
  search: string;
  disabled?: boolean | undefined;
  /** The last one of the page before. */
  after: Place | null;
  limit: number;
}

/** Bytewise, which is how the indexes are sorted. */
const keys = (sql: Queryable): Fragment[] => [
  sql`(lower(email) collate "C")`,
  sql`(lower(name) collate "C")`,
  sql`(split_part(lower(name), ' ', -1) collate "C")`,
];

/** Greater than every text that begins like the one before it. */
const last = '\u{10ffff}';

/** How many entries of the indexes one page looks at, at most, however few of them it has. */
const maxLookedAt = 400;

/**
 * One page, in the order of what was found. Each user once: by the first of theirs that begins so. An entry
 * of an index may be another one of a user who was found before, or of one who is not asked for: a page of
 * such entries has few users or none, and says where to go on. Without that bound a search for one letter
 * read 50,000 entries of a million people, whose addresses all come after their names.
 */
export async function searchUsers(
  sql: Queryable,
  { search, disabled, after, limit }: UserSearch,
): Promise<{ users: Found[]; next: Place | null }> {
  const first = sql`lower(${search})`;
  const begins = (key: Fragment) => sql`${key} >= ${first} and ${key} < ${first} || ${last}`;
  const lookedAt = Math.min(2 * limit + 1, maxLookedAt);
  const branches = keys(sql).map(
    (key) => sql`(
      select id, ${key} as key from users
      where ${begins(key)} ${after === null ? sql`` : sql`and (${key}, id) > (${after.key}, ${after.id})`}
      order by ${key}, id limit ${lookedAt})`,
  );
  const all = branches.reduce((sofar, branch) => sql`${sofar} union ${branch}`);
  const firsts = keys(sql).map((key) => sql`case when ${begins(key)} then ${key} end`);
  const firstOf = firsts.reduce((sofar, each) => sql`${sofar}, ${each}`);
  const rows = await sql`
    select users.id, email, email_verified as "emailVerified", name,
      disabled_at is not null as disabled, disabled_until as "disabledUntil",
      must_change_password as "mustChangePassword", declared,
      created_at as "createdAt", found.key,
      found.key = least(${firstOf}) and ${disabled === undefined ? sql`true` : sql`(disabled_at is not null) = ${disabled}`} as "isShown"
    from (select id, key from (${all}) found order by key collate "C", id limit ${lookedAt}) found
    cross join lateral (select * from users where users.id = found.id limit 1) users
    order by found.key collate "C", users.id`;
  const shown = rows.filter((row) => row['isShown']).map(parseFound);
  const users = shown.slice(0, limit);
  const end = shown.length > limit ? users.at(-1) : rows.length === lookedAt && rows.at(-1);
  return { users, next: end ? { key: String(end['key']), id: String(end['id']) } : null };
}
