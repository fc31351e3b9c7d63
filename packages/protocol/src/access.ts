import { type AuthorizationDetail, coversDetail } from './authorization-details.ts';

/** What somebody holds at one API, as far as a decision about it needs to know. */
export interface Held {
  permissions: readonly string[];
  authorization_details: readonly AuthorizationDetail[];
}

/** What a route, or a line in a service, asks for. */
export interface Requirement {
  /** Every one of them must be held. */
  permissions?: readonly string[];
  /** Or one resource in particular may be enough. */
  details?: AuthorizationDetail;
}

/**
 * The one rule of authorization, the same at the gateway and in the guard.
 *
 * A token with `authorization_details` is confined to the resources they name: it passes only where
 * a requirement names a resource, and its permissions count for nothing beyond. Any other token
 * passes when it holds every permission asked for; where a resource is all that is asked for, no
 * permission can stand in for it.
 */
export function isAllowed(held: Held, requirement: Requirement): boolean {
  const { permissions = [], details } = requirement;
  if (held.authorization_details.length > 0) {
    return details !== undefined && coversDetail(held.authorization_details, details);
  }
  if (details !== undefined && permissions.length === 0) return false;
  return permissions.every((permission) => held.permissions.includes(permission));
}
