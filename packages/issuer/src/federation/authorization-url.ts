import * as client from 'openid-client';
import type { LoginAttempt } from './login-attempts.service.ts';

export interface UpstreamRequest {
  attempt: LoginAttempt & { state: string };
  redirectUri: string;
  scopes: string[];
  loginHint: string | undefined;
  /** How old the sign-in at the provider may be, in seconds; undefined where it does not matter. */
  maxAge: number | undefined;
}

/** Where to send the browser: code flow with PKCE, `state` and `nonce`. */
export async function authorizationUrl(
  configuration: client.Configuration,
  { attempt, redirectUri, scopes, loginHint, maxAge }: UpstreamRequest,
): Promise<URL> {
  return client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: [...new Set(['openid', ...scopes])].join(' '),
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(attempt.codeVerifier),
    code_challenge_method: 'S256',
    ...(loginHint === undefined ? {} : { login_hint: loginHint }),
    // With `max_age` a provider has to tell when it was (OpenID Connect Core, section 3.1.2.1).
    ...(maxAge === undefined ? {} : { prompt: 'login', max_age: String(maxAge) }),
  });
}
