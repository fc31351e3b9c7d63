import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../runtime/sha256.ts';
import { endSessions } from './end-sessions.service.ts';
import type { HeldSession, Session, SessionCookie, SignIn } from './session.ts';
import { insertSession, readHeldSession, renewSession, touchSession } from './sessions.store.ts';

type Reading = Pick<Context, 'sql' | 'clock' | 'settings'>;

/**
 * Signs a user in, always with a new cookie, so that an attacker cannot plant a session in another
 * person's browser. A living session of the same user goes on under it: clients
 * know it by its id, and what they ask to end when the user leaves is what they were told. One of
 * another user ends: this browser will never again hold the cookie to end it with.
 *
 * @returns false when what they proved it by was taken away in between: they are not signed in.
 */
export async function startSession(
  cookie: SessionCookie,
  signIn: SignIn,
  context: Reading & Pick<Context, 'random' | 'changes'>,
): Promise<boolean> {
  const held = await heldSession(cookie, context);
  if (held?.state === 'ended') await context.changes.awaitStanding();
  if (held?.state === 'open' && held.userId !== signIn.userId) {
    await endSessions({ ids: [held.id], userId: held.userId }, context);
  }
  const token = context.random.bytes(32).toString('base64url');
  const written = await writeSession(hashOf(cookie), sha256(token), signIn, context);
  if (written) cookie.write(token);
  return written;
}

async function writeSession(
  heldHash: Buffer | null,
  tokenHash: Buffer,
  { userId, amr, provider, stillCounts }: SignIn,
  context: Reading & Pick<Context, 'random'>,
): Promise<boolean> {
  const { sql, clock, random, settings } = context;
  const now = clock.now();
  const authenticated = { userId, amr, authTime: now, tokenHash };
  return sql.begin(async (tx) => {
    if (!(await stillCounts(tx as Transaction))) return false;
    const renewal = { ...authenticated, idleSince: idleSince(now, settings) };
    const renewed = heldHash && (await renewSession(tx, { ...renewal, heldHash }));
    const id = renewed ?? random.uuid();
    if (!renewed) {
      const expiresAt = secondsAfter(now, settings.lifetimes.sessionAbsolute);
      await insertSession(tx, { ...authenticated, id, expiresAt });
    }
    await recordAudit(tx, {
      at: now,
      action: renewed ? 'session.renew' : 'session.start',
      actor: `user:${userId}`,
      subjects: [`session:${id}`, `user:${userId}`],
      detail: { amr, ...(provider === undefined ? {} : { provider }) },
    });
    return true;
  });
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
