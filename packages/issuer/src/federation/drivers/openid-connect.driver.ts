import { decodeJwt, type JWTPayload } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Answer, CallbackAnswer, Driver, Upstream } from '../driver.ts';
import { completeProfile, isComplete, readProfile } from '../profile.ts';
import { normalizeTokenResponse } from '../token-response.ts';
import { authorizationUrl, type Prompt, promptOf } from './authorization-url.ts';

type Claims = Record<string, unknown>;

/** In what a provider differs from OpenID Connect. What is left out is as the standard says. */
export interface Differences<Settings> {
  /** The issuer below which its metadata is found, and what the metadata names where it differs. */
  issuer(settings: Settings): string;
  namedIssuer?(settings: Settings): string;
  /** What an ID token has to name, given its claims before they are checked. */
  tokenIssuer?(claims: JWTPayload, metadata: oauth.AuthorizationServer): string;
  /** Beside `openid`. */
  scopes?: readonly string[];
  pkce?(settings: Settings): boolean;
  nonce?: false;
  prompts?: readonly Prompt[];
  parameters?(settings: Settings): Record<string, string | undefined>;
  /** Undefined where its metadata says it. */
  authenticate?(
    upstream: Upstream<Settings>,
  ): oauth.ClientAuth | Promise<oauth.ClientAuth> | undefined;
  /** @throws NotAllowedError */
  admit?(claims: Claims, settings: Settings): void;
  /** The claims in the words of the standard. `callback` is not signed by anyone. */
  claims?(claims: Claims, callback: URLSearchParams): Claims;
  userinfo?: false;
}

const everyPrompt: readonly Prompt[] = ['login', 'consent', 'select_account'];

/** Code flow of OpenID Connect, with `state`, `nonce`, PKCE, and every claim of the ID token checked. */
export function openIdConnect<Settings>(differences: Differences<Settings>): Driver<Settings> {
  const { pkce = () => true, prompts = everyPrompt } = differences;
  const discover = ({ discover, settings }: Upstream<Settings>) =>
    discover(differences.issuer(settings), differences.namedIssuer?.(settings));
  return {
    async start(upstream, request) {
      const metadata = await discover(upstream);
      const { maxAge, loginHint, attempt } = request;
      return authorizationUrl(upstream, attempt, {
        endpoint: authorizationEndpoint(metadata, upstream.plainHttp),
        scopes: ['openid', ...(differences.scopes ?? [])],
        pkce: pkce(upstream.settings),
        parameters: {
          prompt: promptOf(upstream, request, prompts),
          // With `max_age` a provider has to tell when it was (OpenID Connect Core, section 3.1.2.1).
          max_age: maxAge === undefined ? undefined : String(maxAge),
          login_hint: loginHint,
          nonce: differences.nonce === false ? undefined : attempt.nonce,
          ...differences.parameters?.(upstream.settings),
        },
      });
    },
    async finish(upstream, callback) {
      const metadata = await discover(upstream);
      const exchanged = await exchange(upstream, callback, { metadata, differences, pkce });
      const { claims } = exchanged;
      requireRecent(claims.auth_time, callback.attempt.signedInSince);
      differences.admit?.(claims, upstream.settings);
      const standard = (raw: Claims) => ({
        ...readProfile(differences.claims?.(raw, callback.parameters) ?? raw),
        raw,
      });
      const profile = standard(claims);
      const asks = differences.userinfo !== false && metadata.userinfo_endpoint !== undefined;
      if (!asks || isComplete(profile)) return { profile };
      return withUserinfo(upstream, { ...exchanged, metadata, profile, standard });
    },
  };
}

const optionsOf = ({ fetch, plainHttp }: Upstream<unknown>) => ({
  [oauth.customFetch]: fetch,
  [oauth.allowInsecureRequests]: plainHttp,
});

interface Exchange<Settings> {
  metadata: oauth.AuthorizationServer;
  differences: Differences<Settings>;
  pkce(settings: Settings): boolean;
}

async function exchange<Settings>(
  upstream: Upstream<Settings>,
  { parameters, state, attempt }: CallbackAnswer,
  { metadata, differences, pkce }: Exchange<Settings>,
) {
  const client: oauth.Client = { client_id: upstream.clientId };
  const options = optionsOf(upstream);
  const response = await normalizeTokenResponse(
    await oauth.authorizationCodeGrantRequest(
      metadata,
      client,
      (await differences.authenticate?.(upstream)) ?? authenticateWith(upstream.secret),
      // Checks `state`, and `iss` (RFC 9207) where the provider sends it.
      oauth.validateAuthResponse(metadata, client, parameters, state),
      upstream.redirectUri,
      pkce(upstream.settings) ? attempt.codeVerifier : oauth.nopkce,
      options,
    ),
  );
  const issuer = await issuerOfToken(response, metadata, differences);
  const tokens = await oauth.processAuthorizationCodeResponse(
    { ...metadata, issuer },
    client,
    response,
    {
      expectedNonce: differences.nonce === false ? oauth.expectNoNonce : attempt.nonce,
      requireIdToken: true,
    },
  );
  await checkSignature(metadata, response, options);
  const claims = oauth.getValidatedIdTokenClaims(tokens)!;
  return { client, claims, accessToken: tokens.access_token };
}

async function issuerOfToken<Settings>(
  response: Response,
  metadata: oauth.AuthorizationServer,
  { tokenIssuer }: Differences<Settings>,
): Promise<string> {
  if (!tokenIssuer || !response.ok) return metadata.issuer;
  const { id_token: token } = (await response.clone().json()) as { id_token?: unknown };
  return typeof token === 'string' ? tokenIssuer(decodeJwt(token), metadata) : metadata.issuer;
}

/**
 * ID tokens come straight from the provider; their signature is checked all the same. The keys are
 * kept with the metadata and fetched again once for a key that is not among them: a provider that
 * rotates its keys signs with the new one at once.
 */
async function checkSignature(
  metadata: oauth.AuthorizationServer,
  response: Response,
  options: ReturnType<typeof optionsOf>,
): Promise<void> {
  try {
    await oauth.validateApplicationLevelSignature(metadata, response, options);
  } catch (error) {
    if ((error as { code?: unknown }).code !== oauth.KEY_SELECTION) throw error;
    await oauth.validateApplicationLevelSignature({ ...metadata }, response, options);
  }
}

interface Known {
  metadata: oauth.AuthorizationServer;
  client: oauth.Client;
  claims: oauth.IDToken;
  accessToken: string;
  profile: Answer['profile'];
  standard(raw: Claims): Answer['profile'];
}

async function withUserinfo(
  upstream: Upstream<unknown>,
  { metadata, client, claims, accessToken, profile, standard }: Known,
): Promise<Answer> {
  try {
    const options = optionsOf(upstream);
    const response = await oauth.userInfoRequest(metadata, client, accessToken, options);
    const more = await oauth.processUserInfoResponse(metadata, client, claims.sub, response);
    return { profile: completeProfile(profile, standard(more)) };
  } catch (userinfoFailure) {
    return { profile, userinfoFailure };
  }
}

/** `client_secret_basic` unless the provider takes the other one only (OpenID Discovery, section 3). */
function authenticateWith(secret: string): oauth.ClientAuth {
  const basic = oauth.ClientSecretBasic(secret);
  const post = oauth.ClientSecretPost(secret);
  return (metadata, ...rest) => {
    const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(metadata, ...rest);
  };
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

/** The browser is sent there: a provider must not lead it into a script or onto an open line. */
function authorizationEndpoint(
  { authorization_endpoint: endpoint = '' }: oauth.AuthorizationServer,
  plainHttp: boolean,
): string {
  const protocol = URL.canParse(endpoint) ? new URL(endpoint).protocol : '';
  if (protocol === 'https:' || (plainHttp && protocol === 'http:')) return endpoint;
  throw new Error('The metadata of the provider has no authorization_endpoint with https.');
}
