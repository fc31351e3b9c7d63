import * as client from 'openid-client';
import type { LoginAttempt } from './login-attempts.service.ts';
import { completeProfile, isComplete, type Profile, readProfile } from './profile.ts';

export interface Answer {
  profile: Profile;
  /**
   * Why userinfo gave nothing. What it would have told is missing then, which is no error: who
   * signed in is in the ID token.
   */
  userinfoFailure?: unknown;
}

/**
 * Exchanges the code and reads who signed in. Checks `state`, `iss` (RFC 9207) where the provider
 * sends it, `nonce`, PKCE and the ID token, its signature included.
 *
 * @param callback the URL that the browser came back to, with its parameters.
 * @throws client.AuthorizationResponseError when the provider said no; other errors for answers
 *   that are missing or not to be trusted.
 */
export async function exchangeCode(
  configuration: client.Configuration,
  callback: URL,
  { attempt, state }: { attempt: LoginAttempt; state: string },
): Promise<Answer> {
  const tokens = await client.authorizationCodeGrant(configuration, callback, {
    expectedState: state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims()!;
  requireRecent(claims.auth_time, attempt.signedInSince);
  const profile = readProfile(claims);
  if (isComplete(profile) || !configuration.serverMetadata().userinfo_endpoint) return { profile };
  try {
    const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return { profile: completeProfile(profile, readProfile(more)) };
  } catch (userinfoFailure) {
    return { profile, userinfoFailure };
  }
}

/** How far the provider's clock may be behind ours, in seconds. */
const clockTolerance = 60;

/** Where the provider says when it signed the person in; not all do, whatever they are asked. */
function requireRecent(authTime: unknown, since: number | undefined): void {
  if (since === undefined || typeof authTime !== 'number') return;
  if (authTime < since - clockTolerance) {
    throw new Error('The provider was asked to sign the person in anew, and did not.');
  }
}
