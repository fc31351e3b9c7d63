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

const storedProvider = listedProvider.extend({
  settings: z.record(z.string(), z.unknown()),
  /** Encrypted at rest. */
  secret: bytes,
});

export type StoredProvider = z.output<typeof storedProvider>;

const parseStored = rowParser('providers', 'id', storedProvider);

export async function readStoredProvider(
  sql: Queryable,
  id: string,
): Promise<StoredProvider | null> {
  const [row] = await sql`
    select ${sql(Object.keys(providerFields))}, type, issuer, declared, settings,
      client_secret as secret
    from providers where id = ${id}`;
  return row ? parseStored(row) : null;
}

/** Providers change one after the other, so that each change sees what the ones before demand. */
export async function lockProviders(tx: Transaction): Promise<void> {
  await tx`lock table providers in share row exclusive mode`;
}

/** What a provider is stored as. */
export type ProviderRow = Readonly<Record<string, unknown>> & { id: string; client_secret: Buffer };

const written = Object.keys(providers.columns).filter((name) => name !== 'ordinal');

const asJson = (tx: Transaction, row: ProviderRow) =>
  tx.json({ ...row, client_secret: byteaText(row.client_secret) });

/** Behind all others. @returns whether there was none of this id */
export async function insertProvider(tx: Transaction, row: ProviderRow): Promise<boolean> {
  const { count } = await tx`
    insert into providers (${tx(written)}, ordinal, declared)
    select ${tx(written)}, (select coalesce(max(ordinal), 0) + 1 from providers), false
    from jsonb_populate_record(null::providers, ${asJson(tx, row)})
    on conflict do nothing`;
  return count === 1;
}

export async function updateProvider(tx: Transaction, row: ProviderRow): Promise<void> {
  await tx`
    update providers set (${tx(written)}) = (
      select ${tx(written)} from jsonb_populate_record(null::providers, ${asJson(tx, row)}))
    where id = ${row.id}`;
}

export async function deleteProvider(tx: Transaction, id: string): Promise<void> {
  await tx`delete from providers where id = ${id}`;
}

/** Whether people have an identity of this issuer, or can get one at another provider. */
export async function isKnownElsewhere(
  sql: Queryable,
  { id, issuer }: Pick<ListedProvider, 'id' | 'issuer'>,
): Promise<boolean> {
  const [row] = await sql<{ known: boolean }[]>`
    select exists (select from identities where issuer = ${issuer})
      or exists (select from providers where issuer = ${issuer} and id <> ${id}) as known`;
  return row!.known;
}

/** What else opens an account here. */
interface OtherWays {
  password: boolean;
  passkey: boolean;
  mail: boolean;
}

/** How many people sign in with this provider and in no other way, as far as `most`. */
export async function countWhoseOnlyWay(
  sql: Queryable,
  { id, issuer }: Pick<ListedProvider, 'id' | 'issuer'>,
  { password, passkey, mail }: OtherWays,
  most: number,
): Promise<number> {
  const [row] = await sql<{ people: number }[]>`
    select count(*)::int as people from (
      select from identities own join users on users.id = own.user_id
      where own.issuer = ${issuer}
        and not (${password} and password_hash is not null)
        and not (${mail} and email_verified)
        and not (${passkey} and exists (
          select from passkeys where user_id = users.id and user_verified))
        and not exists (
          select from identities other join providers on providers.issuer = other.issuer
          where other.user_id = users.id and providers.id <> ${id})
      limit ${most}) lost`;
  return row!.people;
}
