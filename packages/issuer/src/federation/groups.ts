import type { MappedGroup } from '../directory/users/mapped-group.ts';
import { valueAt } from './drivers/json-pointer.ts';

/** What the claims of a provider give a person. */
export interface ClaimedGroups {
  groups: MappedGroup[];
  /** Claims that the provider keeps elsewhere, because they would be too large for a token. */
  elsewhere: string[];
}

/**
 * Which entries of a provider's map are met. A claim may be one text or a list of them; anything else in it
 * gives nothing, and so does a claim that is missing: several providers leave it out for people who are in no
 * group.
 */
export function groupsFrom(
  map: readonly MappedGroup[],
  claims: Readonly<Record<string, unknown>>,
): ClaimedGroups {
  const names = new Set(map.map(({ claim }) => claim));
  const told = new Map([...names].map((name) => [name, textsOf(claimAt(claims, name))]));
  return {
    groups: map.filter(({ claim, value }) => told.get(claim)!.has(value)),
    elsewhere: [...names].filter((name) => isElsewhere(claims, name)),
  };
}

/** By its name, or by a JSON Pointer into the claims. */
const claimAt = (claims: unknown, name: string): unknown =>
  valueAt(
    claims,
    name.startsWith('/') ? name : `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  );

const textsOf = (value: unknown): ReadonlySet<string> =>
  new Set((Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string'));

/**
 * A distributed claim (OpenID Connect Core, section 5.6.2): Entra ID puts a reference to its API into
 * the place of more than 200 groups.
 */
const isElsewhere = (claims: Readonly<Record<string, unknown>>, name: string): boolean =>
  valueAt(claims['_claim_names'], `/${name}`) !== undefined ||
  (name === 'groups' && claims['hasgroups'] === true);

/** The first part of where each claim of a map is: what userinfo is asked for, where the ID token lacks it. */
export const claimNames = (map: readonly MappedGroup[]): string[] => [
  ...new Set(
    map.map(({ claim }) =>
      claim.startsWith('/')
        ? claim.split('/')[1]!.replaceAll('~1', '/').replaceAll('~0', '~')
        : claim,
    ),
  ),
];
