import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { CacheTag } from '@sallyport/protocol/internal.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import type { AdminPermission } from './admin-permissions.ts';
import { insertAssignment, readMissing } from './assign.store.ts';
import { permissionsOfActor, requireAuthority } from './authority.service.ts';
import { adminPermissionsGivenBy } from './authority.store.ts';
import type { Caller } from './caller.ts';
import { admit } from './organizations/admit.service.ts';

/** What a person gets at once, for good. */
export interface Given {
  roles: readonly string[];
  groups: readonly string[];
  /** The id of the one that they become a member of, with these roles within. */
  organizationId?: string | null;
  organizationRoles?: readonly string[];
}

const byKind = ({ roles, groups }: Given) => [['role', roles] as const, ['group', groups] as const];

/** With roles within: who may give roles gives them. */
const namedBy = ({ organizationRoles = [], ...given }: Given) =>
  byKind({ ...given, roles: [...given.roles, ...organizationRoles] });

const neededToGive = ({
  roles,
  groups,
  organizationId = null,
  organizationRoles = [],
}: Given): AdminPermission[] => [
  ...(organizationId === null ? [] : (['organizations:write'] as const)),
  ...(roles.length + organizationRoles.length > 0 ? (['roles:write'] as const) : []),
  ...(groups.length > 0 ? (['groups:write'] as const) : []),
];

/**
 * Whether a caller may promise these to a person.
 *
 * @throws OAuthError `not_found` for what is not there; `insufficient_scope` as
 *   `authority.service.ts` says.
 */
export async function requireAuthorityToGive(
  tx: Transaction,
  given: Given,
  caller: Caller,
): Promise<void> {
  requireAuthority(caller, neededToGive(given));
  for (const [kind, names] of namedBy(given)) {
    const [missing] = await readMissing(tx, kind, names);
    if (missing !== undefined) {
      throw new OAuthError('not_found', `There is no ${kind} ${missing}.`);
    }
    requireAuthority(caller, await adminPermissionsGivenBy(tx, kind, ...names));
  }
}

/**
 * Whether the one who promised these to a person may do so still. What is not there any more gives
 * nothing, and needs nothing.
 *
 * @param actor as the audit log has them
 */
export async function mayStillGive(
  sql: Queryable,
  given: Given,
  actor: string,
  now: Date,
): Promise<boolean> {
  const permissions = await permissionsOfActor(sql, actor, now);
  const needed: AdminPermission[] = ['users:write', ...neededToGive(given)];
  for (const [kind, names] of namedBy(given)) {
    needed.push(...(await adminPermissionsGivenBy(sql, kind, ...names)));
  }
  return needed.every((permission) => permissions.includes(permission));
}

/**
 * Gives a user what was promised; what is not there any more is passed over, and what they have until
 * some time they have for good.
 *
 * @returns what is cached and not all that is true now
 */
export async function giveAll(
  tx: Transaction,
  userId: string,
  given: Given,
  at: Date,
): Promise<CacheTag[]> {
  for (const [kind, names] of byKind(given)) {
    const missing = await readMissing(tx, kind, names);
    for (const name of names.filter((each) => !missing.includes(each))) {
      await insertAssignment(tx, kind, userId, name, null);
    }
  }
  const { organizationId = null, organizationRoles: roles = [] } = given;
  if (organizationId !== null) await admit(tx, userId, { organizationId, roles }, at);
  return [`user:${userId}`];
}
