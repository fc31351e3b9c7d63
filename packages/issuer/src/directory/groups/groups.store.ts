import type { Queryable, Transaction } from '../../database/connection.ts';
import { type Difference, reconcilePairs, reconcileTable } from '../../database/reconcile.ts';
import type { DeclaredGroup } from './group-declaration.ts';

export interface Group {
  name: string;
  parent: string | null;
  roles: string[];
}

export async function readGroups(sql: Queryable): Promise<Group[]> {
  return sql<Group[]>`
    select name, parent, array(select role from group_roles where group_name = name
      order by role) as roles
    from groups order by name`;
}

const groups = {
  table: 'groups',
  kind: 'group',
  key: 'name',
  columns: { name: 'text', parent: 'text' },
};

const roles = {
  table: 'group_roles',
  kind: 'group',
  owner: 'group_name',
  member: 'role',
  thing: 'role',
};

export const reconcileGroups = (
  tx: Transaction,
  declared: readonly DeclaredGroup[],
): Promise<Difference[]> => reconcileTable(tx, groups, declared);

export const reconcileGroupRoles = (
  tx: Transaction,
  declared: readonly DeclaredGroup[],
): Promise<Difference[]> =>
  reconcilePairs(tx, roles, new Map(declared.map((group) => [group.name, group.roles])));
