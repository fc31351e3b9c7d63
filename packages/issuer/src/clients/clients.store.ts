import { z } from 'zod';
import { columnTypes } from '../database/columns.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import {
  byteaText,
  type Difference,
  reconcilePairs,
  reconcileTable,
} from '../database/reconcile.ts';
import { bytes, camelKeys, rowParser } from '../database/row.ts';
import type { Client } from './client.ts';
import {
  type ClientEntry,
  clientEntry,
  clientFields,
  type DeclaredClient,
} from './client-metadata.ts';

const clients = {
  table: 'clients',
  kind: 'client',
  key: 'id',
  columns: { ...columnTypes(clientFields), secret_hashes: 'bytea[]' },
  cached: ['scopes', 'apis', 'authorization_details_types'],
  cachedApart: {
    secret_hashes: 'client_secret',
    auth_method: 'client_secret',
    grants: 'client_secret',
  },
} as const;

const clientRoles = {
  table: 'client_roles',
  kind: 'client',
  owner: 'client_id',
  member: 'role',
  thing: 'role',
  given: true,
} as const;

const parseEntry = rowParser('clients', 'id', clientEntry);

const parseClient = rowParser(
  'clients',
  'id',
  clientEntry.omit({ roles: true }).extend({ secret_hashes: z.array(bytes) }),
);

const metadata = (sql: Queryable) => sql`
  ${sql(Object.keys(clientFields))}, disabled_at is not null as disabled`;

export async function readClients(sql: Queryable, ids: readonly string[]): Promise<Client[]> {
  const rows = await sql`
    select ${metadata(sql)}, secret_hashes from clients where id = any(${[...ids]})`;
  return rows.map((row) => camelKeys(parseClient(row)));
}

export async function readClientEntries(sql: Queryable): Promise<ClientEntry[]> {
  const rows = await sql`
    select ${metadata(sql)},
      array(select role from client_roles where client_id = id order by role) as roles
    from clients order by id`;
  return rows.map(parseEntry);
}

/** The first client that people can sign in to and that may call an API; null where there is none. */
export async function findClientOfApi(sql: Queryable, api: string): Promise<string | null> {
  // In two steps: for the first one in order, all clients could be read until one may call it.
  const [row] = await sql<{ id: string }[]>`
    with of_api as materialized (
      select id, apis, grants, disabled_at from clients where apis || serves @> ${[api]}::text[]
    )
    select id from of_api
    where ${api} = any (apis) and 'authorization_code' = any (grants) and disabled_at is null
    order by id limit 1`;
  return row?.id ?? null;
}

/** For a transaction that is rolled back. */
export async function supposeClientRoles(
  tx: Transaction,
  clientId: string,
  { give, take }: { give: readonly string[]; take: readonly string[] },
): Promise<void> {
  await tx`
    insert into client_roles (client_id, role)
    select ${clientId}, name from roles where name = any (${[...give]})
    on conflict (client_id, role) do update set valid_until = null`;
  // By the client's own rows, and not by those of a role, which any number of clients may have.
  await tx`
    delete from client_roles where client_id = ${clientId} and role || '' = any (${[...take]})`;
}

/** Those of the origins to which any client that is not disabled may send action links. */
export async function findLinkOrigins(
  sql: Queryable,
  origins: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ origin: string }[]>`
    select asked.origin from unnest(${[...origins]}::text[]) asked (origin) cross join lateral (
      select from clients
      where link_origins @> array[asked.origin] and disabled_at is null limit 1
    ) clients`;
  return rows.map(({ origin }) => origin);
}

export async function writeDisabled(
  tx: Transaction,
  id: string,
  disabled: boolean,
  now: Date,
): Promise<'changed' | 'unchanged' | 'unknown'> {
  const changed = await tx`
    update clients set disabled_at = ${disabled ? now : null}
    where id = ${id} and (disabled_at is not null) <> ${disabled} returning id`;
  if (changed.length > 0) return 'changed';
  const known = await tx`select from clients where id = ${id}`;
  return known.length > 0 ? 'unchanged' : 'unknown';
}

/** Whether a client is disabled is set by administrators, and is not part of the file. */
export const reconcileClients = (
  tx: Transaction,
  declared: readonly (DeclaredClient & { secretHashes: Buffer[] })[],
): Promise<Difference[]> => {
  const rows = declared.map(({ secret, secretHashes, branding, ...client }) => ({
    ...client,
    secret_hashes: secretHashes.map(byteaText),
  }));
  return reconcileTable(tx, clients, rows);
};

export const reconcileClientRoles = (
  tx: Transaction,
  declared: readonly DeclaredClient[],
): Promise<Difference[]> =>
  reconcilePairs(tx, clientRoles, new Map(declared.map(({ id, roles }) => [id, roles])));
