import { routes } from '../routes.ts';
import { grantableAdminPermissions } from './admin-permissions.ts';
import type { DeclaredApi } from './permissions/api-declaration.ts';
import type { DeclaredRole } from './roles/role.ts';

export const administratorRole = 'administrator';

/** The audience of tokens for the admin API: its own address. */
export const adminAudience = (issuerUrl: string): string => issuerUrl + routes.admin;

/** What is there without being declared, and cannot be declared otherwise. */
export function builtIn(issuerUrl: string): { api: DeclaredApi; role: DeclaredRole } {
  return {
    api: {
      id: adminAudience(issuerUrl),
      name: 'Sallyport administration',
      permissions: [...grantableAdminPermissions],
      claims: [],
      signing_alg: 'ES256',
      jwt_type: 'at+jwt',
      acr: 'aal1',
      audience_group: null,
      names: null,
      authorization_details: [],
    },
    role: { name: administratorRole, permissions: [...grantableAdminPermissions] },
  };
}
