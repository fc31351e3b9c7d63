import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import { requirementOf, requirePermission } from './permissions.ts';
import type { Principal } from './principal.ts';

/** What a route needs. `details` names the one resource that a request is about. */
export interface RouteRequirement<Request> {
  permissions?: readonly string[];
  details?: (request: Request) => AuthorizationDetail;
}

/**
 * @param requirement or the one permission that it needs
 * @throws GuardError `permission_denied`
 * @throws TypeError without a principal: the route would be open if this counted as none needed.
 */
export function checkRoute<Request>(
  principal: Principal | null | undefined,
  requirement: string | RouteRequirement<Request>,
  request: Request,
): void {
  if (!principal) {
    throw new TypeError('requires() found no principal: put the guard before it.');
  }
  const { permissions = [], details }: RouteRequirement<Request> = requirementOf(requirement);
  requirePermission(principal, { permissions, ...(details && { details: details(request) }) });
}
