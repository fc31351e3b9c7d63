import { assuranceOf } from '../assurance/assurance.ts';
import type { Proof, Proven } from '../assurance/proof.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { spendProofs } from '../interactions/interactions.service.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../runtime/sha256.ts';
import { endSessions } from './end-sessions.service.ts';
import type { HeldSession, Origin, Session, SessionCookie } from './session.ts';
import {
  holdAccount,
  insertSession,
  lockSession,
  readHeldSession,
  readSignedInBefore,
  renewSession,
  touchSession,
  writeProofs,
} from './sessions.store.ts';

type Reading = Pick<Context, 'sql' | 'clock' | 'settings'>;

/** A sign-in that has proved enough. */
export interface SignIn {
  /** The interaction that it was proved to, and when that began. */
  interaction: Pick<Interaction, 'id' | 'createdAt'>;
  proven: Proven;
  /** Of the session that the browser has: proofs that count beside the new ones. */
  standing: readonly Proof[];
  origin: Origin;
  /** What else belongs into the transaction in which a session begins: not where one goes on. */
  onStart?(tx: Transaction): Promise<void>;
}

/** Why there is no session. */
export type Unstarted = 'worthless' | 'spent';

/**
 * Signs a user in, always with a new cookie, so that an attacker cannot plant a session in another
 * person's browser. A living session of the same user goes on under it: clients
 * know it by its id, and what they ask to end when the user leaves is what they were told. One of
 * another user ends: this browser will never again hold the cookie to end it with.
 *
 * @returns `worthless` when what they proved it by was taken away in between; `spent` when another
 *   request of this browser has started a session from the same proofs.
 */
export async function startSession(
  cookie: SessionCookie,
  signIn: SignIn,
  context: Reading & Pick<Context, 'random' | 'changes'>,
): Promise<Session | Unstarted> {
  const held = await heldSession(cookie, context);
  if (held?.state === 'ended') await context.changes.awaitStanding();
  if (held?.state === 'open' && held.userId !== signIn.proven.userId) {
    await endSessions({ ids: [held.id], userId: held.userId }, context);
  }
  const token = context.random.bytes(32).toString('base64url');
  const hashes = { heldHash: hashOf(cookie), tokenHash: sha256(token) };
  const session = await writeSession(hashes, signIn, context);
  if (typeof session !== 'string') cookie.write(token);
  return session;
}

interface CookieHashes {
  heldHash: Buffer | null;
  tokenHash: Buffer;
}

async function writeSession(
  { heldHash, tokenHash }: CookieHashes,
  { interaction, proven, standing, origin, onStart }: SignIn,
  context: Reading & Pick<Context, 'random'>,
): Promise<Session | Unstarted> {
  const { sql, clock, random, settings } = context;
  const { userId } = proven;
  const now = clock.now();
  // The clock of the node that began the interaction may be ahead of ours.
  const given = proven.proofs.map((proof) => ({
    ...proof,
    at: later(proof.at, interaction.createdAt),
  }));
  const proofs = [...withoutRepeated(standing, given), ...given];
  const assurance = assuranceOf(proofs);
  const written = { userId, proofs, ...assurance, tokenHash, now, origin };
  const write = async (tx: Transaction): Promise<Session | Unstarted> => {
    if (!(await holdAccount(tx, proven))) return 'worthless';
    const renewal = { ...written, idleSince: idleSince(now, settings) };
    const renewed = heldHash && (await renewSession(tx, { ...renewal, heldHash }));
    // The session that the other proofs are of has ended.
    if (!renewed && standing.length > 0) return 'worthless';
    const id = renewed ?? random.uuid();
    if (!renewed) {
      await onStart?.(tx);
      const expiresAt = secondsAfter(now, settings.lifetimes.sessionAbsolute);
      await insertSession(tx, { ...written, id, expiresAt });
    }
    if (!(await spendProofs(tx, { id: interaction.id, proven }, now))) throw new Spent();
    const provider = proven.proofs.findLast((proof) => proof.provider !== undefined)?.provider;
    const { amr, acr } = assurance;
    await recordAudit(tx, {
      at: now,
      action: renewed ? 'session.renew' : 'session.start',
      actor: `user:${userId}`,
      subjects: [`session:${id}`, `user:${userId}`],
      detail: { amr, acr, ...(provider === undefined ? {} : { provider }) },
    });
    return { id, userId, proofs, ...assurance, mustChangePassword: false };
  };
  try {
    return await sql.begin(write);
  } catch (error) {
    if (error instanceof Spent) return 'spent';
    throw error;
  }
}

/** Undoes the transaction: another request has started a session from the same proofs. */
class Spent extends Error {}

const withoutRepeated = (standing: readonly Proof[], given: readonly Proof[]): Proof[] =>
  standing.filter(({ method }) => !given.some((proof) => proof.method === method));

const later = (one: Date, other: Date): Date => (one > other ? one : other);

/**
 * Adds what a person has just proved on a page of their own to the session that they did it in, under
 * another cookie. It is as old as before.
 */
export async function strengthenSession(
  cookie: SessionCookie,
  { id, userId, proofs: standing }: Session,
  proof: Omit<Proof, 'at'>,
  { sql, clock, random }: Pick<Context, 'sql' | 'clock' | 'random'>,
): Promise<void> {
  const heldHash = hashOf(cookie);
  if (!heldHash) return;
  const now = clock.now();
  const given = [{ ...proof, at: now }];
  const proofs = [...withoutRepeated(standing, given), ...given];
  const token = random.bytes(32).toString('base64url');
  const stronger = { id, userId, proofs, ...assuranceOf(proofs), heldHash, now };
  const isDone = await sql.begin(async (tx) => {
    if (!(await writeProofs(tx, { ...stronger, tokenHash: sha256(token) }))) {
      return false;
    }
    const { acr, amr } = stronger;
    await recordAudit(tx, {
      ...{ at: now, action: 'session.renew', actor: `user:${userId}` },
      ...{ subjects: [`session:${id}`, `user:${userId}`], detail: { amr, acr } },
    });
    return true;
  });
  if (isDone) cookie.write(token);
}

/** The session of this browser, if it lives and its user may sign in. */
export async function currentSession(
  cookie: SessionCookie,
  context: Reading,
): Promise<Session | null> {
  const hash = hashOf(cookie);
  if (!hash) return null;
  const now = context.clock.now();
  return touchSession(context.sql, hash, now, idleSince(now, context.settings));
}

/**
 * The session that this browser can end, however long it was not used; or the one that it could
 * have ended, had another request not come first.
 */
export async function heldSession(
  cookie: SessionCookie,
  { sql }: Pick<Context, 'sql'>,
): Promise<HeldSession | null> {
  const hash = hashOf(cookie);
  return hash && readHeldSession(sql, hash);
}

function hashOf(cookie: SessionCookie): Buffer | null {
  const token = cookie.read();
  return token ? sha256(token) : null;
}

const idleSince = (now: Date, { lifetimes }: Context['settings']): Date =>
  secondsAfter(now, -lifetimes.sessionIdle);

/**
 * Whether the person is still signed in with a session, and stays so until the end of the transaction:
 * what is done in it was not asked for in a session that has ended meanwhile.
 */
export const holdSession = (
  tx: Transaction,
  { id, userId }: Pick<Session, 'id' | 'userId'>,
  now: Date,
): Promise<boolean> => lockSession(tx, { id, userId, now });

/** No session lasts longer, in seconds. */
const longestSession = 31 * 86_400;

/** Whether a person has signed in before: has a session, ended or not, or an account older than those can be. */
export const hasSignedInBefore = (tx: Transaction, userId: string, now: Date): Promise<boolean> =>
  readSignedInBefore(tx, userId, secondsAfter(now, -longestSession));
