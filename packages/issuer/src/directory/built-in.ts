import { routes } from '../routes.ts';
import type { DeclaredApi } from './permissions/api-declaration.ts';
import type { DeclaredRole } from './roles/role.ts';

/** What administrators may do, each at the admin API. */
export const adminPermissions = [
  'directory:read',
  'directory:write',
  'clients:read',
  'clients:write',
  'audit:read',
  'receipts:read',
  'mails:read',
  'mails:write',
] as const;

export type AdminPermission = (typeof adminPermissions)[number];

export const administratorRole = 'administrator';

/** The audience of tokens for the admin API: its own address. */
export const adminAudience = (issuerUrl: string): string => issuerUrl + routes.admin;

/** What is there without being declared, and cannot be declared otherwise. */
export function builtIn(issuerUrl: string): { api: DeclaredApi; role: DeclaredRole } {
  return {
    api: {
      id: adminAudience(issuerUrl),
      name: 'Sallyport administration',
      permissions: [...adminPermissions],
      claims: [],
      signing_alg: 'ES256',
      jwt_type: 'at+jwt',
      acr: 'aal1',
      audience_group: null,
      names: null,
      authorization_details: [],
    },
    role: { name: administratorRole, permissions: [...adminPermissions] },
  };
}
