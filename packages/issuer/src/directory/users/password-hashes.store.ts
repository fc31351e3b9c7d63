import type { Queryable } from '../../database/connection.ts';

export interface PendingPassword {
  userId: string;
  stored: string;
}

/** Some that are to be hashed, beginning after an id, so that nodes that begin elsewhere share. */
export async function readPending(
  sql: Queryable,
  after: string,
  limit: number,
): Promise<PendingPassword[]> {
  return sql<PendingPassword[]>`
    select id as "userId", password_hash as stored from users
    where password_hash like 'pending:%' order by id <= ${after}, id limit ${limit}`;
}

export async function countPending(sql: Queryable): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from users where password_hash like 'pending:%'`;
  return row!.count;
}

/**
 * Another form of the same password, unless another one was set meanwhile. What the configuration
 * file set stays known as what it set.
 *
 * @returns false when it is another one.
 */
export async function replaceForm(
  sql: Queryable,
  userId: string,
  from: string,
  to: string,
): Promise<boolean> {
  const rows = await sql`
    with replaced as (
      update users set password_hash = ${to} where id = ${userId} and password_hash = ${from}
      returning email
    ), marked as (
      update declared_users set password_mark = sha256(convert_to(${to}, 'UTF8'))
      from replaced
      where lower(declared_users.email collate "C") = lower(replaced.email collate "C")
        and password_mark = sha256(convert_to(${from}, 'UTF8'))
    )
    select from replaced`;
  return rows.length > 0;
}

export async function readStored(sql: Queryable, userId: string): Promise<string | null> {
  const [row] = await sql<{ stored: string | null }[]>`
    select password_hash as stored from users where id = ${userId}`;
  return row?.stored ?? null;
}
