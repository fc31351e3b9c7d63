import { columnTypes } from '../../database/columns.ts';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { insertOwnRow, updateOwnRow } from '../../database/own-rows.ts';
import { type Difference, reconcilePairs, reconcileTable } from '../../database/reconcile.ts';
import { rowParser } from '../../database/row.ts';
import { type Api, api } from './api.ts';
import { apiFields, type DeclaredApi } from './api-declaration.ts';

const apis = {
  table: 'apis',
  kind: 'api',
  key: 'id',
  columns: columnTypes(apiFields),
  cached: ['claims', 'signing_alg', 'jwt_type', 'acr', 'audience_group', 'authorization_details'],
} as const;

const permissions = {
  table: 'api_permissions',
  kind: 'api',
  owner: 'api_id',
  member: 'permission',
  thing: 'permission',
} as const;

const parseApi = rowParser('apis', 'id', api);

const columns = (sql: Queryable) => sql`
  ${sql(Object.keys(apiFields))}, declared,
  array(select permission from api_permissions where api_id = id order by permission) as permissions`;

export interface ApiQuery {
  /** A part of the name or the id, in any case. */
  search?: string | undefined;
  /** The last one of the page before. */
  after: string | null;
  limit: number;
}

/** By id. */
export async function readApis(sql: Queryable, { search, after, limit }: ApiQuery): Promise<Api[]> {
  const rows = await sql`
    select ${columns(sql)} from apis
    where true
      ${after === null ? sql`` : sql`and id > ${after}`}
      ${search === undefined ? sql`` : sql`and strpos(lower(id || ' ' || name), lower(${search})) > 0`}
    order by id limit ${limit}`;
  return rows.map(parseApi);
}

export async function readApi(sql: Queryable, id: string): Promise<Api | null> {
  const [row] = await sql`select ${columns(sql)} from apis where id = ${id}`;
  return row ? parseApi(row) : null;
}

/** Until the end of the transaction no other one changes this API, or lets a client call it. */
export async function lockApi(tx: Transaction, id: string): Promise<Api | null> {
  await tx`select from apis where id = ${id} for update`;
  return readApi(tx, id);
}

type OwnApi = Omit<Api, 'permissions' | 'declared'>;

export const insertApi = (tx: Transaction, given: OwnApi): Promise<boolean> =>
  insertOwnRow(tx, apis, given);

export const updateApi = (tx: Transaction, id: string, change: Partial<OwnApi>): Promise<boolean> =>
  updateOwnRow(tx, apis, id, change);

export async function deleteApiRow(tx: Transaction, id: string): Promise<void> {
  await tx`delete from apis where id = ${id} and not declared`;
}

export async function changeApiPermissions(
  tx: Transaction,
  id: string,
  { given, taken }: { given: readonly string[]; taken: readonly string[] },
): Promise<void> {
  await tx`
    with gone as (
      delete from api_permissions where api_id = ${id} and permission = any(${[...taken]})
    )
    insert into api_permissions (api_id, permission) select ${id}, unnest(${[...given]}::text[])
    on conflict do nothing`;
}

/** Those that no API has. */
export async function readUnknownPermissions(
  sql: Queryable,
  permissions: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ permission: string }[]>`
    select permission from unnest(${[...permissions]}::text[]) asked (permission)
    where not exists (select from api_permissions known where known.permission = asked.permission)`;
  return rows.map(({ permission }) => permission);
}

/** Some of the clients that may call an API or serve it. */
export async function readClientsOf(tx: Transaction, id: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from clients where apis || serves @> ${[id]}::text[] order by id limit 5`;
  return rows.map((row) => row.id);
}

/** Some of the routes that administrators made for an API. */
export async function readRoutesOf(tx: Transaction, id: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from routes where id is not null and definition->>'api' = ${id} order by id limit 5`;
  return rows.map((row) => row.id);
}

/** What stands against the type of an API's JWTs. */
export async function readJwtTypeConflict(
  tx: Transaction,
  { id, jwt_type: type, audience_group: group }: OwnApi,
): Promise<'a client has the id' | 'the group has another' | null> {
  const [row] = await tx<{ client: boolean; sibling: boolean }[]>`
    select ${type === 'JWT'} and exists (select from clients where id = ${id}) as client,
      exists (select from apis where audience_group = ${group} and id <> ${id}
        and jwt_type <> ${type}) as sibling`;
  if (row?.client) return 'a client has the id';
  return row?.sibling ? 'the group has another' : null;
}

export const reconcileApis = (
  tx: Transaction,
  declared: readonly DeclaredApi[],
): Promise<Difference[]> => reconcileTable(tx, apis, declared);

export const reconcileApiPermissions = (
  tx: Transaction,
  declared: readonly DeclaredApi[],
): Promise<Difference[]> =>
  reconcilePairs(tx, permissions, new Map(declared.map((api) => [api.id, api.permissions])));
