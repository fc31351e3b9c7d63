import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { cookieOf } from '../http/cookies.ts';
import { endSessions } from '../sessions/end-sessions.service.ts';
import type { HeldSession } from '../sessions/session.ts';

/**
 * Signs a browser out of the session that it has, and leaves nothing in it that the next visitor could go
 * on with. Returns when no gateway accepts a token of the session any more.
 *
 * @param ids of more sessions of the same person that end with it
 */
export async function endHere(
  request: Request,
  session: HeldSession | null,
  ids: readonly string[],
  context: Pick<Context, 'changes' | 'clock'>,
): Promise<void> {
  if (session?.state === 'open') {
    await endSessions({ ids: [session.id, ...ids], userId: session.userId }, context);
  } else {
    // Another request may have ended it a moment ago, and still be waiting for the gateways.
    await context.changes.awaitStanding();
  }
  if (!session) return;
  cookieOf(request, 'sp_sso').clear();
  // What was proved in this browser and has not led to a session yet would let the next visitor in:
  // from now on it is what another browser has proved.
  cookieOf(request, 'sp_browser').clear();
}
