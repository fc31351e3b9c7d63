import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { emailKey } from '../runtime/email-address.ts';
import { sha256 } from '../runtime/sha256.ts';
import { codeOfSecret, hashOfCode } from './code-text.ts';
import {
  type CodeKind,
  codeKinds,
  maxUnanswered,
  type OneTimeCode,
  type Purpose,
} from './one-time-code.ts';
import {
  countUnanswered,
  endEarlier,
  holdOrders,
  holdOwner,
  insertCode,
  markProven,
  readByLink,
  readInSignIn,
  readIsUsed,
  readSentSince,
  readUsedInSignIn,
  spend,
  tryTyped,
} from './one-time-codes.store.ts';

type Dependencies = Pick<Context, 'clock' | 'random' | 'secrets'>;

/** A sign-in in one browser. */
export interface SignInPlace {
  /** Of the interaction. */
  id: string;
  browser: { hash: Buffer };
}

export interface CodeOrder {
  purpose: Purpose;
  /** The recipient. */
  email: string;
  /** Null where no account is concerned. */
  owner: OneTimeCode['owner'];
  /** Null for what needs no sign-in under way. */
  signIn: SignInPlace | null;
  parameters?: Record<string, unknown>;
  /** Seconds, for a purpose that has none of its own. */
  lifetime?: number;
  /**
   * Whether none is sent: it is stored all the same, and can be typed as little as any other, so that the
   * answers do not tell for which addresses there was none.
   */
  isDecoy?: boolean;
}

export interface IssuedCode {
  id: string;
  /** 128 random bits, for the address of the link. */
  secret: string;
  code: string;
  expiresAt: Date;
}

/** Makes one, in the transaction that sends it. Those that it follows are dead. */
export async function issueCode(
  tx: Transaction,
  { purpose, email, owner, signIn, parameters = {}, lifetime, isDecoy = false }: CodeOrder,
  { clock, random, secrets }: Dependencies,
): Promise<IssuedCode> {
  const kind: CodeKind = codeKinds[purpose];
  const now = clock.now();
  const interactionHash = signIn && sha256(signIn.id);
  const of =
    kind.followedIn === 'sign-in' && interactionHash
      ? { interactionHash }
      : {
          emailKey: emailKey(email),
          ...(kind.followedIn === 'invitation' && { invitation: String(parameters['invitation']) }),
        };
  if ('emailKey' in of) await holdOrders(tx, sha256(`${purpose} ${of.emailKey}`));
  await endEarlier(tx, { purpose, of }, now);
  const secret = random.bytes(16).toString('base64url');
  const isLong = kind.alphabet === 'digits' && (await isGuessedAt(tx, { purpose, email }, now));
  const code = codeOfSecret({ purpose, isLong }, secret, secrets.oneTimeCodes);
  const place = interactionHash;
  const codeHash = place && hashOfCode({ purpose, place, typed: code }, secrets.oneTimeCodes);
  const id = random.uuid();
  const expiresAt = secondsAfter(now, kind.lifetime ?? lifetime ?? 0);
  await insertCode(tx, {
    ...{
      id,
      purpose,
      email,
      owner,
      parameters,
      interactionHash,
      expiresAt,
      createdAt: now,
      isLong,
    },
    browserHash: signIn?.browser.hash ?? null,
    linkHash: kind.hasLink && !isDecoy ? sha256(secret) : null,
    codeHash: isDecoy ? null : codeHash,
  });
  return { id, secret, code, expiresAt };
}

const day = 86_400;

/** Whether so many codes for an address were asked for and not used that this may be guessing. */
async function isGuessedAt(
  tx: Transaction,
  { purpose, email }: Pick<CodeOrder, 'purpose' | 'email'>,
  now: Date,
): Promise<boolean> {
  const asked = { purpose, emailKey: emailKey(email), since: secondsAfter(now, -day) };
  return (await countUnanswered(tx, asked)) >= maxUnanswered;
}

/**
 * Whether the account that a code is for is there, and stays until the end of the transaction: it may be
 * deleted at this moment. Where no account is concerned, the same is asked.
 */
export async function isOwned(
  tx: Transaction,
  { owner }: Pick<CodeOrder, 'owner'>,
): Promise<boolean> {
  return (await holdOwner(tx, owner?.userId ?? null)) || owner === null;
}

/** A double click, and a page that is sent once more because its answer was lost. */
const sameOrderSeconds = 5;

/**
 * Whether the same was sent a moment ago, so that a double click sends one mail. Of two requests of one
 * sign-in at once, the second waits here for the first.
 */
export async function wasJustSent(
  tx: Transaction,
  { purpose, email, signIn }: Pick<CodeOrder, 'purpose' | 'email' | 'signIn'>,
  { clock }: Pick<Context, 'clock'>,
): Promise<boolean> {
  if (!signIn) return false;
  const interactionHash = sha256(signIn.id);
  await holdOrders(tx, interactionHash);
  const now = clock.now();
  const place = { purpose, interactionHash, browserHash: signIn.browser.hash };
  return readSentSince(
    tx,
    { ...place, email },
    { since: secondsAfter(now, -sameOrderSeconds), now },
  );
}

export type Typed =
  | { result: 'right'; code: OneTimeCode }
  | { result: 'wrong'; code: OneTimeCode }
  /** There is none to type: it expired, was used, was followed by another, or was typed too often. */
  | { result: 'none' };

/**
 * One attempt at typing a code where it was asked for.
 *
 * @param use `spend` uses up a code that is right; `keep` notes that the person has it.
 */
export async function typeCode(
  sql: Queryable,
  { purpose, signIn, typed }: { purpose: Purpose; signIn: SignInPlace; typed: string },
  use: 'spend' | 'keep',
  { clock, secrets }: Pick<Context, 'clock' | 'secrets'>,
): Promise<Typed> {
  const place = sha256(signIn.id);
  const codeHash = hashOfCode({ purpose, place, typed }, secrets.oneTimeCodes);
  const tried = await tryTyped(
    sql,
    { purpose, interactionHash: place, browserHash: signIn.browser.hash },
    { codeHash, now: clock.now(), spends: use === 'spend' },
  );
  if (!tried) return { result: 'none' };
  const { right, code } = tried;
  return { result: right ? 'right' : 'wrong', code };
}

/** What a link leads to, without using it: mail scanners and browsers open links, too. */
export const findByLink = (
  sql: Queryable,
  { purpose, secret }: { purpose: Purpose; secret: string },
  { clock }: Pick<Context, 'clock'>,
): Promise<OneTimeCode | null> =>
  readByLink(sql, { purpose, linkHash: sha256(secret) }, clock.now());

/** What was sent last for a sign-in and is not used yet; it may be worn out (`isWornOut`). */
export const findInSignIn = (
  sql: Queryable,
  { purpose, signIn }: { purpose: Purpose; signIn: SignInPlace },
  { clock }: Pick<Context, 'clock'>,
): Promise<OneTimeCode | null> =>
  readInSignIn(
    sql,
    { purpose, interactionHash: sha256(signIn.id), browserHash: signIn.browser.hash },
    clock.now(),
  );

/**
 * Whether a link was used already, until it would have expired: the second press of a double click is
 * told that all is well.
 */
export const isUsedLink = (
  sql: Queryable,
  { purpose, secret }: { purpose: Purpose; secret: string },
  { clock }: Pick<Context, 'clock'>,
): Promise<boolean> => readIsUsed(sql, { purpose, linkHash: sha256(secret) }, clock.now());

/** What was used in a sign-in, for a form that comes twice. */
export const findUsedInSignIn = (
  sql: Queryable,
  { purpose, signIn }: { purpose: Purpose; signIn: SignInPlace },
): Promise<OneTimeCode | null> =>
  readUsedInSignIn(sql, {
    purpose,
    interactionHash: sha256(signIn.id),
    browserHash: signIn.browser.hash,
  });

/**
 * Whether a link was asked for in this browser and in this sign-in: the address of a link names one,
 * and an attacker can write that address.
 */
export const isFromHere = (
  { browserHash, interactionHash }: Pick<OneTimeCode, 'browserHash' | 'interactionHash'>,
  { id, browser }: { id: string; browser: { hash: Buffer } | null },
): boolean => isSame(browserHash, browser?.hash ?? null) && isSame(interactionHash, sha256(id));

const isSame = (one: Buffer | null, other: Buffer | null): boolean =>
  one !== null && other !== null && one.equals(other);

/** Uses up what was found. @returns false when it was used, or died, meanwhile. */
export const spendCode = (
  tx: Transaction,
  code: Pick<OneTimeCode, 'id' | 'expiresAt'>,
  { clock }: Pick<Context, 'clock'>,
): Promise<boolean> => spend(tx, code, clock.now());

/** Keeps that the person opened the link. @returns false when it died meanwhile. */
export const noteProven = (
  sql: Queryable,
  { id }: Pick<OneTimeCode, 'id'>,
  { clock }: Pick<Context, 'clock'>,
): Promise<boolean> => markProven(sql, id, clock.now());

/** Takes back what was sent to an address for an invitation. */
export const withdrawCodes = (
  tx: Transaction,
  { invitation, email }: { invitation: string; email: string },
  { clock }: Pick<Context, 'clock'>,
): Promise<void> =>
  endEarlier(
    tx,
    { purpose: 'invitation', of: { emailKey: emailKey(email), invitation } },
    clock.now(),
  );
