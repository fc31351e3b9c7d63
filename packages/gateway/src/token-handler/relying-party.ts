import * as oauth from 'oauth4webapi';
import type { IssuerClient } from '../changes/issuer-client.ts';
import type { Application } from '../configuration.ts';
import { systemClock } from '../runtime/system-clock.ts';
import type { Clock } from '../settings.ts';
import type { LoginAttempt } from './login-attempts.ts';
import { type Session, sessionFrom } from './session.ts';

interface Dependencies {
  issuer: IssuerClient;
  /** The issuer identifier. */
  issuerUrl: string;
  clock: Clock;
}

/** What the browser came back with, and what it is checked against. */
export interface AuthorizationResponse {
  parameters: URLSearchParams;
  attempt: LoginAttempt;
  redirectUri: string;
}

/**
 * The token handler as a client of the issuer. Both calls reject with IssuerUnavailable, or with an
 * error of oauth4webapi: its message may be logged, its cause holds tokens and may not.
 */
export interface RelyingParty {
  /**
   * Checks an authorization response, `state`, `iss` (RFC 9207) and `error` included, redeems its
   * code, and checks the ID token (OpenID Connect Core, section 3.1.3.7). The token's signature is
   * not looked at: it comes straight from the token endpoint, and step 6 lets TLS stand for it then.
   */
  redeem(application: Application, response: AuthorizationResponse): Promise<Session>;
  refresh(application: Application, refreshToken: string): Promise<Session>;
}

export function createRelyingParty({ issuer, issuerUrl, clock }: Dependencies): RelyingParty {
  const server: oauth.AuthorizationServer = {
    issuer: issuerUrl,
    token_endpoint: `${issuerUrl}/token`,
    authorization_response_iss_parameter_supported: true,
    // As the client is registered. Without this, only RS256 would be taken.
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
  };
  const clientOf = ({ client }: Application): oauth.Client => ({
    client_id: client,
    [oauth.clockSkew]: secondsAhead(clock),
  });
  const optionsOf = (application: Application) => ({
    // The issuer is reached at its nodes' own addresses, whatever the scheme of its public URL is.
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: fetchFrom(issuer, application),
  });
  return {
    async redeem(application, { parameters, attempt, redirectUri }) {
      const client = clientOf(application);
      const asked = clock.wall();
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        addedWhenSent,
        oauth.validateAuthResponse(server, client, parameters, attempt.state),
        redirectUri,
        attempt.verifier,
        optionsOf(application),
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
        expectedNonce: attempt.nonce,
        requireIdToken: true,
      });
      const { azp } = oauth.getValidatedIdTokenClaims(tokens)!;
      // Step 5 of the same section; the library looks at it beside several audiences only.
      if (azp !== undefined && azp !== client.client_id) {
        throw new Error('The ID token was issued to another client (azp).');
      }
      return sessionFrom(tokens, asked);
    },
    async refresh(application, refreshToken) {
      const client = clientOf(application);
      const options = optionsOf(application);
      const asked = clock.wall();
      const answer = await oauth.refreshTokenGrantRequest(
        server,
        client,
        addedWhenSent,
        refreshToken,
        options,
      );
      const tokens = await oauth.processRefreshTokenResponse(server, client, answer);
      return sessionFrom(tokens, asked, refreshToken);
    },
  };
}

/** What an error of these calls may say in the log. */
export function describeFailure(error: unknown): string {
  const { message } = error as Error;
  return error instanceof oauth.ResponseBodyError ? `${message}: ${error.error}` : message;
}

/** The library compares times with the machine's clock, corrected by this. */
const secondsAhead = (clock: Clock): number =>
  Math.floor(clock.wall() / 1000) - Math.floor(systemClock.wall() / 1000);

/** Client authentication is the issuer client's: one Basic header for all that it sends. */
const addedWhenSent: oauth.ClientAuth = () => {};

type Fetch = (url: string, options: { body: unknown }) => Promise<Response>;

/** With the issuer client's connections, time-outs and choice among nodes. */
const fetchFrom =
  (issuer: IssuerClient, { client, client_secret: secret }: Application): Fetch =>
  async (url, { body }) => {
    const form = Object.fromEntries(body as URLSearchParams);
    const credentials = { id: client, secret };
    const { pathname } = new URL(url);
    const answer = await issuer.postForm(pathname, form, credentials);
    return Response.json(answer.body, { status: answer.status });
  };
