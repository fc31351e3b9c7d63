import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import type { AdminPermission } from './admin-permissions.ts';
import {
  type Administrators,
  adminPermissionsGivenBy,
  adminPermissionsOfClient,
  adminPermissionsOfClientAnywhere,
  adminPermissionsOfUser,
  adminPermissionsOfUserAnywhere,
  countAdministrators,
  isActiveClient,
  isActiveUser,
  lockAdministrators,
} from './authority.store.ts';
import { type Caller, readActor } from './caller.ts';
import { withReach } from './delegation/reach.service.ts';

/**
 * Only a caller with the same admin permissions may give or take them: otherwise a caller who may
 * write to the directory could get every other permission.
 *
 * @param borne the admin permissions that a role or a group gives, or a user or client has.
 * @throws OAuthError `insufficient_scope`
 */
export function requireAuthority({ permissions }: Caller, borne: readonly AdminPermission[]): void {
  const missing = borne.filter((permission) => !permissions.includes(permission));
  if (missing.length === 0) return;
  throw new OAuthError(
    'insufficient_scope',
    `This concerns what gives the permission ${missing.join(', ')}, and needs it too.`,
  );
}

/** @throws OAuthError `insufficient_scope` when the client may do more than the caller. */
export async function requireAuthorityOverClient(
  tx: Transaction,
  caller: Caller,
  clientId: string,
  now: Date,
): Promise<void> {
  requireAuthority(caller, await adminPermissionsOfClientAnywhere(tx, clientId, now));
}

/** @throws OAuthError `insufficient_scope` when the role gives more than the caller has. */
export async function requireAuthorityOverRole(
  tx: Transaction,
  caller: Caller,
  role: string,
): Promise<void> {
  requireAuthority(caller, await adminPermissionsGivenBy(tx, 'role', role));
}

/** @throws OAuthError `insufficient_scope` when the user may do more than the caller. */
export async function requireAuthorityOverUser(
  tx: Transaction,
  caller: Caller,
  userId: string,
  now: Date,
): Promise<void> {
  requireAuthority(caller, await adminPermissionsOfUserAnywhere(tx, userId, now));
}

/** Whether a person may do something at the admin API, be it with one group only. */
export const isAnAdministrator = async (
  tx: Transaction,
  userId: string,
  now: Date,
): Promise<boolean> => (await adminPermissionsOfUserAnywhere(tx, userId, now)).length > 0;

/**
 * A person or client as the caller that they would be now, by the name that the audit log has of them: one who may
 * do nothing, once they are disabled or deleted, or if they are neither a user nor a client.
 */
export async function callerOf(sql: Queryable, actor: string, now: Date): Promise<Caller> {
  const read = readActor(actor);
  const isThere = read?.kind === 'client' ? isActiveClient : isActiveUser;
  if (!read || !(await isThere(sql, read.id))) return { actor, permissions: [] };
  const permissionsOf = read.kind === 'client' ? adminPermissionsOfClient : adminPermissionsOfUser;
  const permissions = await permissionsOf(sql, read.id, now);
  return withReach(sql, { actor, permissions }, now);
}

/**
 * Runs `change` and refuses it when afterwards no administrator is left, or only such whose role ends
 * at some time. Such changes run one after the other, so that two administrators cannot remove one
 * another.
 *
 * @param borne as above: where it is empty, no administrator is concerned.
 * @throws OAuthError `conflict`
 */
export async function keepAnAdministrator<T>(
  tx: Transaction,
  borne: readonly AdminPermission[],
  now: Date,
  change: () => Promise<T>,
  refusal: () => Error = lastAdministrator,
): Promise<T> {
  if (borne.length === 0) return change();
  await lockAdministrators(tx);
  const before = await countAdministrators(tx, now);
  const result = await change();
  if (losesTheLast(before, await countAdministrators(tx, now))) throw refusal();
  return result;
}

const lastAdministrator = (): OAuthError =>
  new OAuthError(
    'conflict',
    'This is the last administrator. First give the role to another user, without an end.',
  );

const losesTheLast = (before: Administrators, after: Administrators): boolean =>
  (before.present > 0 && after.present === 0) || (before.lasting > 0 && after.lasting === 0);
