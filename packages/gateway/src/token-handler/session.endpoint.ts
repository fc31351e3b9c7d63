import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { SessionRequest, SessionResponse } from '@sallyport/protocol/internal.ts';
import { respondJson } from '../http/respond.ts';
import type { Call, HandlerContext } from './handler-context.ts';
import { type Session, sessionState } from './session.ts';
import type { OpenSession } from './sessions.ts';

type Found = { told: SessionResponse; session: Session; cookieStays: boolean };

/**
 * `GET /auth/session`: who is signed in and what they may do, asked of the issuer each time, so that a
 * user who was disabled or signed out elsewhere shows as signed out.
 */
export async function session(call: Call, context: HandlerContext): Promise<void> {
  const { application, incoming, response } = call;
  const open = context.sessions.read(incoming, application);
  const found = open && (await findSession(open, context));
  if (!found) {
    const cleared = context.sessions.clear(incoming, application);
    respondJson(response, 200, { signed_in: false }, setCookieHeaders(cleared));
    return;
  }
  const { told, session } = found;
  const { email, email_verified, ...user } = told.user;
  const wall = context.clock.wall();
  const body = {
    signed_in: true,
    user: {
      ...user,
      // Marked always: an address that was never proven must not look like one that was.
      ...(email === undefined ? {} : { email, email_verified: email_verified === true }),
    },
    roles: told.roles,
    permissions: told.permissions,
    expires_in: secondsLeft(session.expiresAt, wall),
    session_expires_in: secondsLeft(session.endsAt, wall),
  };
  const written = found.cookieStays ? [] : context.sessions.write(session, incoming, application);
  respondJson(response, 200, body, setCookieHeaders(written));
}

/** @throws IssuerUnavailable */
async function findSession(open: OpenSession, context: HandlerContext): Promise<Found | null> {
  const state = sessionState(open.session, context.clock.wall());
  if (state === 'over') return null;
  if (state === 'usable') {
    const told = await askIssuer(open.session, context);
    if (told) return { told, session: open.session, cookieStays: !open.outdated };
    if (!open.session.refreshToken) return null;
  }
  const refreshed = await context.sessions.refresh(open);
  if (refreshed.kind === 'over') return null;
  const told = await askIssuer(refreshed.session, context);
  return told && { told, session: refreshed.session, cookieStays: false };
}

/** Null when the access token is not accepted any more. */
async function askIssuer(
  { accessToken }: Session,
  { issuer }: HandlerContext,
): Promise<SessionResponse | null> {
  const request: SessionRequest = { access_token: accessToken };
  try {
    return await issuer.callAny<SessionResponse>('/internal/session', request);
  } catch (error) {
    if (error instanceof OAuthError && error.code === 'invalid_token') return null;
    throw error;
  }
}

const secondsLeft = (end: number, wall: number): number =>
  Math.max(0, Math.floor((end - wall) / 1000));

const setCookieHeaders = (cookies: readonly string[]): string[] =>
  cookies.flatMap((cookie) => ['Set-Cookie', cookie]);
