import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import type { Difference } from '../database/reconcile.ts';
import { builtIn } from './built-in.ts';
import type { DeclaredGroup } from './groups/group.ts';
import { reconcileGroupRoles, reconcileGroups } from './groups/groups.store.ts';
import type { DeclaredApi } from './permissions/api-declaration.ts';
import { reconcileApiPermissions, reconcileApis } from './permissions/apis.store.ts';
import type { DeclaredRole } from './roles/role.ts';
import { reconcileRolePermissions, reconcileRoles } from './roles/roles.store.ts';

export interface DeclaredAuthorization {
  apis: readonly DeclaredApi[];
  roles: readonly DeclaredRole[];
  groups: readonly DeclaredGroup[];
}

/** APIs, roles and groups: who may do what, before it comes to users. */
export async function applyAuthorization(
  tx: Transaction,
  declared: DeclaredAuthorization,
  { settings }: Pick<Context, 'settings'>,
): Promise<Difference[]> {
  const own = builtIn(settings.url);
  const apis = [...declared.apis, own.api];
  const roles = [...declared.roles, own.role];
  const { groups } = declared;
  return [
    ...(await reconcileApis(tx, apis)),
    ...(await reconcileRoles(tx, roles)),
    ...(await reconcileGroups(tx, groups)),
    ...(await reconcileApiPermissions(tx, apis)),
    ...(await reconcileRolePermissions(tx, roles)),
    ...(await reconcileGroupRoles(tx, groups)),
  ];
}
