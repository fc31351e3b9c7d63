import type { Method } from '../assurance/proof.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { signOutEverywhere } from '../directory/users/sign-out.service.ts';
import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';
import {
  deleteFactors,
  type FactorsRow,
  insertTotp,
  readFactorsOf,
  spendRecoveryCode,
  spendStep,
} from './factors.store.ts';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { newTotpSecret, stepOfCode } from './totp.ts';

/** The second factors that are codes. */
export type CodeFactor = Extract<Method, 'totp' | 'recovery_code'>;

type Checking = Pick<Context, 'sql' | 'clock' | 'secrets'>;

/** Takes a code, once: of two that come at the same moment, one counts. */
export async function takeCode(
  factor: CodeFactor,
  { userId, secret, recoveryCodes }: FactorsRow,
  typed: string,
  { sql, clock, secrets }: Checking,
): Promise<boolean> {
  const now = clock.now();
  if (factor === 'recovery_code') {
    const hash = hashOfRecoveryCode(userId, typed, secrets.signIn);
    return sql.begin(async (tx) => {
      if (!(await spendRecoveryCode(tx, { userId, hash, now }))) return false;
      const person = `user:${userId}`;
      await recordAudit(tx, {
        ...{ at: now, action: 'factor.recover', actor: person, subjects: [person] },
        detail: { left: recoveryCodes - 1 },
      });
      return true;
    });
  }
  if (!secret) return false;
  const opened = decryptAtRest(secrets.atRest, labelOf(userId), secret).toString();
  const step = stepOfCode(opened, typed, now);
  return step !== null && (await spendStep(sql, userId, step));
}

/**
 * A new secret, and the form in which the page of this sign-in carries it until a code proves that
 * the app has it: nothing is stored before that.
 */
export function beginTotp(
  place: { userId: string; interaction: string },
  { secrets, random }: Pick<Context, 'secrets' | 'random'>,
): { secret: string; sealed: string } {
  const secret = newTotpSecret(random);
  const sealed = encryptAtRest(secrets.atRest, placeLabel(place), Buffer.from(secret), random);
  return { secret, sealed: sealed.toString('base64url') };
}

/** The secret of a page of this sign-in; null for one that was not made for it. */
export function openTotp(
  sealed: string,
  place: { userId: string; interaction: string },
  { secrets }: Pick<Context, 'secrets'>,
): string | null {
  try {
    const opened = Buffer.from(sealed, 'base64url');
    return decryptAtRest(secrets.atRest, placeLabel(place), opened).toString();
  } catch {
    return null;
  }
}

export type Enrolled =
  | { kind: 'enrolled'; recoveryCodes: string[] }
  | { kind: 'wrong' }
  /** There is an app already, or what the person proved was taken away meanwhile. */
  | { kind: 'too_late' };

/** Sets up an app whose first code is right. The codes on paper are shown this once. */
export async function enrolTotp(
  { userId, credentialVersion }: FactorsRow,
  { secret, typed }: { secret: string; typed: string },
  { sql, clock, secrets, random }: Checking & Pick<Context, 'random'>,
): Promise<Enrolled> {
  const now = clock.now();
  const step = stepOfCode(secret, typed, now);
  if (step === null) return { kind: 'wrong' };
  const recoveryCodes = newRecoveryCodes(random);
  const hashes = recoveryCodes.map((code) => hashOfRecoveryCode(userId, code, secrets.signIn));
  const sealed = encryptAtRest(secrets.atRest, labelOf(userId), Buffer.from(secret), random);
  const app = { userId, credentialVersion, secret: sealed, step, now };
  const isSetUp = await sql.begin(async (tx) => {
    if (!(await insertTotp(tx as Transaction, app, hashes))) return false;
    const person = `user:${userId}`;
    await recordAudit(tx, {
      ...{ at: now, action: 'factor.add', actor: person, subjects: [person] },
      detail: { factor: 'totp' },
    });
    return true;
  });
  return isSetUp ? { kind: 'enrolled', recoveryCodes } : { kind: 'too_late' };
}

/**
 * Takes the second factors of a person away, who has lost them and sets up others at the next sign-in.
 * Ends every session and grant. Returns when no gateway accepts a token of theirs any more.
 *
 * @param by who does it, and what they have to be permitted; refused, nothing is taken away.
 */
export function removeFactors(
  userId: string,
  by: { actor: string; permit(tx: Transaction, now: Date): Promise<void> },
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    await by.permit(tx, at);
    if (!(await deleteFactors(tx, userId))) return [];
    await signOutEverywhere(tx, [userId], at);
    const subjects = [`user:${userId}` as const];
    const detail = { factor: 'totp' };
    await recordAudit(tx, { at, action: 'factor.remove', actor: by.actor, subjects, detail });
    return subjects;
  });
}

/** What a person has, and may be asked for; null for one who may not sign in. */
export const readFactors = (
  userId: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<FactorsRow | null> => readFactorsOf(sql, userId);

const labelOf = (userId: string): string => `totp ${userId}`;

const placeLabel = ({ userId, interaction }: { userId: string; interaction: string }): string =>
  `totp ${userId} in ${interaction}`;
