import type { Queryable, Transaction } from '../../database/connection.ts';
import { type Difference, reconcilePairs, reconcileTable } from '../../database/reconcile.ts';
import { rowParser } from '../../database/row.ts';
import { type DeclaredRole, type Role, role } from './role.ts';

const parseRole = rowParser('roles', 'name', role);

export async function readRoles(sql: Queryable): Promise<Role[]> {
  const rows = await sql`
    select name, array(select permission from role_permissions where role = name
      order by permission) as permissions
    from roles order by name`;
  return rows.map(parseRole);
}

const roles = {
  table: 'roles',
  kind: 'role',
  key: 'name',
  columns: { name: 'text' },
  cached: [],
} as const;

const permissions = {
  table: 'role_permissions',
  kind: 'role',
  owner: 'role',
  member: 'permission',
  thing: 'permission',
} as const;

export const reconcileRoles = (
  tx: Transaction,
  declared: readonly DeclaredRole[],
): Promise<Difference[]> => reconcileTable(tx, roles, declared);

export const reconcileRolePermissions = (
  tx: Transaction,
  declared: readonly DeclaredRole[],
): Promise<Difference[]> =>
  reconcilePairs(tx, permissions, new Map(declared.map((role) => [role.name, role.permissions])));
