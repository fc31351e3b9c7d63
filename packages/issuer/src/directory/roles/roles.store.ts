import type { Queryable, Transaction } from '../../database/connection.ts';
import { insertOwnRow } from '../../database/own-rows.ts';
import { type Difference, reconcilePairs, reconcileTable } from '../../database/reconcile.ts';
import { rowParser } from '../../database/row.ts';
import { type DeclaredRole, type Role, role } from './role.ts';

const parseRole = rowParser('roles', 'name', role);

const columns = (sql: Queryable) => sql`
  name, declared,
  array(select permission from role_permissions where role = name order by permission) as permissions`;

export interface RoleQuery {
  /** A part of the name, in any case. */
  search?: string | undefined;
  /** Only roles that give it. */
  permission?: string | undefined;
  /** Only roles that give nothing but these; null: all. */
  within?: readonly string[] | null;
  /** The last one of the page before. */
  after: string | null;
  limit: number;
}

/** By name. */
export async function readRoles(
  sql: Queryable,
  { search, permission, within = null, after, limit }: RoleQuery,
): Promise<Role[]> {
  const rows = await sql`
    select ${columns(sql)} from roles
    where true
      ${after === null ? sql`` : sql`and name > ${after}`}
      ${search === undefined ? sql`` : sql`and strpos(lower(name), lower(${search})) > 0`}
      ${permission === undefined ? sql`` : sql`and exists (select from role_permissions given where given.role = name and given.permission = ${permission})`}
      ${within === null ? sql`` : sql`and not exists (select from role_permissions given where given.role = name and given.permission <> all(${[...within]}))`}
    order by name limit ${limit}`;
  return rows.map(parseRole);
}

export async function readRole(sql: Queryable, name: string): Promise<Role | null> {
  const [row] = await sql`select ${columns(sql)} from roles where name = ${name}`;
  return row ? parseRole(row) : null;
}

/** Until the end of the transaction no other one changes this role, or gives it. */
export async function lockRole(tx: Transaction, name: string): Promise<Role | null> {
  await tx`select from roles where name = ${name} for update`;
  return readRole(tx, name);
}

export const insertRole = (tx: Transaction, name: string): Promise<boolean> =>
  insertOwnRow(tx, roles, { name });

export async function deleteRoleRow(tx: Transaction, name: string): Promise<void> {
  await tx`delete from roles where name = ${name} and not declared`;
}

export async function changePermissions(
  tx: Transaction,
  role: string,
  { given, taken }: { given: readonly string[]; taken: readonly string[] },
): Promise<void> {
  await tx`
    with gone as (
      delete from role_permissions where role = ${role} and permission = any(${[...taken]})
    )
    insert into role_permissions (role, permission) select ${role}, unnest(${[...given]}::text[])
    on conflict do nothing`;
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
