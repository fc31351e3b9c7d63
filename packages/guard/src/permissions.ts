import { isAllowed, type Requirement } from '@sallyport/protocol/access.ts';
import { GuardError } from './errors.ts';
import type { Principal } from './principal.ts';

/**
 * Whether the caller may do something: one permission by name, or a requirement with permissions
 * and the one resource it is about. The rule is that of the gateway.
 */
export function can(principal: Principal, requirement: string | Requirement): boolean {
  return isAllowed(
    { permissions: principal.permissions, authorization_details: principal.authorizationDetails },
    typeof requirement === 'string' ? { permissions: [requirement] } : requirement,
  );
}

/** @throws GuardError `permission_denied` that names what is missing. */
export function requirePermission(principal: Principal, requirement: string | Requirement): void {
  if (can(principal, requirement)) return;
  const { permissions = [] }: Requirement =
    typeof requirement === 'string' ? { permissions: [requirement] } : requirement;
  throw new GuardError(
    'permission_denied',
    permissions.length > 0 ? { description: `This needs ${permissions.join(' and ')}.` } : {},
  );
}
