import { z } from 'zod';
import { columnTypes } from '../database/columns.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { byteaText, type Difference, reconcileTable } from '../database/reconcile.ts';
import { bytes, rowParser } from '../database/row.ts';
import { type ListedProvider, listedProvider } from './listed-provider.ts';
import type { ProviderGrounds } from './lost-grounds.ts';
import { providerFields } from './provider-declaration.ts';

const providers = {
  table: 'providers',
  kind: 'provider',
  key: 'id',
  columns: {
    ...columnTypes(providerFields),
    type: 'text',
    issuer: 'text',
    client_secret: 'bytea',
    settings: 'jsonb',
    ordinal: 'integer',
  },
  cached: [],
} as const;

const parseSecret = rowParser('providers', 'id', z.object({ id: z.string(), secret: bytes }));

/** Encrypted at rest, by provider. */
export async function readProviderSecrets(sql: Queryable): Promise<Map<string, Buffer>> {
  const rows = await sql`select id, client_secret as secret from providers`;
  return new Map(rows.map(parseSecret).map(({ id, secret }) => [id, secret]));
}

const parseGrounds = rowParser(
  'providers',
  'id',
  z.object({ id: z.string(), issuer: z.string(), requiredForDomains: z.array(z.string()) }),
);

export async function readGrounds(sql: Queryable): Promise<ProviderGrounds[]> {
  const rows = await sql`
    select id, issuer, required_for_domains as "requiredForDomains" from providers order by id`;
  return rows.map(parseGrounds);
}

/** The users who have an identity under this issuer. */
export async function readPeopleOf(sql: Queryable, issuer: string): Promise<string[]> {
  const rows = await sql<{ userId: string }[]>`
    select distinct user_id as "userId" from identities where issuer = ${issuer} order by 1`;
  return rows.map(({ userId }) => userId);
}

const parseListed = rowParser('providers', 'id', listedProvider);

/** In the order of the sign-in page, without anything secret. */
export async function readListedProviders(sql: Queryable): Promise<ListedProvider[]> {
  const rows = await sql`
    select ${sql(Object.keys(providerFields))}, type, issuer, declared from providers
    order by ordinal, id`;
  return rows.map(parseListed);
}

/** Takes each secret encrypted, and the providers in the order of the file. */
export const reconcileProviders = (
  tx: Transaction,
  declared: readonly (Readonly<Record<string, unknown>> & { client_secret: Buffer })[],
): Promise<Difference[]> => {
  const rows = declared.map((provider, ordinal) => ({
    ...provider,
    ordinal,
    client_secret: byteaText(provider.client_secret),
  }));
  return reconcileTable(tx, providers, rows);
};

/** Replaces an encrypted secret, unless it has been replaced meanwhile. */
export async function replaceProviderSecret(
  sql: Queryable,
  id: string,
  { stored, renewed }: { stored: Buffer; renewed: Buffer },
): Promise<void> {
  await sql`
    update providers set client_secret = ${renewed} where id = ${id} and client_secret = ${stored}`;
}
