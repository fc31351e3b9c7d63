import type { Queryable, Transaction } from '../../database/connection.ts';
import { type Difference, reconcilePairs, reconcileTable } from '../../database/reconcile.ts';
import { rowParser } from '../../database/row.ts';
import { type DeclaredGroup, type Group, group } from './group.ts';

const parseGroup = rowParser('groups', 'name', group);

export async function readGroups(sql: Queryable): Promise<Group[]> {
  const rows = await sql`
    select name, parent, array(select role from group_roles where group_name = name
      order by role) as roles
    from groups order by name`;
  return rows.map(parseGroup);
}

const groups = {
  table: 'groups',
  kind: 'group',
  key: 'name',
  columns: { name: 'text', parent: 'text' },
  cached: ['parent'],
} as const;

const roles = {
  table: 'group_roles',
  kind: 'group',
  owner: 'group_name',
  member: 'role',
  thing: 'role',
} as const;

export const reconcileGroups = (
  tx: Transaction,
  declared: readonly DeclaredGroup[],
): Promise<Difference[]> => reconcileTable(tx, groups, declared);

export const reconcileGroupRoles = (
  tx: Transaction,
  declared: readonly DeclaredGroup[],
): Promise<Difference[]> =>
  reconcilePairs(tx, roles, new Map(declared.map((group) => [group.name, group.roles])));
