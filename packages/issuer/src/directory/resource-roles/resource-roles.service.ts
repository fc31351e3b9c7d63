import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isTreePath, maxDepth } from '@sallyport/protocol/resource-tree.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { requireAuthority } from '../authority.service.ts';
import { adminPermissionsGivenBy } from '../authority.store.ts';
import type { Caller } from '../caller.ts';
import { isReachType } from '../delegation/reach.ts';
import { requireAuthorityToGive } from '../give.service.ts';
import { giveUntil } from '../give-until.service.ts';
import { isIdentifier, nameOfHolder, type ResourceRole } from './resource-role.ts';
import {
  deleteResourceRole,
  insertResourceRole,
  lockHeld,
  lockHolder,
  readType,
} from './resource-roles.store.ts';

type Dependencies = Pick<Context, 'changes' | 'clock'>;

/**
 * Gives a role on one resource, until a moment or for good: see `giveUntil`.
 *
 * @throws OAuthError `not_found` when there is no such holder, role or type of resources; `invalid_request`
 *   for an end that has passed and for an identifier that cannot be read; `insufficient_scope` as
 *   `authority.service.ts` says.
 */
export function giveResourceRole(
  given: ResourceRole,
  validUntil: Date | null,
  caller: Caller,
  context: Dependencies,
): Promise<void> {
  const { holder, type, identifier, role } = given;
  return giveUntil(validUntil, context, async (tx, at) => {
    if (!isIdentifier(identifier)) {
      throw new OAuthError(
        'invalid_request',
        'identifier: it has characters that hide or reorder others.',
      );
    }
    if (!(await lockHolder(tx, holder))) {
      throw new OAuthError('not_found', `There is no ${holder.kind} ${holder.id}.`);
    }
    const declared = await readType(tx, type);
    if (!declared && isReachType(type)) {
      if (!(await lockHeld(tx, { type, identifier }))) {
        throw new OAuthError('not_found', `There is no ${type} ${identifier}.`);
      }
    } else if (!declared) {
      throw new OAuthError('not_found', `No API has the type ${type} in authorization_details.`);
    }
    if (declared?.hierarchical && !isTreePath(identifier)) {
      throw new OAuthError(
        'invalid_request',
        `identifier: write a path like a/b/c, without a slash at its ends, of ${maxDepth} names at most.`,
      );
    }
    await requireAuthorityToGive(tx, { roles: [role], groups: [] }, caller);
    const ofApi = declared !== null && isReachType(type);
    if (!(await insertResourceRole(tx, given, { validUntil, ofApi, now: at }))) return [];
    await recordAudit(tx, {
      ...{ at, action: 'resource_role.assign', actor: caller.actor },
      ...{ subjects: subjectsOf(given), detail: { type, identifier, valid_until: validUntil } },
    });
    // Given before, it may have had a later end.
    const tag = nameOfHolder(holder);
    return [validUntil ? tag : `more:${tag}`];
  });
}

/**
 * Taking what they do not have is no error, and waits for the gateways all the same.
 *
 * @throws OAuthError `insufficient_scope` as `authority.service.ts` says.
 */
export function takeResourceRole(
  taken: ResourceRole,
  caller: Caller,
  { changes, clock }: Dependencies,
): Promise<void> {
  const { holder, type, identifier, role } = taken;
  return changes.takeAway(async (tx) => {
    requireAuthority(caller, await adminPermissionsGivenBy(tx, 'role', role));
    if (!(await deleteResourceRole(tx, taken))) return [];
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'resource_role.unassign', actor: caller.actor },
      ...{ subjects: subjectsOf(taken), detail: { type, identifier } },
    });
    return [nameOfHolder(holder)];
  });
}

const subjectsOf = ({ holder, role }: ResourceRole): string[] => [
  nameOfHolder(holder),
  `role:${role}`,
];
