import { type AdminPermission, grantableAdminPermissions } from '../admin-permissions.ts';
import type { Caller } from '../caller.ts';

/** What a role can be held on at the admin API: types of resources that no file declares. */
export const reachTypes = ['group', 'organization'] as const;

export type ReachType = (typeof reachTypes)[number];

export const isReachType = (type: string): type is ReachType =>
  reachTypes.some((each) => each === type);

/** A group with all that lies below it, or an organization. */
export interface Place {
  type: ReachType;
  /** Name of the group, key of the organization. */
  identifier: string;
}

/** What a caller may do with one of them. */
export interface Delegated extends Place {
  permissions: readonly AdminPermission[];
  /** An organization that is disabled: it can be looked at, and changed by those alone who may do so everywhere. */
  disabled?: boolean;
  /** All that they have there, at any API: everywhere, by the roles on it, and within the organization. */
  gives: readonly string[];
}

/** The permissions that mean something on one of them. On the others a role gives nothing. */
export const countsOn: Readonly<Record<ReachType, readonly AdminPermission[]>> = {
  group: ['users:read', 'users:write', 'groups:read', 'groups:write', 'roles:read', 'roles:write'],
  organization: [
    'users:read',
    'users:write',
    'roles:read',
    'roles:write',
    'organizations:read',
    'organizations:write',
  ],
};

/** What is left of these permissions on an organization that is disabled. */
export const onlyReading = (permissions: readonly AdminPermission[]): AdminPermission[] =>
  permissions.filter((each) => each.endsWith(':read'));

/** The identifiers of what a caller may do something with; null where they may do it everywhere. */
export function placesFor(
  { permissions, reach = [] }: Caller,
  permission: AdminPermission,
  type: ReachType,
): string[] | null {
  if (permissions.includes(permission)) return null;
  return reach
    .filter((one) => one.type === type && one.permissions.includes(permission))
    .map(({ identifier }) => identifier);
}

/** Whose members a caller may see; null: those of all. */
export function peopleFor(caller: Caller): { groups: string[]; organizations: string[] } | null {
  const groups = placesFor(caller, 'users:read', 'group');
  const organizations = placesFor(caller, 'users:read', 'organization');
  return groups && organizations && { groups, organizations };
}

/** All permissions that a caller may hand on somewhere; null: those of other APIs, whatever they are. */
export function handedOnBy({ permissions, reach = [] }: Caller): string[] | null {
  if (permissions.includes('roles:read')) return null;
  const gives = reach.filter((one) => one.permissions.includes('roles:read'));
  const ours: readonly string[] = grantableAdminPermissions;
  return [...new Set(gives.flatMap((one) => one.gives))].filter((each) => !ours.includes(each));
}

export const nameOfPlace = ({ type, identifier }: Place): string => `the ${type} ${identifier}`;

/** Whether a place is an organization that the caller could do more with if it were enabled. */
export const isDisabledFor = ({ reach = [] }: Caller, { type, identifier }: Place): boolean =>
  reach.some((one) => one.type === type && one.identifier === identifier && one.disabled === true);
