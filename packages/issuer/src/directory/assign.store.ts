import type { Transaction } from '../database/connection.ts';

/** Where users are given something by its name. */
const places = {
  role: { table: 'user_roles', column: 'role', target: 'roles' },
  group: { table: 'group_members', column: 'group_name', target: 'groups' },
} as const;

export type AssignmentKind = keyof typeof places;

/** Which of the two are there; they stay until the transaction ends. */
export async function lockBoth(
  tx: Transaction,
  kind: AssignmentKind,
  userId: string,
  name: string,
): Promise<{ user: boolean; named: boolean }> {
  const { target } = places[kind];
  const users = await tx`select from users where id = ${userId} for key share`;
  const named = await tx`select from ${tx(target)} where name = ${name} for key share`;
  return { user: users.length > 0, named: named.length > 0 };
}

/** An assignment as the database has it. */
export interface Assigned {
  userId: string;
  name: string;
}

/** @returns null when that was so already. */
export async function insertAssignment(
  tx: Transaction,
  kind: AssignmentKind,
  userId: string,
  name: string,
  validUntil: Date | null,
): Promise<Assigned | null> {
  const { table, column } = places[kind];
  const [row] = await tx<Assigned[]>`
    insert into ${tx(table)} (user_id, ${tx(column)}, valid_until)
    values (${userId}, ${name}, ${validUntil})
    on conflict (user_id, ${tx(column)}) do update set valid_until = excluded.valid_until
      where ${tx(table)}.valid_until is distinct from excluded.valid_until
    returning user_id as "userId", ${tx(column)} as name`;
  return row ?? null;
}

/** @returns null when there was none. */
export async function deleteAssignment(
  tx: Transaction,
  kind: AssignmentKind,
  userId: string,
  name: string,
): Promise<Assigned | null> {
  const { table, column } = places[kind];
  const [row] = await tx<Assigned[]>`
    delete from ${tx(table)} where user_id = ${userId} and ${tx(column)} = ${name}
    returning user_id as "userId", ${tx(column)} as name`;
  return row ?? null;
}
