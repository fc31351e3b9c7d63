import { stringify } from 'yaml';
import { z } from 'zod';
import type { Report } from '../report.ts';
import { isBuiltInClient, isBuiltInRole } from './keycloak-built-in.ts';
import {
  createExpand,
  type Expand,
  type GivenRoles,
  keycloakRoles,
} from './keycloak-composites.ts';
import { clientRoleName, groupName, roleName } from './names.ts';

interface KeycloakGroup extends GivenRoles {
  name: string;
  subGroups: KeycloakGroup[];
}

const group: z.ZodType<KeycloakGroup> = z.object({
  name: z.string(),
  realmRoles: z.array(z.string()).default([]),
  clientRoles: z.record(z.string(), z.array(z.string())).default({}),
  get subGroups() {
    return z.array(group).default([]);
  },
});

/** What of a realm becomes roles and groups. */
export const realmParts = z.object({
  roles: keycloakRoles,
  groups: z.array(group).default([]),
  clients: z.array(z.object({ clientId: z.string() })).default([]),
});

const head = `# Roles and groups of a realm of Keycloak, to copy into your sallyport.yaml. Give the roles the
# permissions of your APIs there. Do not apply this file by itself: applying a file removes what the
# one before declared.
`;

/** `roles` and `groups` of a configuration, as YAML. `report` hears what is not carried over. */
export function keycloakConfiguration(realm: z.output<typeof realmParts>, report: Report): string {
  for (const { clientId } of realm.clients) {
    if (!isBuiltInClient(clientId)) report.add('client: declare it under clients', clientId);
  }
  const declared = {
    roles: rolesOf(realm.roles, report),
    groups: groupsOf(realm.groups, [], createExpand(realm.roles)),
  };
  return `${head}${stringify(declared)}`;
}

function rolesOf(
  { realm, client }: z.output<typeof keycloakRoles>,
  report: Report,
): { name: string }[] {
  const all = [
    ...realm.filter((each) => !isBuiltInRole(each.name)).map((each) => roleName(each.name)),
    ...Object.entries(client)
      .filter(([id]) => !isBuiltInClient(id))
      .flatMap(([id, list]) =>
        list
          .filter((each) => !isBuiltInRole(each.name))
          .map((each) => clientRoleName(id, each.name)),
      ),
  ];
  for (const each of realm) {
    if (isBuiltInRole(each.name)) report.add("role of Keycloak's own", each.name);
  }
  return all.map((name) => ({ name }));
}

interface Declared {
  name: string;
  parent?: string;
  roles?: string[];
}

function groupsOf(
  groups: readonly KeycloakGroup[],
  above: readonly string[],
  expand: Expand,
): Declared[] {
  return groups.flatMap(({ name, subGroups, ...direct }) => {
    const { realmRoles, clientRoles } = expand(direct);
    const path = [...above, name];
    const given = [
      ...realmRoles.filter((each) => !isBuiltInRole(each)).map(roleName),
      ...Object.entries(clientRoles)
        .filter(([id]) => !isBuiltInClient(id))
        .flatMap(([id, list]) => list.map((each) => clientRoleName(id, each))),
    ];
    const declared: Declared = {
      name: groupName(path),
      ...(above.length > 0 ? { parent: groupName(above) } : {}),
      ...(given.length > 0 ? { roles: given } : {}),
    };
    return [declared, ...groupsOf(subGroups, path, expand)];
  });
}
