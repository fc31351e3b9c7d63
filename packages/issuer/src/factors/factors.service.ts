import type { Method } from '../assurance/proof.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { getAccount } from '../directory/users/accounts.service.ts';
import { signOutEverywhere } from '../directory/users/sign-out.service.ts';
import { type ProofPlace, recordProof } from '../interactions/interactions.service.ts';
import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';
import { tellInOwnLanguage } from '../mail/tell-in-own-language.service.ts';
import { tellOwner } from '../mail/tell-owner.service.ts';
import { mailBrandIn } from '../one-time-codes/mail-brand.service.ts';
import type { Language } from '../pages/language.ts';
import { routes } from '../routes.ts';
import type { Entitlement } from '../sessions/entitlement.ts';
import { holdEntitled } from '../sessions/hold-entitled.service.ts';
import {
  deleteFactors,
  deleteIdleRecoveryCodes,
  type FactorsRow,
  holdsRecoveryCodes,
  insertFirstRecoveryCodes,
  insertTotp,
  readFactorsOf,
  readSetUpAt,
  spendRecoveryCode,
  spendStep,
} from './factors.store.ts';
import {
  hashesOfRecoveryCodes,
  hashOfRecoveryCode,
  newRecoveryCodes,
  randomFrom,
} from './recovery-codes.ts';
import { openStoredTotp, sealTotp } from './stored-totp.ts';
import { newTotpSecret, stepOfCode } from './totp.ts';

/** The second factors that are codes. */
export type CodeFactor = Extract<Method, 'totp' | 'recovery_code'>;

type Checking = Pick<Context, 'sql' | 'clock' | 'secrets'>;

/**
 * Takes a code, once: of two that come at the same moment, one counts. It becomes a proof in the same
 * transaction: a node that stops in between leaves the code unused.
 */
export function takeCode(
  factor: CodeFactor,
  person: FactorsRow,
  { typed, signIn }: { typed: string; signIn: ProofPlace },
  context: Checking,
): Promise<boolean> {
  const { userId, credentialVersion } = person;
  return context.sql.begin(async (tx) => {
    const spend = factor === 'totp' ? spendAppCode : spendPaperCode;
    if (!(await spend(tx, person, typed, context))) return false;
    const proven = { userId, credentialVersion, proof: { method: factor } };
    await recordProof(signIn, proven, { ...context, sql: tx });
    return true;
  });
}

async function spendAppCode(
  tx: Transaction,
  { userId, secret }: FactorsRow,
  typed: string,
  context: Checking,
): Promise<boolean> {
  if (!secret) return false;
  const opened = openStoredTotp(userId, secret, context);
  const step = stepOfCode(opened, typed, context.clock.now());
  return step !== null && spendStep(tx, userId, step);
}

async function spendPaperCode(
  tx: Transaction,
  { userId, recoveryCodes }: FactorsRow,
  typed: string,
  { clock, secrets }: Checking,
): Promise<boolean> {
  const now = clock.now();
  const hash = hashOfRecoveryCode(userId, typed, secrets.signIn);
  if (!(await spendRecoveryCode(tx, { userId, hash, now }))) return false;
  const person = `user:${userId}`;
  await recordAudit(tx, {
    ...{ at: now, action: 'factor.recover', actor: person, subjects: [person] },
    detail: { left: recoveryCodes - 1 },
  });
  return true;
}

/** What the page of a sign-in carries until a code proves that the app has the secret. */
export interface BegunTotp {
  /** In base32. */
  secret: string;
  /** What the recovery codes are made from: the same form, sent twice, shows the same ones. */
  seed: Buffer;
}

/** A new secret, and the form in which the page carries it: nothing is stored before it is proved. */
export function beginTotp(
  place: { userId: string; interaction: string },
  { secrets, random }: Pick<Context, 'secrets' | 'random'>,
): { secret: string; sealed: string } {
  const secret = newTotpSecret(random);
  const carried = Buffer.concat([random.bytes(seedLength), Buffer.from(secret)]);
  const sealed = encryptAtRest(secrets.atRest, placeLabel(place), carried, random);
  return { secret, sealed: sealed.toString('base64url') };
}

/** What a page of this sign-in carries; null for one that was not made for it. */
export function openTotp(
  sealed: string,
  place: { userId: string; interaction: string },
  { secrets }: Pick<Context, 'secrets'>,
): BegunTotp | null {
  try {
    const opened = Buffer.from(sealed, 'base64url');
    const carried = decryptAtRest(secrets.atRest, placeLabel(place), opened);
    const seed = carried.subarray(0, seedLength);
    return { seed, secret: carried.subarray(seedLength).toString() };
  } catch {
    return null;
  }
}

const seedLength = 32;

export type Enrolled =
  | { kind: 'enrolled'; recoveryCodes: string[] }
  | { kind: 'wrong' }
  /** There is another app already, or what the person proved was taken away meanwhile. */
  | { kind: 'too_late' };

/** Where an app is set up, and what its owner is told by mail. */
interface Enrolling {
  /** Null where it is set up outside of a sign-in. */
  signIn: ProofPlace | null;
  /** The language of the mail (BCP 47), and the app in it. */
  told: { language: string; factor: string };
}

/**
 * Sets up an app whose first code is right, which proves it to the sign-in, too. The codes on paper are
 * shown to the form that they were made for, and to nothing else: where a double click sent it twice, or
 * the answer was lost, the second answer has the same ones.
 */
export async function enrolTotp(
  { secret: present, ...entitled }: Entitlement & Pick<FactorsRow, 'secret'>,
  { secret, seed, typed }: BegunTotp & { typed: string },
  { signIn, told }: Enrolling,
  context: Checking & Pick<Context, 'random' | 'mail' | 'settings'>,
): Promise<Enrolled> {
  const { sql, clock, secrets, settings } = context;
  const { userId, credentialVersion } = entitled;
  const now = clock.now();
  const recoveryCodes = newRecoveryCodes(randomFrom(seed));
  const enrolled = { kind: 'enrolled', recoveryCodes } as const;
  const isItself = (stored: Buffer) => openStoredTotp(userId, stored, context) === secret;
  if (present) return isItself(present) ? enrolled : { kind: 'too_late' };
  const step = stepOfCode(secret, typed, now);
  if (step === null) return { kind: 'wrong' };
  const hashes = hashesOfRecoveryCodes(userId, recoveryCodes, secrets.signIn);
  const app = { userId, secret: sealTotp(userId, secret, context), step, now };
  const brand = await mailBrandIn(signIn, context);
  const isSetUp = await sql.begin(async (tx) => {
    if (!(await holdEntitled(tx, entitled, now))) return false;
    if (!(await insertTotp(tx, app, hashes))) return false;
    const person = `user:${userId}`;
    await recordAudit(tx, {
      ...{ at: now, action: 'factor.add', actor: person, subjects: [person] },
      detail: { factor: 'totp' },
    });
    if (signIn) {
      const proven = { userId, credentialVersion, proof: { method: 'totp' } as const };
      await recordProof(signIn, proven, { clock, sql: tx });
    }
    const account = await getAccount(tx, userId);
    if (account) {
      const { language, factor } = told;
      const parameters = { at: now, factor, link: settings.url + routes.account };
      const mail = { kind: 'factor-added', to: account, language, parameters, brand } as const;
      await tellOwner(tx, mail, context);
    }
    return true;
  });
  if (isSetUp) return enrolled;
  // The first press of a double click has set it up meanwhile.
  const stored = (await readFactorsOf(sql, userId))?.secret;
  return stored && isItself(stored) ? enrolled : { kind: 'too_late' };
}

/** Keeps codes on paper for a person who is held and has none. @returns them; none where there were some. */
export async function giveFirstRecoveryCodes(
  tx: Transaction,
  userId: string,
  { seed, secrets }: Pick<Context, 'secrets'> & { seed: Buffer },
): Promise<string[]> {
  const codes = newRecoveryCodes(randomFrom(seed));
  const hashes = hashesOfRecoveryCodes(userId, codes, secrets.signIn);
  return (await insertFirstRecoveryCodes(tx, userId, hashes)) ? codes : [];
}

/** The codes on paper that were made from a seed, while they are what the person has; none otherwise. */
export async function codesFrom(
  seed: Buffer,
  userId: string,
  { sql, secrets }: Pick<Context, 'sql' | 'secrets'>,
): Promise<string[]> {
  const codes = newRecoveryCodes(randomFrom(seed));
  const hashes = hashesOfRecoveryCodes(userId, codes, secrets.signIn);
  return (await holdsRecoveryCodes(sql, userId, hashes)) ? codes : [];
}

/** Deletes the codes on paper of a person who has neither an app nor a passkey any more. */
export const dropIdleRecoveryCodes = (tx: Transaction, userId: string): Promise<void> =>
  deleteIdleRecoveryCodes(tx, userId);

/**
 * Takes the app of a person away with the codes on paper, who has lost them and sets up others at the
 * next sign-in. Ends every session and grant. Returns when no gateway accepts a token of theirs any more.
 *
 * @param by who does it, and what they have to be permitted; refused, nothing is taken away.
 */
export function removeFactors(
  userId: string,
  by: { actor: string; permit(tx: Transaction, now: Date): Promise<void> },
  context: Pick<Context, 'changes' | 'clock' | 'mail' | 'settings'>,
): Promise<void> {
  const { changes, clock, settings } = context;
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    await by.permit(tx, at);
    if (!(await deleteFactors(tx, userId))) return [];
    await signOutEverywhere(tx, [userId], at);
    const subjects = [`user:${userId}` as const];
    const detail = { factor: 'totp' };
    await recordAudit(tx, { at, action: 'factor.remove', actor: by.actor, subjects, detail });
    const link = settings.url + routes.account;
    const parameters = ({ t }: Language) => ({ at, factor: t('factor.totp'), link });
    const to = await getAccount(tx, userId);
    await tellInOwnLanguage(tx, { kind: 'factor-removed', to, parameters }, context);
    return subjects;
  });
}

/** What a person has, and may be asked for; null for one who may not sign in. */
export const readFactors = (
  userId: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<FactorsRow | null> => readFactorsOf(sql, userId);

/** When the app was set up that a person has; null where they have none. */
export const totpSetUpAt = (userId: string, { sql }: Pick<Context, 'sql'>): Promise<Date | null> =>
  readSetUpAt(sql, userId);

/** Whether this is the secret of the app that a person has just set up. */
export async function isNewApp(
  userId: string,
  secret: string,
  context: Checking,
): Promise<boolean> {
  const { sql, clock } = context;
  const [person, setUpAt] = [await readFactorsOf(sql, userId), await readSetUpAt(sql, userId)];
  if (!person?.secret || !setUpAt) return false;
  const isNew = clock.now().getTime() - setUpAt.getTime() < newForMs;
  return isNew && openStoredTotp(userId, person.secret, context) === secret;
}

/** As long as a sign-in is recent on the pages of the account. */
export const newForMs = 600_000;

const placeLabel = ({ userId, interaction }: { userId: string; interaction: string }): string =>
  `totp ${userId} in ${interaction}`;
