import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { requireAuthority } from '../authority.service.ts';
import { adminPermissionsGivenBy } from '../authority.store.ts';
import type { Caller } from '../caller.ts';
import { type Guard, unguarded } from '../declared.ts';
import { requireAuthorityToGive } from '../give.service.ts';
import { giveUntil } from '../give-until.service.ts';
import { noSuchMember } from './members.service.ts';
import {
  deleteRoleWithin,
  type HeldWithin,
  insertRoleWithin,
  lockMember,
} from './members.store.ts';
import { noSuchOrganization } from './organization.ts';
import { lockOrganization } from './organizations.store.ts';

type Dependencies = Pick<Context, 'changes' | 'clock'>;

/** A role within an organization. */
export interface RoleIn {
  key: string;
  /** Null: of all members. */
  userId: string | null;
  role: string;
}

/**
 * Gives it, until a moment or for good: see `giveUntil`.
 *
 * @throws OAuthError `not_found` when there is no such organization, member or role; `invalid_request` for
 *   an end that has passed; `insufficient_scope` as `authority.service.ts` says.
 */
export function giveRoleWithin(
  { key, userId, role }: RoleIn,
  validUntil: Date | null,
  caller: Caller,
  context: Dependencies,
  guard: Guard = unguarded,
): Promise<void> {
  return giveUntil(validUntil, context, async (tx, at) => {
    await guard(tx);
    const held = await lockOrganization(tx, key, 'share');
    if (!held) throw noSuchOrganization(key);
    const organizationId = held.id;
    if (userId !== null && !(await lockMember(tx, { organizationId, userId }))) {
      throw noSuchMember({ key, userId });
    }
    const within = { type: 'organization', identifier: key } as const;
    await requireAuthorityToGive(tx, { roles: [role], groups: [] }, caller, within);
    const given = { organizationId, userId, role };
    if (!(await insertRoleWithin(tx, given, validUntil))) return [];
    await recordAudit(tx, {
      ...{ at, action: 'organization.assign_role', actor: caller.actor },
      ...{ subjects: subjectsOf(given), detail: { valid_until: validUntil } },
    });
    // Given before, it may have had a later end.
    const tag = cachedUnder(given);
    return [validUntil ? tag : (`more:${tag}` as const)];
  });
}

/**
 * Taking what they do not have is no error, and waits for the gateways all the same.
 *
 * @throws OAuthError `insufficient_scope` as `authority.service.ts` says.
 */
export function takeRoleWithin(
  { key, userId, role }: RoleIn,
  caller: Caller,
  { changes, clock }: Dependencies,
  guard: Guard = unguarded,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    await guard(tx);
    requireAuthority(caller, await adminPermissionsGivenBy(tx, 'role', role));
    const held = await lockOrganization(tx, key, 'share');
    const taken = held && { organizationId: held.id, userId, role };
    if (!taken || !(await deleteRoleWithin(tx, taken))) return [];
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'organization.unassign_role', actor: caller.actor },
      subjects: subjectsOf(taken),
    });
    return [cachedUnder(taken)];
  });
}

const cachedUnder = ({ organizationId, userId }: HeldWithin) =>
  (userId === null ? `organization:${organizationId}` : `user:${userId}`) satisfies CacheTag;

const subjectsOf = ({ organizationId, userId, role }: HeldWithin): string[] => [
  ...(userId === null ? [] : [`user:${userId}`]),
  `organization:${organizationId}`,
  `role:${role}`,
];
