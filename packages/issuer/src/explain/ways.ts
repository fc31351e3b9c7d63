import { nameOfPlace, type Place } from '../directory/delegation/reach.ts';

/** A way in which a person or a client has a role. */
export interface HeldRole {
  role: string;
  /** From the one that they are in up to the one that has the role; empty where it is given to themselves. */
  groups: readonly string[];
  /** Which provider put them into the first group at their last sign-in. */
  provider: string | null;
  /** The key of the organization within which they have it; null where it counts everywhere. */
  organization: string | null;
  /** The group or organization that they have it on at the admin API; null where it counts everywhere. */
  on: Place | null;
  /** By the configuration file. */
  declared: boolean;
  validUntil: Date | null;
}

/** A role that gives a permission. */
export interface Giver {
  permission: string;
  role: string;
  /** How many permissions it gives in all: the fewer, the better it mends what is missing. */
  gives: number;
  /** Some of those that have the role. */
  groups: readonly string[];
}

/** What would mend a missing link: in a word, and in a sentence. */
export interface Mend {
  do:
    | 'give_role'
    | 'give_role_on'
    | 'add_to_group'
    | 'add_permission_to_role'
    | 'declare_permission'
    | 'enable'
    | 'allow_api'
    | 'allow_scope'
    | 'ask_for_scope'
    | 'sign_in'
    | 'join_organization'
    | 'change_route';
  role?: string;
  group?: string;
  sentence: string;
}

/** No more suggestions of one kind. */
const maxMends = 5;

/** By which ways a caller has a permission. */
export const waysTo = (
  permission: string,
  held: readonly HeldRole[],
  givers: readonly Giver[],
): HeldRole[] => {
  const roles = givers.filter((giver) => giver.permission === permission).map(({ role }) => role);
  return held.filter(({ role }) => roles.includes(role));
};

/**
 * What would give a permission to a caller who does not have it.
 *
 * @param givers those that give the least else first
 */
export function mendsOf(
  permission: string,
  { api, givers, isDeclared }: { api: string; givers: readonly Giver[]; isDeclared: boolean },
): Mend[] {
  if (!isDeclared) {
    const sentence = `Add ${permission} to the permissions of ${api}: the API does not declare it, so no role can give it there.`;
    return [{ do: 'declare_permission', sentence }];
  }
  const giving = givers.filter((giver) => giver.permission === permission);
  if (giving.length === 0) {
    const sentence = `No role gives ${permission}. Add it to the permissions of one.`;
    return [{ do: 'add_permission_to_role', sentence }];
  }
  const roles = giving.slice(0, maxMends).map(({ role }): Mend => giveRole(role));
  const groups = giving.flatMap(({ role, groups: having }) =>
    having.map((group): Mend => addToGroup(group, role)),
  );
  return [...roles, ...groups.slice(0, maxMends)];
}

export const giveRole = (role: string): Mend => ({
  ...{ do: 'give_role', role },
  sentence: `Give the role ${role}.`,
});

export const giveRoleOn = (role: string, place: Place): Mend => ({
  ...{ do: 'give_role_on', role },
  sentence: `Give the role ${role} on ${nameOfPlace(place)}.`,
});

const addToGroup = (group: string, role: string): Mend => ({
  ...{ do: 'add_to_group', group, role },
  sentence: `Add to the group ${group}, which has the role ${role}.`,
});
