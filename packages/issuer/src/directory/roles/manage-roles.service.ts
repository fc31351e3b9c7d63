import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { adminPermissionsIn } from '../admin-permissions.ts';
import { keepAnAdministrator, requireAuthority } from '../authority.service.ts';
import type { Caller } from '../caller.ts';
import { declaredElsewhere, type Guard } from '../declared.ts';
import { readUnknownPermissions } from '../permissions/apis.store.ts';
import type { Role } from './role.ts';
import {
  changePermissions,
  deleteRoleRow,
  insertRole,
  lockRole,
  type RoleQuery,
  readRole,
  readRoles,
} from './roles.store.ts';

type Dependencies = Pick<Context, 'sql' | 'changes' | 'clock'>;

/** One page of roles, and whether there are more. */
export async function listRoles(
  query: RoleQuery,
  { sql }: Pick<Context, 'sql'>,
): Promise<{ roles: Role[]; more: boolean }> {
  const roles = await readRoles(sql, { ...query, limit: query.limit + 1 });
  return { roles: roles.slice(0, query.limit), more: roles.length > query.limit };
}

/** @throws OAuthError `not_found` */
export async function getRole(name: string, sql: Context['sql'] | Transaction): Promise<Role> {
  const role = await readRole(sql, name);
  if (!role) throw noSuchRole(name);
  return role;
}

/**
 * A new role is in no cache yet, so that nothing has to wait for the gateways.
 *
 * @throws OAuthError `conflict` when there is one; `invalid_request` for a permission of no API;
 *   `insufficient_scope` as `authority.service.ts` says.
 */
export async function createRole(
  { name, permissions }: Pick<Role, 'name' | 'permissions'>,
  caller: Caller,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<Role> {
  return sql.begin(async (tx) => {
    requireAuthority(caller, adminPermissionsIn(permissions));
    await requireKnown(tx, permissions);
    if (!(await insertRole(tx, name))) {
      throw new OAuthError('conflict', `There is a role ${name} already.`);
    }
    await changePermissions(tx, name, { given: permissions, taken: [] });
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'role.create', actor: caller.actor },
      ...{ subjects: [`role:${name}`], detail: { permissions } },
    });
    return getRole(name, tx);
  });
}

/** What the permissions of a role are to be: exactly these, or what there is with one more or less. */
export type Wanted = { set: readonly string[] } | { add: string } | { remove: string };

/**
 * Those who have the role can use what is added at once. What is removed counts at no gateway once this
 * returns.
 *
 * @throws OAuthError `not_found`; `conflict` for a declared role and for the last administrator;
 *   `invalid_request` for a permission of no API; `insufficient_scope` when the role gives, before or
 *   after, what the caller does not have.
 */
export function changeRole(
  name: string,
  wanted: Wanted,
  { caller, guard }: { caller: Caller; guard: Guard },
  { changes, clock }: Dependencies,
): Promise<Role> {
  const work = async (tx: Transaction) => {
    const before = await requireOwn(tx, name, guard);
    const after = apply(wanted, before.permissions);
    const given = after.filter((each) => !before.permissions.includes(each));
    const taken = before.permissions.filter((each) => !after.includes(each));
    requireAuthority(caller, adminPermissionsIn([...before.permissions, ...given]));
    await requireKnown(tx, given);
    if (given.length + taken.length > 0) {
      const at = clock.now();
      await keepAnAdministrator(tx, adminPermissionsIn(taken), at, () =>
        changePermissions(tx, name, { given, taken }),
      );
      const event = { at, action: 'role.update', actor: caller.actor } as const;
      await recordAudit(tx, { ...event, subjects: [`role:${name}`], detail: { given, taken } });
    }
    return { value: await getRole(name, tx), tags: tagsOf(name, given, taken) };
  };
  return 'add' in wanted ? changes.give(work) : changes.takeAway(work);
}

/**
 * Takes it from everyone who has it. Deleting what is not there is no error, and waits all the same.
 *
 * @throws OAuthError `conflict` for a declared role and for the last administrator;
 *   `insufficient_scope` when it gives what the caller does not have.
 */
export function deleteRole(
  name: string,
  { caller, guard }: { caller: Caller; guard: Guard },
  { changes, clock }: Dependencies,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const role = await lockRole(tx, name);
    if (!role) return [];
    const { permissions } = await requireOwn(tx, name, guard);
    const borne = adminPermissionsIn(permissions);
    requireAuthority(caller, borne);
    const at = clock.now();
    await keepAnAdministrator(tx, borne, at, () => deleteRoleRow(tx, name));
    await recordAudit(tx, {
      ...{ at, action: 'role.delete', actor: caller.actor },
      ...{ subjects: [`role:${name}`], detail: { permissions } },
    });
    return [`role:${name}`];
  });
}

async function requireOwn(tx: Transaction, name: string, guard: Guard): Promise<Role> {
  const role = await lockRole(tx, name);
  if (!role) throw noSuchRole(name);
  if (role.declared) throw declaredElsewhere(`The role ${name}`);
  await guard(tx);
  return role;
}

async function requireKnown(tx: Transaction, permissions: readonly string[]): Promise<void> {
  const [unknown] = await readUnknownPermissions(tx, permissions);
  if (unknown === undefined) return;
  throw new OAuthError('invalid_request', `permissions: no API has the permission ${unknown}.`);
}

function apply(wanted: Wanted, held: readonly string[]): string[] {
  if ('set' in wanted) return [...new Set(wanted.set)];
  if ('add' in wanted) return [...new Set([...held, wanted.add])];
  return held.filter((each) => each !== wanted.remove);
}

function tagsOf(name: string, given: readonly string[], taken: readonly string[]): CacheTag[] {
  if (taken.length > 0) return [`role:${name}`];
  return given.length > 0 ? [`more:role:${name}`] : [];
}

const noSuchRole = (name: string): OAuthError =>
  new OAuthError('not_found', `There is no role ${name}.`);
