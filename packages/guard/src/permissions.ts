import { isAllowed, type Requirement } from '@sallyport/protocol/access.ts';
import { GuardError } from './errors.ts';
import type { Principal } from './principal.ts';

/**
 * Whether the caller may do something: one permission by name, or a requirement with permissions
 * and the one resource it is about. The rule is that of the gateway.
 */
export function can(principal: Principal, requirement: string | Requirement): boolean {
  return isAllowed(
    {
      permissions: principal.permissions,
      authorization_details: principal.authorizationDetails,
      assigned_details: principal.assignedDetails,
      assigned_subtrees: principal.assignedSubtrees,
    },
    requirementOf(requirement),
  );
}

/** @throws GuardError `permission_denied` that names what is missing. */
export function requirePermission(principal: Principal, requirement: string | Requirement): void {
  if (can(principal, requirement)) return;
  const { permissions = [] } = requirementOf(requirement);
  throw new GuardError(
    'permission_denied',
    permissions.length > 0 ? { description: `This needs ${permissions.join(' and ')}.` } : {},
  );
}

/** One permission by name, or more than that. */
export const requirementOf = <T extends object>(
  requirement: string | T,
): T | { permissions: readonly string[] } =>
  typeof requirement === 'string' ? { permissions: [requirement] } : requirement;
