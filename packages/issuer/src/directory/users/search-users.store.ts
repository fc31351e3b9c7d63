import { z } from 'zod';
import type { Queryable } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import type { Fragment } from '../../database/statement.ts';
import { userRow } from './user.ts';

const parseFound = rowParser('users', 'id', userRow.extend({ key: z.string() }));

/** A user, and the text that was found by how it begins. */
export type Found = ReturnType<typeof parseFound>;

export interface UserSearch {
  /** How the address, the name or its last word begins, in any case. */
  search: string;
  disabled?: boolean | undefined;
  /** The last one of the page before. */
  after: { key: string; id: string } | null;
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

/** In the order of what was found. Each user once: by the first of theirs that begins so. */
export async function searchUsers(
  sql: Queryable,
  { search, disabled, after, limit }: UserSearch,
): Promise<Found[]> {
  const first = sql`lower(${search})`;
  const begins = (key: Fragment) => sql`${key} >= ${first} and ${key} < ${first} || ${last}`;
  const branches = keys(sql).map((key, index) => {
    const others = keys(sql).filter((_, other) => other !== index);
    const [one, two] = others.map((other) => sql`not (${begins(other)} and ${other} < ${key})`);
    return sql`(
      select id, ${key} as key from users
      where ${begins(key)} and ${one!} and ${two!}
        ${after === null ? sql`` : sql`and (${key}, id) > (${after.key}, ${after.id})`}
        ${disabled === undefined ? sql`` : sql`and (disabled_at is not null) = ${disabled}`}
      order by ${key}, id limit ${limit})`;
  });
  const all = branches.reduce((sofar, branch) => sql`${sofar} union ${branch}`);
  const rows = await sql`
    select users.id, email, email_verified as "emailVerified", name,
      disabled_at is not null as disabled, disabled_until as "disabledUntil",
      must_change_password as "mustChangePassword", declared,
      created_at as "createdAt", found.key
    from (select id, key from (${all}) found order by key collate "C", id limit ${limit}) found
    cross join lateral (select * from users where users.id = found.id limit 1) users
    order by found.key collate "C", users.id`;
  return rows.map(parseFound);
}
