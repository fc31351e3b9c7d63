import type { AdminPermission } from '../admin-permissions.ts';
import type { Place, ReachType } from './reach.ts';

/**
 * Whether a role on one group or organization is enough (ADR 36). With a group or an organization in the path it
 * is that one. Otherwise the caller has to reach any, and the operation keeps to what `caller.reach` says.
 */
export type Within = 'none' | ReachType | 'either';

/** What an operation of the admin API takes to be called. */
export interface NeededPermission {
  /**
   * `any`: one of them all, and what it answers depends on which. Null: any token for
   * the admin API, of whichever user or client.
   */
  permission: AdminPermission | 'any' | null;
  /** `none` when left out. */
  within?: Within;
}

/** The group or organization that a path names, where a role on it is enough. */
export function placeNamed(
  within: Within,
  { group, organization }: Readonly<Record<string, string>>,
): Place | null {
  if (within === 'group' && group !== undefined) return { type: within, identifier: group };
  if (within !== 'organization' || organization === undefined) return null;
  return { type: within, identifier: organization };
}
