import type { Follower } from '../changes/follower.ts';
import type { IssuerClient } from '../changes/issuer-client.ts';
import type { Environment } from '../runtime/environment.ts';
import { createCookieSeal } from './cookie-seal.ts';
import type { HandlerContext } from './handler-context.ts';
import { LoginAttempts } from './login-attempts.ts';
import { Refreshes } from './refresh.ts';
import { createRelyingParty } from './relying-party.ts';
import { Sessions } from './sessions.ts';

/** Puts the token handler together, once for the gateway. */
export function createHandlerContext(
  { settings, scheme, clock, log, random }: Environment,
  { issuer, follower }: { issuer: IssuerClient; follower: Follower },
): HandlerContext {
  const { issuerUrl, cookieKeys } = settings;
  const relyingParty = createRelyingParty({ issuer, issuerUrl, clock });
  const refreshes = new Refreshes({ relyingParty, clock });
  const cookieSeal = createCookieSeal({ cookieKeys, random });
  const sessions = new Sessions({ cookieSeal, refreshes, clock, scheme });
  const loginAttempts = new LoginAttempts({ cookieSeal, clock, scheme, random });
  const parts = { issuer, follower, relyingParty, sessions, loginAttempts };
  return { ...parts, issuerUrl, scheme, clock, log };
}
