import type { Declaration } from '../configuration/schema.ts';
import { pairTables, tables } from '../configuration/tables.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { type Difference, pairsOf, reconcilePairs, reconcileTable } from '../database/reconcile.ts';
import { builtIn } from './built-in.ts';

/** APIs, roles and groups: who may do what, before it comes to users. */
export async function applyAuthorization(
  tx: Transaction,
  declaration: Declaration,
  { settings }: Pick<Context, 'settings'>,
): Promise<Difference[]> {
  const own = builtIn(settings.url);
  const apis = [...declaration.apis, own.api];
  const roles = [...declaration.roles, own.role];
  const { groups } = declaration;
  const apiIds = apis.map(({ id }) => id);
  const roleNames = roles.map(({ name }) => name);
  const groupNames = groups.map(({ name }) => name);
  const permissionsOfApis = apis.flatMap((api) => pairsOf(api.id, api.permissions));
  const permissionsOfRoles = roles.flatMap((role) => pairsOf(role.name, role.permissions));
  const rolesOfGroups = groups.flatMap((group) => pairsOf(group.name, group.roles));
  return [
    ...(await reconcileTable(tx, tables.apis, apis)),
    ...(await reconcileTable(tx, tables.roles, roles)),
    ...(await reconcileTable(tx, tables.groups, groups)),
    ...(await reconcilePairs(tx, pairTables.apiPermissions, apiIds, permissionsOfApis)),
    ...(await reconcilePairs(tx, pairTables.rolePermissions, roleNames, permissionsOfRoles)),
    ...(await reconcilePairs(tx, pairTables.groupRoles, groupNames, rolesOfGroups)),
  ];
}
