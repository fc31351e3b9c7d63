import { type AuthorizationDetail, coversDetail } from './authorization-details.ts';
import { coversPlace } from './resource-tree.ts';

/** What a caller may do at one API, as far as a decision needs to know. */
export interface Held {
  permissions: readonly string[];
  /** What a token is confined to; empty for one that is not. */
  authorization_details: readonly AuthorizationDetail[];
  /** What roles on single resources allow, beside the permissions. */
  assigned_details?: readonly AuthorizationDetail[] | undefined;
  /** The same of places in trees: it holds for all that lies below, too. */
  assigned_subtrees?: readonly AuthorizationDetail[] | undefined;
}

/** What a route, or a call of the guard in a service, requires. */
export interface Requirement {
  /** The caller must hold all of them. */
  permissions?: readonly string[];
  /** One particular resource; a token that is confined to it passes, too. */
  details?: AuthorizationDetail;
}

/**
 * The one rule of authorization, the same at the gateway and in the guard.
 *
 * A token with `authorization_details` is confined to the resources that they name: it passes only
 * where a requirement names one of these resources, and its permissions do not count. Any other
 * token passes when it holds every required permission, or where roles on the resource allow every
 * action. Permissions alone never pass a requirement that names only a resource.
 */
export function isAllowed(held: Held, requirement: Requirement): boolean {
  const { permissions = [], details } = requirement;
  if (held.authorization_details.length > 0) {
    return details !== undefined && coversDetail(held.authorization_details, details);
  }
  if (details !== undefined) {
    if (coversAssigned(held, details)) return true;
    if (permissions.length === 0) return false;
  }
  return permissions.every((permission) => held.permissions.includes(permission));
}

/** Whether roles on single resources, or on what a resource lies in, allow every action. */
export const coversAssigned = (
  held: Pick<Held, 'assigned_details' | 'assigned_subtrees'>,
  needed: AuthorizationDetail,
): boolean =>
  coversDetail(held.assigned_details ?? [], needed) ||
  coversPlace(held.assigned_subtrees ?? [], needed);
