import { z } from 'zod';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { byteaText } from '../../database/reconcile.ts';
import { bytes, rowParser } from '../../database/row.ts';
import type { LastDeclared } from './plan-user.ts';

const parseDeclared = rowParser(
  'declared_users',
  'email',
  z.object({
    ...{ asked: z.string(), email: z.string(), name: z.string() },
    passwordDigest: bytes.nullable(),
    passwordMark: bytes.nullable(),
    roles: z.array(z.string()),
    groups: z.array(z.string()),
  }),
);

/** `asked` is the address as it was asked for. */
export async function readLastDeclared(
  sql: Queryable,
  emails: readonly string[],
): Promise<(LastDeclared & { asked: string })[]> {
  const rows = await sql`
    select asked, email, name, password_digest as "passwordDigest",
      password_mark as "passwordMark", roles, groups
    from unnest(${[...emails]}::text[]) as asked
    join declared_users on lower(email collate "C") = lower(asked collate "C")`;
  return rows.map(parseDeclared);
}

/** What the next configuration is compared with: these users and no others. */
export async function recordDeclaredUsers(
  tx: Transaction,
  users: readonly LastDeclared[],
): Promise<void> {
  const rows = users.map(({ passwordDigest, passwordMark, roles, groups, ...user }) => ({
    ...user,
    password_digest: passwordDigest && byteaText(passwordDigest),
    password_mark: passwordMark && byteaText(passwordMark),
    roles: roles.toSorted(),
    groups: groups.toSorted(),
  }));
  await tx`
    with wanted as (
      select * from jsonb_to_recordset(${tx.json(rows as never)}) as row (email text, name text,
        password_digest bytea, password_mark bytea, roles text[], groups text[])
    ), gone as (
      delete from declared_users
      where lower(email collate "C") not in (select lower(email collate "C") from wanted)
    )
    insert into declared_users select * from wanted
    on conflict (lower(email collate "C")) do update set email = excluded.email, name = excluded.name,
      password_digest = excluded.password_digest, password_mark = excluded.password_mark,
      roles = excluded.roles, groups = excluded.groups
      where declared_users is distinct from excluded`;
}
