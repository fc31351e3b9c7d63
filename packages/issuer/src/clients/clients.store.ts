import { z } from 'zod';
import { columnTypes } from '../database/columns.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { insertOwnRow, updateOwnRow } from '../database/own-rows.ts';
import {
  byteaText,
  type Difference,
  reconcilePairs,
  reconcileTable,
} from '../database/reconcile.ts';
import { bytes, camelKeys, rowParser } from '../database/row.ts';
import type { Client } from './client.ts';
import { type ClientDetails, clientDetails } from './client-details.ts';
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
  clientEntry.omit({ roles: true, declared: true }).extend({ secret_hashes: z.array(bytes) }),
);

const metadata = (sql: Queryable) => sql`
  ${sql(Object.keys(clientFields))}, disabled_at is not null as disabled`;

export async function readClients(sql: Queryable, ids: readonly string[]): Promise<Client[]> {
  const rows = await sql`
    select ${metadata(sql)}, secret_hashes from clients where id = any(${[...ids]})`;
  return rows.map((row) => camelKeys(parseClient(row)));
}

const entry = (sql: Queryable, now: Date) => sql`
  ${metadata(sql)}, declared,
  array(select role from client_roles where client_id = id
    and (valid_until is null or valid_until > ${now}) order by role) as roles`;

export interface ClientQuery {
  /** A part of the name or the id, in any case. */
  search?: string | undefined;
  /** Those that have this role. */
  role?: string | undefined;
  /** Those that may call it. */
  api?: string | undefined;
  /** The last one of the page before. */
  after: string | null;
  limit: number;
}

/** By id. A search looks at each client until a page is full: there are thousands, and not millions. */
export async function readClientEntries(
  sql: Queryable,
  { search, role, api, after, limit }: ClientQuery,
  now: Date,
): Promise<ClientEntry[]> {
  const rows = await sql`
    select ${entry(sql, now)} from clients
    where true
      ${after === null ? sql`` : sql`and id > ${after}`}
      ${search === undefined ? sql`` : sql`and strpos(lower(id || ' ' || name), lower(${search})) > 0`}
      ${role === undefined ? sql`` : sql`and id in (select client_id from client_roles where role = ${role} and (valid_until is null or valid_until > ${now}))`}
      ${api === undefined ? sql`` : sql`and apis || serves @> ${[api]}::text[] and ${api} = any (apis)`}
    order by id limit ${limit}`;
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
  // Two trials for one client lock the same rows in the same order: neither waits for the other in a circle.
  await tx`
    select from client_roles
    where client_id = ${clientId} and role || '' = any (${[...give, ...take]})
    order by role for update`;
  await tx`
    insert into client_roles (client_id, role)
    select ${clientId}, name from roles where name = any (${[...give]}) order by name
    on conflict (client_id, role) do update set valid_until = null`;
  // By the client's own rows, and not by those of a role, which any number of clients may have.
  await tx`
    delete from client_roles where client_id = ${clientId} and role || '' = any (${[...take]})`;
}

const parseDetails = rowParser('clients', 'id', clientDetails);

export async function readClientDetails(
  sql: Queryable,
  id: string,
  now: Date,
): Promise<ClientDetails | null> {
  const [row] = await sql`
    select ${entry(sql, now)}, cardinality(secret_hashes) as secrets,
      left(encode(sha256(secret_hashes[1]), 'hex'), 16) as secret_version,
      (select coalesce(json_agg(json_build_object('name', role, 'validUntil', valid_until,
          'declared', given.declared) order by role), '[]')
        from client_roles given where client_id = clients.id) as given
    from clients where id = ${id}`;
  return row ? parseDetails(row) : null;
}

/** Until the end of the transaction no other one changes this client. */
export async function lockClient(tx: Transaction, id: string): Promise<boolean> {
  const { count } = await tx`select from clients where id = ${id} for update`;
  return count === 1;
}

export const insertClient = (
  tx: Transaction,
  {
    secretHash,
    ...client
  }: Omit<DeclaredClient, 'secret' | 'branding' | 'roles'> & {
    secretHash: Buffer | null;
  },
): Promise<boolean> =>
  insertOwnRow(tx, clients, {
    ...client,
    secret_hashes: secretHash === null ? [] : [byteaText(secretHash)],
  });

export const updateClient = (
  tx: Transaction,
  id: string,
  change: Readonly<Record<string, unknown>>,
): Promise<boolean> => updateOwnRow(tx, clients, id, change);

export async function deleteClientRow(tx: Transaction, id: string): Promise<void> {
  await tx`delete from clients where id = ${id} and not declared`;
}

/** A new secret beside the one that is used now. Others are no secrets any more. */
export async function prependSecret(tx: Transaction, id: string, hash: Buffer): Promise<void> {
  await tx`
    update clients set secret_hashes = array[${hash}::bytea] || secret_hashes[1:1]
    where id = ${id} and not declared`;
}

/** Leaves the newest. @returns whether there was another one */
export async function dropFormerSecret(tx: Transaction, id: string): Promise<boolean> {
  const { count } = await tx`
    update clients set secret_hashes = secret_hashes[1:1]
    where id = ${id} and not declared and cardinality(secret_hashes) > 1`;
  return count === 1;
}

/** Those of the APIs that are not there; the others stay until the transaction ends. */
export async function readMissingApis(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const found = await tx<{ id: string }[]>`
    select id from apis where id = any(${[...ids]}) for key share`;
  return ids.filter((id) => !found.some((one) => one.id === id));
}

/** Whether its ID tokens would pass for access tokens of an API. */
export async function isIdOfPlainJwtApi(tx: Transaction, id: string): Promise<boolean> {
  const { count } = await tx`select from apis where id = ${id} and jwt_type = 'JWT'`;
  return count === 1;
}

/** @returns whether it was not so already */
export async function insertClientRole(
  tx: Transaction,
  { client, role }: { client: string; role: string },
  validUntil: Date | null,
): Promise<boolean> {
  const { count } = await tx`
    insert into client_roles (client_id, role, valid_until, declared)
    values (${client}, ${role}, ${validUntil}, false)
    on conflict (client_id, role) do update set valid_until = excluded.valid_until
      where not client_roles.declared
        and client_roles.valid_until is distinct from excluded.valid_until`;
  return count === 1;
}

/** @returns `declared` where the file gives it, and it stays. */
export async function deleteClientRole(
  tx: Transaction,
  { client, role }: { client: string; role: string },
): Promise<'deleted' | 'absent' | 'declared'> {
  // By the client's own rows, and not by those of a role, which any number of clients may have.
  const [row] = await tx<{ declared: boolean }[]>`
    select declared from client_roles
    where client_id = ${client} and role || '' = ${role} for update`;
  if (!row) return 'absent';
  if (row.declared) return 'declared';
  await tx`
    delete from client_roles
    where client_id = ${client} and role || '' = ${role} and not declared`;
  return 'deleted';
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

/** @returns whether it was otherwise before. */
export async function writeDisabled(
  tx: Transaction,
  id: string,
  disabled: boolean,
  now: Date,
): Promise<boolean> {
  const { count } = await tx`
    update clients set disabled_at = ${disabled ? now : null}
    where id = ${id} and (disabled_at is not null) <> ${disabled}`;
  return count === 1;
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

/** The first ones of what ended before a moment. One that is given anew meanwhile stays. @returns how many */
export async function deleteEndedRoles(
  sql: Queryable,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const { count } = await sql`
    delete from client_roles where valid_until < ${before} and ctid = any (array(
      select ctid from client_roles where valid_until < ${before}
      order by valid_until limit ${limit}))`;
  return count;
}
