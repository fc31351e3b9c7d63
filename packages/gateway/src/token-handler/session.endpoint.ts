import { z } from 'zod';
import { respondJson } from '../http/respond.ts';
import type { Call, HandlerContext } from './handler-context.ts';
import { type Session, sessionState } from './session.ts';
import type { OpenSession } from './sessions.ts';

const userSchema = z.object({
  sub: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  roles: z.array(z.string()).optional(),
});

type User = z.infer<typeof userSchema>;

type Found = { user: User; session: Session; cookieStays: boolean };

/**
 * `GET /auth/session`: who is signed in, asked of the issuer each time, so that a user who
 * was disabled or signed out elsewhere shows as signed out.
 */
export async function session(call: Call, context: HandlerContext): Promise<void> {
  const { application, incoming, response } = call;
  const open = context.sessions.read(incoming, application);
  if (!open) {
    respondJson(response, 200, { signed_in: false });
    return;
  }
  const found = await findUser(open, context);
  if (!found) {
    const cleared = context.sessions.clear(incoming, application);
    respondJson(response, 200, { signed_in: false }, ['Set-Cookie', cleared]);
    return;
  }
  const { user, session } = found;
  const { sub, name, email, email_verified, roles } = user;
  const body = {
    signed_in: true,
    user: {
      sub,
      name,
      // Marked always: an address that was never proven must not look like one that was.
      ...(email === undefined ? {} : { email, email_verified: email_verified === true }),
    },
    roles,
    expires_in: Math.max(0, Math.floor((session.expiresAt - context.clock.wall()) / 1000)),
  };
  const written = found.cookieStays
    ? []
    : ['Set-Cookie', context.sessions.write(session, incoming, application)];
  respondJson(response, 200, body, written);
}

/** @throws IssuerUnavailable */
async function findUser(open: OpenSession, context: HandlerContext): Promise<Found | null> {
  const state = sessionState(open.session, context.clock.wall());
  if (state === 'over') return null;
  if (state === 'usable') {
    const user = await askUser(open.session, context);
    if (user) return { user, session: open.session, cookieStays: !open.outdated };
    if (!open.session.refreshToken) return null;
  }
  const refreshed = await context.sessions.refresh(open);
  if (refreshed.kind === 'over') return null;
  const user = await askUser(refreshed.session, context);
  return user && { user, session: refreshed.session, cookieStays: false };
}

/** Null when the access token is not accepted any more. */
async function askUser(session: Session, { issuer }: HandlerContext): Promise<User | null> {
  const { status, body } = await issuer.getWithToken('/userinfo', session.accessToken);
  if (status === 401) return null;
  if (status !== 200) throw new Error(`/userinfo answered ${status}`);
  return userSchema.parse(body);
}
