import type { CacheTag } from '@sallyport/protocol/internal.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import type { Difference } from '../database/reconcile.ts';

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

/** Which of them are not there; the others stay until the transaction ends. */
export async function readMissing(
  tx: Transaction,
  kind: AssignmentKind,
  names: readonly string[],
): Promise<string[]> {
  const found = await tx<{ name: string }[]>`
    select name from ${tx(places[kind].target)} where name = any(${[...names]}) for key share`;
  return names.filter((name) => !found.some((one) => one.name === name));
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

export type Assignment = readonly [userId: string, name: string];

/**
 * Takes from users the declared roles or memberships that are not `wanted`, and gives them those in
 * `given`, without an end. Those that an administrator gave stay.
 */
export async function reconcileAssignments(
  tx: Transaction,
  kind: AssignmentKind,
  { wanted, given }: { wanted: readonly Assignment[]; given: readonly Assignment[] },
): Promise<Difference[]> {
  const { table, column } = places[kind];
  const name = tx(column);
  const pairs = (assignments: readonly Assignment[]) => tx`
    select distinct * from unnest(
      ${assignments.map(([id]) => id)}::uuid[], ${assignments.map(([, each]) => each)}::text[]
    ) as pair (user_id, name)`;
  const found = await tx<AssignmentDifference[]>`
    with wanted as (${pairs(wanted)}), given as (${pairs(given)}), gone as (
      delete from ${tx(table)} where declared
        and (user_id, ${name}) not in (select user_id, name from wanted)
      returning user_id, ${name} as name
    ), put as (
      insert into ${tx(table)} (user_id, ${name}, declared)
      select user_id, name, true from given
      on conflict (user_id, ${name}) do update set declared = true, valid_until = null
        where not ${tx(table)}.declared or ${tx(table)}.valid_until is not null
      returning user_id, ${name} as name
    )
    select id, email, change, changed.name
    from (select *, 'taken' as change from gone union all select *, 'given' from put) changed
    join users on id = user_id
    order by email, change desc, name`;
  return found.map(({ id, email, change, name }) => {
    const subject = `user:${id}` as const;
    const tags: CacheTag[] = [change === 'taken' ? subject : `more:${subject}`];
    const thing = `${kind} ${name}`;
    return { what: 'changed', name: `user:${email}`, subject, tags, change, thing };
  });
}

interface AssignmentDifference {
  id: string;
  email: string;
  change: 'given' | 'taken';
  name: string;
}

/** Groups that are not there any more are passed over. */
export async function insertMemberships(
  tx: Queryable,
  userId: string,
  groups: readonly string[],
): Promise<void> {
  await tx`
    insert into group_members (user_id, group_name)
    select ${userId}, name from groups where name = any(${[...groups]})`;
}
