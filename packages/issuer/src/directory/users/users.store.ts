import { z } from 'zod';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import { themes } from '../../pages/theme.ts';
import type { Profile } from '../../profile/field.ts';
import { ownerOfAddress } from './address-owner.sql.ts';
import { type User, userRow } from './user.ts';

const parseUser = rowParser('users', 'id', userRow);

const columns = (sql: Queryable) => sql`
  id, email, email_verified as "emailVerified", name, disabled_at is not null as disabled,
  disabled_until as "disabledUntil",
  must_change_password as "mustChangePassword", declared, created_at as "createdAt"`;

export interface UserQuery {
  /** In any case. Finds the one user who has it, as any of their verified addresses. */
  email: string | null;
  disabled?: boolean | undefined;
  /** The last one of the page before. */
  after: { createdAt: Date; id: string } | null;
  limit: number;
}

/** Oldest first. */
export async function readUsers(
  sql: Queryable,
  { email, disabled, after, limit }: UserQuery,
): Promise<User[]> {
  const rows = await sql`
    select ${columns(sql)} from users
    where true
      ${email === null ? sql`` : sql`and id = ${ownerOfAddress(sql, email)}`}
      ${after === null ? sql`` : sql`and (created_at, id) > (${after.createdAt}, ${after.id})`}
      ${disabled === undefined ? sql`` : disabled ? sql`and disabled_at is not null` : sql`and disabled_at is null`}
    order by created_at, id limit ${limit}`;
  return rows.map(parseUser);
}

export interface NewUserRow
  extends Omit<User, 'disabled' | 'disabledUntil' | 'declared' | 'mustChangePassword'> {
  mustChangePassword?: boolean;
  passwordHash: string | null;
  /** BCP 47, of the pages that they registered on. */
  locale?: string | undefined;
  /** What they told of themselves, by field. */
  profile?: Profile | undefined;
  owesTerms?: boolean | undefined;
}

export async function insertUser(tx: Transaction, user: NewUserRow): Promise<void> {
  const { id, email, emailVerified, name, passwordHash, createdAt, locale, profile = {} } = user;
  await tx`
    insert into users (id, email, email_verified, name, password_hash, created_at,
      password_changed_at, locale, profile, must_change_password, owes_terms)
    values (${id}, ${email}, ${emailVerified}, ${name}, ${passwordHash}, ${createdAt},
      ${passwordHash === null ? null : createdAt}, ${locale ?? null}, ${tx.json({ ...profile } as never)},
      ${user.mustChangePassword ?? false}, ${user.owesTerms ?? false})`;
}

export async function readUser(sql: Queryable, id: string): Promise<User | null> {
  const [row] = await sql`select ${columns(sql)} from users where id = ${id}`;
  return row ? parseUser(row) : null;
}

/** What these people are called, by id. */
export async function readNames(
  sql: Queryable,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; name: string }[]>`
    select id, found.name from unnest(${[...ids]}::uuid[]) wanted (id)
    cross join lateral (select name from users where users.id = wanted.id limit 1) found`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * Until the end of the transaction no other one changes this user or deletes them. One that is
 * going to delete says so at once: a lock that grows later waits for those who wait for its holder.
 */
export async function lockUser(
  tx: Transaction,
  id: string,
  purpose: 'change' | 'delete',
): Promise<User | null> {
  const [row] = await tx`
    select ${columns(tx)} from users where id = ${id}
    ${purpose === 'delete' ? tx`for update` : tx`for no key update`}`;
  return row ? parseUser(row) : null;
}

/** Writes what can be changed of a user; without a password hash the password stays. */
export async function updateUserRow(
  tx: Transaction,
  { id, email, emailVerified, name, disabled, disabledUntil, mustChangePassword }: User,
  passwordHash: string | null,
  now: Date,
): Promise<void> {
  await tx`
    update users set email = ${email}, email_verified = ${emailVerified}, name = ${name},
      must_change_password = ${mustChangePassword},
      password_hash = coalesce(${passwordHash}, password_hash),
      password_changed_at = case when ${passwordHash}::text is null then password_changed_at
        else ${now}::timestamptz end,
      disabled_at = case when ${disabled} then coalesce(disabled_at, ${now}) end,
      disabled_until = ${disabledUntil}
    where id = ${id}`;
}

/** Whether there is an account that was disabled until a moment that has come. */
export async function hasDueUsers(sql: Queryable, now: Date): Promise<boolean> {
  const rows = await sql`select from users where disabled_until <= ${now} limit 1`;
  return rows.length > 0;
}

/** Enables some of these. @returns their ids */
export async function enableDueUsers(tx: Transaction, now: Date, limit: number): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    update users set disabled_at = null, disabled_until = null
    where id = any(array(
      select id from users where disabled_until <= ${now}
      order by disabled_until limit ${limit} for no key update skip locked))
    returning id`;
  return rows.map(({ id }) => id);
}

export async function deleteUserRow(tx: Transaction, id: string): Promise<void> {
  await tx`delete from users where id = ${id}`;
}

/** What a user has proved before this counts no more. */
export async function raiseCredentialVersions(
  tx: Transaction,
  ids: readonly string[],
): Promise<void> {
  await tx`
    update users set credential_version = credential_version + 1 where id = any(${[...ids]})`;
}

/** Sets a password that its owner has chosen, or takes theirs away: it need not be changed any more. */
export async function writePassword(
  tx: Transaction,
  { userId, passwordHash }: { userId: string; passwordHash: string | null },
  now: Date,
): Promise<void> {
  await tx`
    update users set password_hash = ${passwordHash}, password_changed_at = ${now},
      must_change_password = false
    where id = ${userId}`;
}

const parseAccount = rowParser(
  'users',
  'userId',
  z.object({
    userId: z.string(),
    email: z.string(),
    emailVerified: z.boolean(),
    name: z.string(),
    credentialVersion: z.int(),
    /** BCP 47; null where it is not known. */
    locale: z.string().nullable(),
    /** What they have chosen for the pages; null where it is as their device is. */
    theme: z.enum(themes).nullable(),
  }),
);

export type Account = ReturnType<typeof parseAccount>;

const accountColumns = (sql: Queryable) => sql`
  id as "userId", email, email_verified as "emailVerified", name,
  credential_version as "credentialVersion", locale, theme`;

/** Of any verified address of theirs, and not disabled. */
export async function readAccountByAddress(
  sql: Queryable,
  address: string,
): Promise<Account | null> {
  const [row] = await sql`
    select ${accountColumns(sql)} from users
    where id = ${ownerOfAddress(sql, address)} and disabled_at is null`;
  return row ? parseAccount(row) : null;
}

/** Whether a verified address is that of an account which is disabled. */
export async function readIsDisabled(sql: Queryable, address: string): Promise<boolean> {
  const [row] = await sql`
    select from users
    where id = ${ownerOfAddress(sql, address)} and disabled_at is not null`;
  return row !== undefined;
}

/** An account by its id, if it is not disabled. */
export async function readAccount(sql: Queryable, userId: string): Promise<Account | null> {
  const [row] = await sql`
    select ${accountColumns(sql)} from users where id = ${userId} and disabled_at is null`;
  return row ? parseAccount(row) : null;
}

/** The same, and until the end of the transaction no other one changes it. */
export async function lockAccount(tx: Transaction, userId: string): Promise<Account | null> {
  const [row] = await tx`
    select ${accountColumns(tx)} from users
    where id = ${userId} and disabled_at is null for no key update`;
  return row ? parseAccount(row) : null;
}

const parsePasswordAge = rowParser(
  'users',
  'userId',
  z.object({
    userId: z.string(),
    hasPassword: z.boolean(),
    /** Null where it is not known, or there is none. */
    setAt: z.date().nullable(),
  }),
);

export type PasswordAge = Omit<ReturnType<typeof parsePasswordAge>, 'userId'>;

export async function readPasswordAge(sql: Queryable, userId: string): Promise<PasswordAge> {
  const [row] = await sql`
    select id as "userId", password_hash is not null as "hasPassword",
      password_changed_at as "setAt"
    from users where id = ${userId}`;
  return row ? parsePasswordAge(row) : { hasPassword: false, setAt: null };
}

/** How a user wants pages and mails to be. */
export async function writePreferences(
  tx: Transaction,
  { userId, locale, theme }: Pick<Account, 'userId' | 'locale' | 'theme'>,
): Promise<void> {
  await tx`update users set locale = ${locale}, theme = ${theme} where id = ${userId}`;
}
