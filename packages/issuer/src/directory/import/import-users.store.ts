import type { Queryable, Transaction } from '../../database/connection.ts';
import { locks } from '../../database/locks.ts';
import { emailKey } from '../../runtime/email-address.ts';
import type { ImportedUser } from './imported-user.ts';

/** Until this transaction ends, no other one imports: an address that is not verified is unique by that alone. */
export async function lockImport(tx: Transaction): Promise<void> {
  await tx`select pg_advisory_xact_lock(${locks.importUsers})`;
}

/** By the id of a provider, its issuer. */
export async function readIssuers(
  sql: Queryable,
  providers: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; issuer: string }[]>`
    select id, issuer from providers where id = any(${[...providers]})`;
  return new Map(rows.map(({ id, issuer }) => [id, issuer]));
}

export interface ImportRow extends ImportedUser {
  id: string;
}

/**
 * Makes an account of each that is no person who has one: by id, by any of the addresses, verified or not,
 * or by an identity. One that is there is not touched.
 *
 * @returns the ids of those that are new
 */
export async function insertImported(
  tx: Transaction,
  users: readonly ImportRow[],
  issuers: ReadonlyMap<string, string>,
  now: Date,
): Promise<Set<string>> {
  const rows = users.map((user) => ({
    ...user,
    keys: [user.email, ...user.otherEmails].map(emailKey),
    issuers: user.identities.map(({ provider }) => issuers.get(provider)),
    subjects: user.identities.map(({ subject }) => subject),
  }));
  // Each is looked up by an index, whatever the server believes of the tables: these are no joins.
  const made = await tx<{ id: string }[]>`
    insert into users (id, email, email_verified, name, password_hash, password_changed_at,
      must_change_password, disabled_at, created_at, locale, profile)
    select id, email, "emailVerified", name, "passwordHash",
      case when "passwordHash" is not null then ${now}::timestamptz end, "mustChangePassword",
      case when disabled then ${now}::timestamptz end, coalesce("createdAt", ${now}), locale, profile
    from jsonb_to_recordset(${tx.json(rows as never)}) as wanted (id uuid, email text,
      "emailVerified" boolean, name text, "passwordHash" text, "mustChangePassword" boolean,
      disabled boolean, "createdAt" timestamptz, locale text, profile jsonb, keys text[],
      issuers text[], subjects text[])
    where (select true from users where users.id = wanted.id limit 1) is null
      -- The id of an account that is gone is never used again.
      and (select true from former_users where former_users.id = wanted.id limit 1) is null
      and (select true from unnest(wanted.keys) as key cross join lateral (
          select from users where (lower(users.email) collate "C") = key limit 1) held limit 1) is null
      and (select true from unnest(wanted.keys) as key cross join lateral (
          select from user_addresses where lower(user_addresses.email collate "C") = key limit 1) held
          limit 1) is null
      and (select true from unnest(wanted.issuers, wanted.subjects) as one (issuer, subject)
          cross join lateral (select from identities
            where identities.issuer = one.issuer and identities.subject = one.subject limit 1) held
          limit 1) is null
    returning id`;
  return new Set(made.map(({ id }) => id));
}

/** What new users have beside their row. */
export async function insertBelongings(
  tx: Transaction,
  users: readonly ImportRow[],
  issuers: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  const addresses = users.flatMap(({ id, otherEmails }) =>
    otherEmails.map((email) => ({ id, email })),
  );
  if (addresses.length > 0) {
    await tx`
      insert into user_addresses (user_id, email)
      select id, email from jsonb_to_recordset(${tx.json(addresses)}) as added (id uuid, email text)`;
  }
  const roles = users.flatMap(({ id, roles }) => roles.map((role) => ({ id, ...role })));
  if (roles.length > 0) {
    await tx`
      insert into user_roles (user_id, role, valid_until)
      select id, name, "validUntil" from jsonb_to_recordset(${tx.json(roles as never)})
        as given (id uuid, name text, "validUntil" timestamptz)`;
  }
  const groups = users.flatMap(({ id, groups }) => groups.map((group) => ({ id, ...group })));
  if (groups.length > 0) {
    await tx`
      insert into group_members (user_id, group_name, valid_until)
      select id, name, "validUntil" from jsonb_to_recordset(${tx.json(groups as never)})
        as given (id uuid, name text, "validUntil" timestamptz)`;
  }
  const identities = users.flatMap(({ id, identities }) =>
    identities.map(({ provider, subject }) => ({ id, issuer: issuers.get(provider)!, subject })),
  );
  if (identities.length > 0) {
    await tx`
      insert into identities (issuer, subject, user_id, linked_at)
      select issuer, subject, id, ${now} from jsonb_to_recordset(${tx.json(identities)})
        as linked (id uuid, issuer text, subject text)`;
  }
}
