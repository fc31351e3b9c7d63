import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { keepAnAdministrator, requireAuthority } from '../authority.service.ts';
import { adminPermissionsGivenBy } from '../authority.store.ts';
import type { Caller } from '../caller.ts';
import { declaredElsewhere, type Guard, unguarded } from '../declared.ts';
import { requireAuthorityToGive } from '../give.service.ts';
import { giveUntil } from '../give-until.service.ts';
import { deleteGroupRole, insertGroupRole, isThere } from './groups.store.ts';
import { noSuchGroup } from './manage-groups.service.ts';

type Dependencies = Pick<Context, 'changes' | 'clock'>;

export interface RoleOfGroup {
  group: string;
  role: string;
}

/**
 * Gives a role to the members of a group and of those below it, until a moment or for good; a group of
 * the file, too, and there it stays when the file is applied. What the file gives has no end.
 *
 * @throws OAuthError `not_found`; `invalid_request` for an end that has passed; `insufficient_scope` and
 *   `conflict` as `authority.service.ts` says.
 */
export function giveRoleToGroup(
  of: RoleOfGroup,
  validUntil: Date | null,
  caller: Caller,
  context: Dependencies,
  guard: Guard = unguarded,
): Promise<void> {
  return giveUntil(validUntil, context, async (tx, now) => {
    await guard(tx);
    if (!(await isThere(tx, of.group))) throw noSuchGroup(of.group);
    const at = { type: 'group', identifier: of.group } as const;
    await requireAuthorityToGive(tx, { roles: [of.role], groups: [] }, caller, at);
    const borne = await adminPermissionsGivenBy(tx, 'role', of.role);
    const made = await keepAnAdministrator(tx, borne, now, () =>
      insertGroupRole(tx, of, validUntil),
    );
    if (!made) return [];
    const detail = { valid_until: validUntil };
    const event = { at: now, action: 'role.assign', actor: caller.actor } as const;
    await recordAudit(tx, { ...event, subjects: subjectsOf(of), detail });
    // Given before, it may have had a later end.
    return [validUntil ? `group:${of.group}` : `more:group:${of.group}`];
  });
}

/**
 * Taking what it does not have is no error, and waits for the gateways all the same.
 *
 * @throws OAuthError `conflict` for what the file gives; `insufficient_scope` and `conflict` as
 *   `authority.service.ts` says.
 */
export function takeRoleFromGroup(
  of: RoleOfGroup,
  caller: Caller,
  { changes, clock }: Dependencies,
  guard: Guard = unguarded,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    await guard(tx);
    // Held before the lock of administrators, as by all who give or take something there. Gone, it has no roles.
    await isThere(tx, of.group);
    const borne = await adminPermissionsGivenBy(tx, 'role', of.role);
    requireAuthority(caller, borne);
    const outcome = await keepAnAdministrator(tx, borne, at, () => deleteGroupRole(tx, of));
    if (outcome === 'declared') {
      throw declaredElsewhere(`That the group ${of.group} has the role ${of.role}`);
    }
    if (outcome === 'absent') return [];
    const event = { at, action: 'role.unassign', actor: caller.actor } as const;
    await recordAudit(tx, { ...event, subjects: subjectsOf(of) });
    return [`group:${of.group}`];
  });
}

const subjectsOf = ({ group, role }: RoleOfGroup): string[] => [`group:${group}`, `role:${role}`];
