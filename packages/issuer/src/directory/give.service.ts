import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { CacheTag } from '@sallyport/protocol/internal.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import type { AdminPermission } from './admin-permissions.ts';
import { insertAssignment, readMissing } from './assign.store.ts';
import { callerOf, requireAuthority } from './authority.service.ts';
import { adminPermissionsGivenBy, readPermissionsOf } from './authority.store.ts';
import type { Caller } from './caller.ts';
import { maysAt, notTheirsToGive, requireAt } from './delegation/reach.service.ts';
import type { Place } from './delegation/reach.ts';
import { admit } from './organizations/admit.service.ts';

/** What a person gets at once, for good. */
export interface Given {
  roles: readonly string[];
  groups: readonly string[];
  /** The id of the one that they become a member of, with these roles within. */
  organizationId?: string | null;
  /** Its key. */
  organization?: string | null;
  organizationRoles?: readonly string[];
}

const byKind = ({ roles, groups }: Given) => [['role', roles] as const, ['group', groups] as const];

/** With roles within: who may give roles gives them. */
const namedBy = ({ organizationRoles = [], ...given }: Given) =>
  byKind({ ...given, roles: [...given.roles, ...organizationRoles] });

/** A permission that is needed everywhere, or where it is needed; null: nowhere else. */
interface Needed {
  permission: AdminPermission;
  at: Place | null;
}

const organizationOf = ({ organization }: Given): Place | null =>
  organization ? { type: 'organization', identifier: organization } : null;

const placesOf = (given: Given): Place[] => {
  const organization = organizationOf(given);
  const groups = given.groups.map((identifier) => ({ type: 'group', identifier }) as const);
  return organization ? [organization, ...groups] : groups;
};

const neededToGive = (given: Given, rolesAt: Place | null): Needed[] => {
  const { roles, groups, organizationId = null, organizationRoles = [] } = given;
  const organization = organizationOf(given);
  return [
    ...(organizationId === null
      ? []
      : [{ permission: 'organizations:write', at: organization } as const]),
    ...(roles.length > 0 ? [{ permission: 'roles:write', at: rolesAt } as const] : []),
    ...(organizationRoles.length > 0
      ? [{ permission: 'roles:write', at: organization } as const]
      : []),
    ...groups.map(
      (identifier) => ({ permission: 'groups:write', at: { type: 'group', identifier } }) as const,
    ),
  ];
};

/** What one is invited into; null: the whole directory. */
const placesOfInvitation = (given: Given): (Place | null)[] => {
  const places = given.roles.length > 0 ? [] : placesOf(given);
  return places.length > 0 ? places : [null];
};

/**
 * Whether a caller may promise these to a person.
 *
 * @param rolesAt where the roles count, if not everywhere: who may give roles there gives those that give what
 *   they have there themselves
 * @throws OAuthError `not_found` for what is not there; `insufficient_scope` as
 *   `authority.service.ts` says.
 */
export async function requireAuthorityToGive(
  tx: Transaction,
  given: Given,
  caller: Caller,
  rolesAt: Place | null = null,
): Promise<void> {
  for (const { permission, at } of neededToGive(given, rolesAt)) {
    await requireAt(tx, caller, permission, at);
  }
  for (const [kind, names] of namedBy(given)) {
    const [missing] = await readMissing(tx, kind, names);
    if (missing !== undefined) {
      throw new OAuthError('not_found', `There is no ${kind} ${missing}.`);
    }
  }
  await requireWhatTheseGive(tx, given, caller, rolesAt);
}

/**
 * Whether a caller may change or take back what was promised to a person: who may promise it. What is not there any
 * more needs nothing.
 *
 * @throws OAuthError `insufficient_scope` as `authority.service.ts` says.
 */
export async function requireAuthorityOverPromise(
  tx: Transaction,
  given: Given,
  caller: Caller,
): Promise<void> {
  for (const { permission, at } of neededToGive(given, null)) {
    await requireAt(tx, caller, permission, at);
  }
  await requireWhatTheseGive(tx, given, caller, null);
}

async function requireWhatTheseGive(
  tx: Transaction,
  given: Given,
  caller: Caller,
  rolesAt: Place | null,
): Promise<void> {
  for (const [kind, names] of namedBy(given)) {
    requireAuthority(caller, await adminPermissionsGivenBy(tx, kind, ...names));
  }
  const [beyond] = await beyondTheirs(tx, given, caller, rolesAt);
  if (beyond === undefined) return;
  throw new OAuthError(
    'insufficient_scope',
    `These roles give ${beyond}, which you do not have yourself: with a role on one group or organization you give what you have there.`,
  );
}

/** What the roles give, and the caller does not have where they count. */
async function beyondTheirs(
  sql: Queryable,
  given: Given,
  caller: Caller,
  rolesAt: Place | null,
): Promise<string[]> {
  const { roles, organizationRoles = [] } = given;
  const found: string[] = [];
  for (const [names, at] of [
    [roles, rolesAt],
    [organizationRoles, organizationOf(given)],
  ] as const) {
    if (names.length === 0 || caller.permissions.includes('roles:write')) continue;
    found.push(...(await notTheirsToGive(sql, caller, await readPermissionsOf(sql, names), at)));
  }
  return found;
}

/**
 * @throws OAuthError `insufficient_scope` when the caller may not invite people into these, or may not see whom
 *   others invite.
 */
export async function requireToInvite(
  sql: Queryable,
  given: Given,
  caller: Caller,
  needed: 'users:read' | 'users:write' = 'users:write',
): Promise<void> {
  for (const at of placesOfInvitation(given)) await requireAt(sql, caller, needed, at);
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
  const caller = await callerOf(sql, actor, now);
  const toInvite = placesOfInvitation(given).map(
    (at) => ({ permission: 'users:write', at }) as const,
  );
  for (const { permission, at } of [...toInvite, ...neededToGive(given, null)]) {
    if (!(await maysAt(sql, caller, permission, at))) return false;
  }
  for (const [kind, names] of namedBy(given)) {
    const borne = await adminPermissionsGivenBy(sql, kind, ...names);
    if (!borne.every((permission) => caller.permissions.includes(permission))) return false;
  }
  return (await beyondTheirs(sql, given, caller, null)).length === 0;
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
