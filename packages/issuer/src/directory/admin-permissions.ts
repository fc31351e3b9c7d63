/** What administrators may do, each at the admin API. */
export const adminPermissions = [
  'users:read',
  'users:write',
  'users:impersonate',
  'credentials:read',
  'groups:read',
  'groups:write',
  'roles:read',
  'roles:write',
  'organizations:read',
  'organizations:write',
  'apis:read',
  'apis:write',
  'clients:read',
  'clients:write',
  'providers:read',
  'providers:write',
  'routes:read',
  'routes:write',
  'sessions:read',
  'sessions:write',
  'grants:read',
  'grants:write',
  'links:read',
  'links:write',
  'keys:read',
  'keys:write',
  'gateways:read',
  'audit:read',
  'receipts:read',
  'explain:read',
  'mails:read',
  'mails:write',
  'configuration:read',
  'configuration:write',
] as const;

export type AdminPermission = (typeof adminPermissions)[number];

/** Permissions that are a name for several others. */
const names = {
  'directory:read': [
    'users:read',
    'groups:read',
    'roles:read',
    'organizations:read',
    'explain:read',
  ],
  'directory:write': ['users:write', 'groups:write', 'roles:write', 'organizations:write'],
} as const satisfies Record<string, readonly AdminPermission[]>;

const meanings = new Map<string, readonly AdminPermission[]>([
  ...adminPermissions.map((permission) => [permission, [permission]] as const),
  ...Object.entries(names),
]);

/** Everything that a role can give at the admin API. */
export const grantableAdminPermissions: readonly string[] = [...meanings.keys()];

/** What permissions amount to at the admin API; those of other APIs amount to nothing. */
export const adminPermissionsIn = (permissions: readonly string[]): AdminPermission[] => {
  const held = new Set(permissions.flatMap((permission) => meanings.get(permission) ?? []));
  return adminPermissions.filter((permission) => held.has(permission));
};

/** Each permission that can be given beside one that it amounts to, for a statement. */
export const adminPermissionMeanings: readonly (readonly [given: string, means: string])[] = [
  ...meanings,
].flatMap(([given, means]) => means.map((each) => [given, each] as const));
