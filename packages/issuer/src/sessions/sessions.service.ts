import type { Context as Request } from 'hono';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { clearCookie, readCookie, writeCookie } from '../http/cookies.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../tokens/opaque-token.ts';
import { endSessions } from './end-sessions.service.ts';
import type { Session, SignIn } from './session.ts';
import { insertSession, readHeldSession, renewSession, touchSession } from './sessions.store.ts';

type Reading = Pick<Context, 'sql' | 'clock' | 'settings'>;

/**
 * Signs a user in, with a new cookie whatever the browser held before, so that nobody can plant a
 * session on somebody else. A living session of the same user goes on under it: clients know it by
 * its id, and what they ask to end when the user leaves is what they were told. One of somebody
 * else ends: this browser will never again hold the cookie to end it with.
 */
export async function startSession(
  request: Request,
  signIn: SignIn,
  context: Reading & Pick<Context, 'random' | 'changes'>,
): Promise<void> {
  const held = await heldSession(request, context);
  if (held && held.userId !== signIn.userId) {
    await endSessions({ ids: [held.id], userId: held.userId }, context);
  }
  const token = context.random.bytes(32).toString('base64url');
  await writeSession(sessionHash(request), sha256(token), signIn, context);
  writeCookie(request, 'sp_sso', token);
}

async function writeSession(
  heldHash: Buffer | null,
  tokenHash: Buffer,
  { userId, amr, provider }: SignIn,
  context: Reading & Pick<Context, 'random'>,
): Promise<void> {
  const { sql, clock, random, settings } = context;
  const now = clock.now();
  const authenticated = { userId, amr, authTime: now, tokenHash };
  await sql.begin(async (tx) => {
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
  });
}

/** The session of this browser, if it lives and its user may sign in. */
export async function currentSession(request: Request, context: Reading): Promise<Session | null> {
  const hash = sessionHash(request);
  if (!hash) return null;
  const now = context.clock.now();
  return touchSession(context.sql, hash, now, idleSince(now, context.settings));
}

/** The session that this browser can end: also one that it was not used in for too long. */
export async function heldSession(
  request: Request,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<{ id: string; userId: string } | null> {
  const hash = sessionHash(request);
  return hash && readHeldSession(sql, hash, clock.now());
}

export const forgetSession = (request: Request): void => clearCookie(request, 'sp_sso');

function sessionHash(request: Request): Buffer | null {
  const token = readCookie(request, 'sp_sso');
  return token ? sha256(token) : null;
}

const idleSince = (now: Date, { lifetimes }: Context['settings']): Date =>
  secondsAfter(now, -lifetimes.sessionIdle);
