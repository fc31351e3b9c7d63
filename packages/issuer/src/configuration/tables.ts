import type { DeclaredTable, PairTable } from '../database/reconcile.ts';

/** Where each section of the file is kept. */
export const tables = {
  apis: {
    table: 'apis',
    kind: 'api',
    key: 'id',
    columns: { id: 'text', name: 'text', claims: 'text[]', signing_alg: 'text' },
  },
  roles: { table: 'roles', kind: 'role', key: 'name', columns: { name: 'text' } },
  groups: {
    table: 'groups',
    kind: 'group',
    key: 'name',
    columns: { name: 'text', parent: 'text' },
  },
  clients: {
    table: 'clients',
    kind: 'client',
    key: 'id',
    columns: {
      id: 'text',
      name: 'text',
      type: 'text',
      auth_method: 'text',
      secret_hashes: 'bytea[]',
      pkce: 'text',
      redirect_uris: 'text[]',
      post_logout_redirect_uris: 'text[]',
      link_origins: 'text[]',
      grants: 'text[]',
      scopes: 'text[]',
      apis: 'text[]',
      serves: 'text[]',
      id_token_alg: 'text',
    },
  },
  providers: {
    table: 'providers',
    kind: 'provider',
    key: 'id',
    columns: {
      id: 'text',
      type: 'text',
      name: 'text',
      issuer: 'text',
      client_id: 'text',
      client_secret: 'bytea',
      scopes: 'text[]',
      default_groups: 'text[]',
    },
  },
  trustedIssuers: {
    table: 'trusted_issuers',
    kind: 'trusted_issuer',
    key: 'issuer',
    columns: { issuer: 'text', audience: 'text', claim_map: 'jsonb' },
  },
} satisfies Record<string, DeclaredTable>;

export const pairTables = {
  apiPermissions: {
    table: 'api_permissions',
    kind: 'api',
    owner: 'api_id',
    member: 'permission',
    thing: 'permission',
  },
  rolePermissions: {
    table: 'role_permissions',
    kind: 'role',
    owner: 'role',
    member: 'permission',
    thing: 'permission',
  },
  groupRoles: {
    table: 'group_roles',
    kind: 'group',
    owner: 'group_name',
    member: 'role',
    thing: 'role',
  },
  clientRoles: {
    table: 'client_roles',
    kind: 'client',
    owner: 'client_id',
    member: 'role',
    thing: 'role',
  },
} satisfies Record<string, PairTable>;
