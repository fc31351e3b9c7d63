import { z } from 'zod';

const clientRoles = z.record(z.string(), z.array(z.string())).default({});

/** A role of an export. With `composites` it gives other roles, too. */
export const keycloakRole = z.object({
  name: z.string(),
  composites: z.object({ realm: z.array(z.string()).default([]), client: clientRoles }).optional(),
});

/** `roles` of an export. */
export const keycloakRoles = z
  .object({
    realm: z.array(keycloakRole).default([]),
    client: z.record(z.string(), z.array(keycloakRole)).default({}),
  })
  .prefault({});

/** Roles as a person or a group has them: names of the realm's, and those of each client. */
export interface GivenRoles {
  realmRoles: string[];
  clientRoles: Record<string, string[]>;
}

/** With all that composite roles give, however deep. */
export type Expand = (given: GivenRoles) => GivenRoles;

type Named = readonly [client: string | null, name: string];

/** Our roles give permissions and no roles, so that those whom a composite is given get what it consists of. */
export function createExpand({ realm, client }: z.output<typeof keycloakRoles>): Expand {
  const parts = new Map<string, Named[]>();
  const learn = (owner: string | null, list: readonly z.output<typeof keycloakRole>[]) => {
    for (const { name, composites } of list) {
      if (composites) {
        parts.set(
          keyOf([owner, name]),
          namedIn({ realmRoles: composites.realm, clientRoles: composites.client }),
        );
      }
    }
  };
  learn(null, realm);
  for (const [id, list] of Object.entries(client)) learn(id, list);
  return (given) => {
    // A set that grows while it is read: each role once, also where composites give each other.
    const found = new Map(namedIn(given).map((each) => [keyOf(each), each]));
    for (const key of found.keys()) {
      for (const part of parts.get(key) ?? []) found.set(keyOf(part), part);
    }
    return givenOf([...found.values()]);
  };
}

const keyOf = (named: Named): string => JSON.stringify(named);

const namedIn = ({ realmRoles, clientRoles }: GivenRoles): Named[] => [
  ...realmRoles.map((name): Named => [null, name]),
  ...Object.entries(clientRoles).flatMap(([id, names]) => names.map((name): Named => [id, name])),
];

function givenOf(all: readonly Named[]): GivenRoles {
  const clients = Map.groupBy(
    all.filter(([client]) => client !== null),
    ([client]) => client as string,
  );
  return {
    realmRoles: all.filter(([client]) => client === null).map(([, name]) => name),
    clientRoles: Object.fromEntries(
      [...clients].map(([id, list]) => [id, list.map(([, name]) => name)]),
    ),
  };
}
