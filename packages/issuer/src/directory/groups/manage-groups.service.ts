import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { keepAnAdministrator, requireAuthority } from '../authority.service.ts';
import { adminPermissionsGivenBy } from '../authority.store.ts';
import type { Caller } from '../caller.ts';
import { declaredElsewhere, type Guard } from '../declared.ts';
import { requireAt } from '../delegation/reach.service.ts';
import type { Place } from '../delegation/reach.ts';
import { requireAuthorityToGive } from '../give.service.ts';
import type { Group, GroupDetails } from './group.ts';
import {
  deleteGroupRow,
  type GroupQuery,
  insertGroup,
  insertGroupRole,
  isBelow,
  isThere,
  lockGroup,
  lockTree,
  readGroup,
  readGroups,
  writeParent,
} from './groups.store.ts';

type Dependencies = Pick<Context, 'sql' | 'changes' | 'clock'>;

/** One page of groups, and whether there are more. */
export async function listGroups(
  query: GroupQuery,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<{ groups: Group[]; more: boolean }> {
  const groups = await readGroups(sql, { ...query, limit: query.limit + 1 }, clock.now());
  return { groups: groups.slice(0, query.limit), more: groups.length > query.limit };
}

/** @throws OAuthError `not_found` */
export async function getGroup(name: string, sql: Queryable, now: Date): Promise<GroupDetails> {
  const group = await readGroup(sql, name, now);
  if (!group) throw noSuchGroup(name);
  return group;
}

export interface NewGroup {
  name: string;
  parent: string | null;
  roles: readonly string[];
}

/**
 * A new group has no members, so that nothing has to wait for the gateways.
 *
 * @throws OAuthError `conflict` when there is one; `not_found` when parent or role is not there;
 *   `insufficient_scope` when its members would get what the caller does not have.
 */
export async function createGroup(
  { name, parent, roles }: NewGroup,
  caller: Caller,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<GroupDetails> {
  return sql.begin(async (tx) => {
    await lockTree(tx);
    await requireAt(tx, caller, 'groups:write', placeOf(parent));
    const given = { roles, groups: parent === null ? [] : [parent] };
    await requireAuthorityToGive(tx, given, caller, placeOf(parent));
    if (!(await insertGroup(tx, { name, parent }))) {
      throw new OAuthError('conflict', `There is a group ${name} already.`);
    }
    for (const role of new Set(roles)) await insertGroupRole(tx, { group: name, role }, null);
    const at = clock.now();
    await recordAudit(tx, {
      ...{ at, action: 'group.create', actor: caller.actor },
      ...{ subjects: [`group:${name}`], detail: { parent, roles } },
    });
    return getGroup(name, tx, at);
  });
}

/**
 * Puts a group below another one, or below none. Its members lose what they had from above, and get
 * what is there now. One lock for the whole tree: two moves that are no cycle each could be one together.
 *
 * @throws OAuthError `not_found`; `conflict` for a declared group, a cycle and the last administrator;
 *   `insufficient_scope` when it gives, before or after, what the caller does not have.
 */
export function moveGroup(
  name: string,
  parent: string | null,
  { caller, guard }: { caller: Caller; guard: Guard },
  { changes, clock }: Dependencies,
): Promise<GroupDetails> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    await lockTree(tx);
    const before = await getGroup(name, tx, at);
    if (before.declared) throw declaredElsewhere(`The group ${name}`);
    await guard(tx);
    await requireAt(tx, caller, 'groups:write', placeOf(before.parent));
    const borne = await adminPermissionsGivenBy(tx, 'group', name);
    requireAuthority(caller, borne);
    if (before.parent === parent) return { value: before, tags: [] };
    await requireAt(tx, caller, 'groups:write', placeOf(parent));
    if (parent !== null) await requireParent(tx, { name, parent }, caller);
    await keepAnAdministrator(tx, borne, at, () => writeParent(tx, name, parent));
    await recordAudit(tx, {
      ...{ at, action: 'group.move', actor: caller.actor },
      ...{ subjects: [`group:${name}`], detail: { from: before.parent, parent } },
    });
    return { value: await getGroup(name, tx, at), tags: [`group:${name}` as const] };
  });
}

async function requireParent(
  tx: Transaction,
  { name, parent }: { name: string; parent: string },
  caller: Caller,
): Promise<void> {
  if (!(await isThere(tx, parent))) throw noSuchGroup(parent);
  if (await isBelow(tx, parent, name)) {
    throw new OAuthError(
      'conflict',
      `${parent} is below ${name}: a group is not its own ancestor.`,
    );
  }
  requireAuthority(caller, await adminPermissionsGivenBy(tx, 'group', parent));
}

/**
 * Takes from all members what it gave them. Deleting what is not there is no error, and waits all the
 * same.
 *
 * @throws OAuthError `conflict` for a declared group, one with groups below it, and the last
 *   administrator; `insufficient_scope` when it gives what the caller does not have.
 */
export function deleteGroup(
  name: string,
  { caller, guard }: { caller: Caller; guard: Guard },
  { changes, clock }: Dependencies,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    await lockTree(tx);
    const group = await readGroup(tx, name, at);
    if (!group) return [];
    if (group.declared) throw declaredElsewhere(`The group ${name}`);
    await guard(tx);
    await requireAt(tx, caller, 'groups:write', placeOf(group.parent));
    if (group.hasSubgroups) {
      throw new OAuthError(
        'conflict',
        `There are groups below ${name}. Move or delete them first.`,
      );
    }
    // Before the lock of administrators: who gives this group something takes them in this order, too.
    await lockGroup(tx, name);
    const borne = await adminPermissionsGivenBy(tx, 'group', name);
    requireAuthority(caller, borne);
    await keepAnAdministrator(tx, borne, at, () => deleteGroupRow(tx, name));
    const { parent } = group;
    const roles = group.roles.map((role) => role.name);
    await recordAudit(tx, {
      ...{ at, action: 'group.delete', actor: caller.actor },
      ...{ subjects: [`group:${name}`], detail: { parent, roles } },
    });
    return [`group:${name}`];
  });
}

/**
 * A group to which no other transaction gives anything, and which none moves, until the end of this one.
 *
 * @throws OAuthError `not_found`
 */
export async function holdGroup(name: string, tx: Transaction, at: Date): Promise<GroupDetails> {
  await lockTree(tx);
  await lockGroup(tx, name);
  return getGroup(name, tx, at);
}

/** Where a group lies: who reaches that may move and delete it. A group that is reached itself stays where it is. */
const placeOf = (parent: string | null): Place | null =>
  parent === null ? null : { type: 'group', identifier: parent };

export const noSuchGroup = (name: string): OAuthError =>
  new OAuthError('not_found', `There is no group ${name}.`);
