import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import {
  deleteIdleRecoveryCodes,
  deleteTotp,
  insertRecoveryCodes,
  readFactorsOf,
  updateTotp,
} from './factors.store.ts';
import { hashesOfRecoveryCodes, newRecoveryCodes } from './recovery-codes.ts';
import { sealTotp } from './stored-totp.ts';
import { stepOfCode } from './totp.ts';

// All of these are part of a change that holds the account, and says what else ends with it.

/**
 * Puts another app in the place of the one that there is, if the code is its own.
 *
 * @returns false for a code that is wrong, and where there is no app
 */
export async function replaceTotp(
  tx: Transaction,
  { userId, secret, typed, now }: { userId: string; secret: string; typed: string; now: Date },
  context: Pick<Context, 'secrets' | 'random'>,
): Promise<boolean> {
  const step = stepOfCode(secret, typed, now);
  if (step === null) return false;
  return updateTotp(tx, { userId, secret: sealTotp(userId, secret, context), step, now });
}

/** The codes on paper stay where a passkey is left that they stand in for. @returns whether there was an app. */
export async function takeTotp(tx: Transaction, userId: string): Promise<boolean> {
  if (!(await deleteTotp(tx, userId))) return false;
  await deleteIdleRecoveryCodes(tx, userId);
  return true;
}

/** New codes on paper, in place of those that there are; none where they would stand in for nothing. */
export async function renewRecoveryCodes(
  tx: Transaction,
  userId: string,
  { secrets, random }: Pick<Context, 'secrets' | 'random'>,
): Promise<string[]> {
  const factors = await readFactorsOf(tx, userId);
  if (!factors?.secret && !factors?.hasPasskey) return [];
  const codes = newRecoveryCodes(random);
  const hashes = hashesOfRecoveryCodes(userId, codes, secrets.signIn);
  await insertRecoveryCodes(tx, userId, hashes);
  return codes;
}
