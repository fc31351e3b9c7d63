import type { Context } from '../../context.ts';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { checkCredential } from './credential.service.ts';
import { readStored } from './password-hashes.store.ts';
import { signOutElsewhere, signOutEverywhere } from './sign-out.service.ts';
import {
  type Account,
  lockAccount,
  type PasswordAge,
  raiseCredentialVersions,
  readAccount,
  readAccountByAddress,
  readIsDisabled,
  readPasswordAge,
  writePassword,
} from './users.store.ts';

/** The account of an address, if it is the owner's and not disabled. */
export const findAccount = (sql: Queryable, address: string): Promise<Account | null> =>
  readAccountByAddress(sql, address);

/** Whether an address is that of an account which is disabled. Only its owner may be told. */
export const isDisabledAddress = (sql: Queryable, address: string): Promise<boolean> =>
  readIsDisabled(sql, address);

export const getAccount = (sql: Queryable, userId: string): Promise<Account | null> =>
  readAccount(sql, userId);

/** Whether a person has a password, and when it was set. */
export const passwordAge = (userId: string, { sql }: { sql: Queryable }): Promise<PasswordAge> =>
  readPasswordAge(sql, userId);

/** Whether this is the password that a person has now. */
export async function isPasswordOf(
  userId: string,
  password: string,
  context: Pick<Context, 'sql' | 'random' | 'secrets' | 'settings'>,
): Promise<boolean> {
  const passwordHash = await readStored(context.sql, userId);
  return (await checkCredential({ userId, passwordHash }, password, context)) !== null;
}

/**
 * Keeps other transactions from changing an account until this one ends, so that what is read of it
 * from now on holds. Null when it is gone or disabled.
 */
export const holdAccount = (tx: Transaction, userId: string): Promise<Account | null> =>
  lockAccount(tx, userId);

/**
 * Sets a password that the person has chosen, or takes theirs away. Everything that was proved before counts no more; whether
 * what they are signed in with ends, they choose, too. The caller logs `user:<id>` in the same
 * transaction.
 */
export async function setPassword(
  tx: Transaction,
  { userId, passwordHash }: { userId: string; passwordHash: string | null },
  sessions: 'end' | 'keep' | { endAllBut: string },
  now: Date,
): Promise<void> {
  await writePassword(tx, { userId, passwordHash }, now);
  if (sessions === 'end') await signOutEverywhere(tx, [userId], now);
  else if (sessions === 'keep') await raiseCredentialVersions(tx, [userId]);
  else await signOutElsewhere(tx, { userId, sessionId: sessions.endAllBut }, now);
}
