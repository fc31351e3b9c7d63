import { hasRsaLength } from '@sallyport/protocol/rsa-signature.ts';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oauth from 'oauth4webapi';
import type { CallbackAnswer, Upstream } from '../driver.ts';
import { normalizeTokenResponse } from '../token-response.ts';
import type { Differences } from './differences.ts';

export const optionsOf = ({ fetch, plainHttp }: Upstream<unknown>) => ({
  [oauth.customFetch]: fetch,
  [oauth.allowInsecureRequests]: plainHttp,
});

interface Exchange<Settings> {
  metadata: oauth.AuthorizationServer;
  differences: Differences<Settings>;
  pkce(settings: Settings): boolean;
}

/** Exchanges the code for the checked claims of an ID token (OpenID Connect Core, section 3.1.3). */
export async function exchangeCode<Settings>(
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
  await checkSignature(metadata, response, { options, idToken: tokens.id_token! });
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

/** The keys of a provider, as long as its metadata is kept. */
const keys = new WeakMap<oauth.AuthorizationServer, oauth.JWKSCacheInput>();

interface Signed {
  options: ReturnType<typeof optionsOf>;
  idToken: string;
}

/**
 * ID tokens come straight from the provider; their signature is checked all the same. The keys are
 * kept with the metadata and fetched again once for a key that is not among them: a provider that
 * rotates its keys signs with the new one at once.
 */
async function checkSignature(
  metadata: oauth.AuthorizationServer,
  response: Response,
  { options, idToken }: Signed,
): Promise<void> {
  const check = async (server: oauth.AuthorizationServer) => {
    const known = keys.get(server) ?? {};
    keys.set(server, known);
    const kept = { ...options, [oauth.jwksCache]: known };
    await oauth.validateApplicationLevelSignature(server, response, kept);
    requireWhole(idToken, (known as Partial<oauth.ExportedJWKSCache>).jwks?.keys ?? []);
  };
  try {
    await check(metadata);
  } catch (error) {
    if ((error as { code?: unknown }).code !== oauth.KEY_SELECTION) throw error;
    await check({ ...metadata });
  }
}

/** @throws Error for a signature that is shorter than the key that it was made with. */
function requireWhole(idToken: string, known: readonly oauth.JWK[]): void {
  const { alg = '', kid } = decodeProtectedHeader(idToken);
  if (!/^[RP]S/.test(alg)) return;
  const signature = Buffer.from(idToken.slice(idToken.lastIndexOf('.') + 1), 'base64url');
  const isWhole = known.some(({ n = '', ...key }) => {
    const bits = 8 * Buffer.from(n, 'base64url').length;
    return (kid === undefined || key.kid === kid) && hasRsaLength(signature, bits);
  });
  if (!isWhole) throw new Error('The signature of the ID token has another length than its key.');
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
