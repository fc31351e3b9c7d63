import { isStandardClaim } from '@sallyport/issuer/profile/claims.ts';
import { z } from 'zod';
import {
  type Converted,
  type Draft,
  type Leave,
  localeOf,
  profileOf,
  reasonOf,
} from './converted.ts';
import { isBuiltInClient, isBuiltInRole } from './keycloak-built-in.ts';
import type { Expand, GivenRoles } from './keycloak-composites.ts';
import { readKeycloakPassword } from './keycloak-password.ts';
import { clientRoleName, groupName, partsOfPath, roleName } from './names.ts';

const text = z.string().nullish();
const list = z.array(z.string()).default([]);

const keycloakUser = z.object({
  id: text,
  username: text,
  email: text,
  emailVerified: z.boolean().default(false),
  // Without it, it is not known that the person is let in.
  enabled: z.boolean().default(false),
  firstName: text,
  lastName: text,
  createdTimestamp: z.int().min(0).max(253_402_300_799_999).nullish(),
  attributes: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  groups: list,
  realmRoles: list,
  clientRoles: z.record(z.string(), z.array(z.string())).default({}),
  requiredActions: list,
  serviceAccountClientId: text,
  federationLink: text,
  federatedIdentities: z
    .array(z.object({ identityProvider: z.string(), userId: z.string() }))
    .default([]),
  credentials: z
    .array(z.object({ type: z.string(), secretData: z.unknown(), credentialData: z.unknown() }))
    .default([]),
  clientConsents: z.array(z.unknown()).default([]),
});

type KeycloakUser = z.output<typeof keycloakUser>;

export interface Settings {
  now: Date;
  /** Attributes that `profile.fields` declares under the same name. */
  attributes: ReadonlySet<string>;
  /** What the composite roles of the realm give. */
  expand: Expand;
}

/** What to call a person of the export in a report. */
export const idOf = (record: unknown): string => {
  const { id, username } = (record ?? {}) as Record<string, unknown>;
  return [id, username].find((each) => typeof each === 'string')?.toString() ?? 'without an id';
};

/** A person of a realm's export in our format. `leave` hears what of them is not carried over. */
export function convertKeycloakUser(
  record: unknown,
  { now, attributes, expand }: Settings,
  leave: Leave,
): Converted {
  const read = keycloakUser.safeParse(record);
  if (!read.success) return { reason: reasonOf(read.error, record) };
  const user = read.data;
  if (user.serviceAccountClientId) {
    return { noPerson: 'service account: give its client roles in the configuration' };
  }
  if (!user.email) return { reason: 'no e-mail address' };
  const fullName = [user.firstName, user.lastName].filter(Boolean).join(' ');
  const password = passwordOf(user, leave);
  leaveRest(user, leave);
  const draft: Draft = {
    ...idFields(user.id, leave),
    email: user.email,
    email_verified: user.emailVerified,
    name: fullName || user.username || user.email,
    ...password,
    disabled: !user.enabled,
    ...(user.createdTimestamp == null
      ? {}
      : { created_at: new Date(user.createdTimestamp).toISOString() }),
    ...localeOf([user.attributes.locale].flat()[0], leave),
    profile: {
      ...profileOf(
        {
          ...standardAttributes(user.attributes),
          given_name: user.firstName,
          family_name: user.lastName,
          preferred_username: user.username,
        },
        now,
        leave,
      ),
      ...ownAttributes(user.attributes, attributes, leave),
    },
    roles: rolesOf(user, expand(user), leave),
    groups: unique(user.groups.map((path) => groupName(partsOfPath(path)))),
    identities: user.federatedIdentities.map(({ identityProvider, userId }) => ({
      provider: identityProvider,
      subject: userId,
    })),
  };
  return { draft };
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

function idFields(id: string | null | undefined, leave: Leave): { id?: string } {
  if (!id) return {};
  if (z.uuid().safeParse(id).success) return { id };
  leave('id that is not a UUID: the person gets another sub');
  return {};
}

function passwordOf({ credentials, requiredActions }: KeycloakUser, leave: Leave) {
  for (const { type } of credentials) if (type !== 'password') leave(`credential: ${type}`);
  const [first, ...others] = credentials.filter(({ type }) => type === 'password');
  for (const _ of others) leave('second password');
  if (!first) return {};
  const read = readKeycloakPassword(first.secretData, first.credentialData);
  if ('hash' in read) {
    const mustChange = requiredActions.includes('UPDATE_PASSWORD');
    return { password_hash: read.hash, ...(mustChange ? { must_change_password: true } : {}) };
  }
  leave(read.reason);
  return {};
}

function leaveRest(user: KeycloakUser, leave: Leave): void {
  for (const action of user.requiredActions) {
    if (action !== 'UPDATE_PASSWORD') leave(`required action: ${action}`);
  }
  if (user.clientConsents.length > 0) leave('consents');
  if (user.federationLink) leave('link to user federation (LDAP or the like)');
}

function rolesOf(direct: GivenRoles, all: GivenRoles, leave: Leave): string[] {
  for (const role of direct.realmRoles) {
    if (isBuiltInRole(role)) leave(`role of Keycloak's own: ${role}`);
  }
  for (const [client, roles] of Object.entries(direct.clientRoles)) {
    if (!isBuiltInClient(client)) continue;
    for (const role of roles) leave(`role of Keycloak's own client ${client}: ${role}`);
  }
  const ofClients = Object.entries(all.clientRoles)
    .filter(([client]) => !isBuiltInClient(client))
    .flatMap(([client, roles]) =>
      roles.filter((role) => !isBuiltInRole(role)).map((role) => clientRoleName(client, role)),
    );
  const ofRealm = all.realmRoles.filter((role) => !isBuiltInRole(role)).map(roleName);
  return unique([...ofRealm, ...ofClients]);
}

type Attributes = KeycloakUser['attributes'];

/** Those that are called as a claim of OpenID Connect. */
const standardAttributes = (attributes: Attributes): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => isStandardClaim(name))
      .map(([name, values]) => [name, [values].flat()[0]]),
  );

function ownAttributes(
  attributes: Attributes,
  taken: ReadonlySet<string>,
  leave: Leave,
): Record<string, string> {
  const kept = Object.entries(attributes).flatMap(([name, values]): [string, string][] => {
    if (name === 'locale' || isStandardClaim(name)) return [];
    const [first, ...others] = [values].flat();
    if (!taken.has(name)) leave(`attribute ${name}`);
    else if (others.length > 0) leave(`attribute ${name} with several values`);
    else if (first !== undefined) return [[name, first]];
    return [];
  });
  return Object.fromEntries(kept);
}
