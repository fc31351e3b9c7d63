import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import * as client from 'openid-client';
import type { Context } from '../context.ts';
import { decryptAtRest } from '../keys/at-rest.ts';
import type { Attempt } from './attempts.ts';
import type { ProviderRow } from './federation.store.ts';
import { completeProfile, isComplete, type Profile, readProfile } from './profile.ts';

/** Seconds that a provider has to answer any one request. */
const timeoutSeconds = 5;
const cacheMs = 10 * 60 * 1000;

export interface Upstreams {
  /**
   * The provider's configuration, discovered at most every ten minutes. Null while it cannot be;
   * the log says why, and the next caller tries again.
   */
  discover(provider: ProviderRow): Promise<client.Configuration | null>;
  /** Forgets it, so that the next caller sees what has changed at the provider. */
  forget(provider: ProviderRow): void;
}

interface Discovered {
  /** A changed row is another provider. */
  fingerprint: string;
  configuration: Promise<client.Configuration | null>;
  freshUntil: number;
}

/** What is known of the upstream providers, shared by both ends of a sign-in. */
export function createUpstreams({
  clock,
  secrets,
  log,
}: Pick<Context, 'clock' | 'secrets' | 'log'>): Upstreams {
  const cache = new Map<string, Discovered>();
  const forget = ({ id }: ProviderRow) => void cache.delete(id);
  return {
    discover(provider) {
      const { id, issuer, clientId, clientSecret } = provider;
      const fingerprint = JSON.stringify([issuer, clientId, clientSecret.toString('base64')]);
      const known = cache.get(id);
      if (known?.fingerprint === fingerprint && known.freshUntil > clock.monotonic()) {
        return known.configuration;
      }
      const configuration = discover(provider, secrets.atRest).catch((error: unknown) => {
        log.warn({ provider: id, ...describeFailure(error) }, 'provider cannot be discovered');
        if (cache.get(id)?.configuration === configuration) forget(provider);
        return null;
      });
      cache.set(id, { fingerprint, configuration, freshUntil: clock.monotonic() + cacheMs });
      return configuration;
    },
    forget,
  };
}

/** What an error may say in the log. Its cause may hold claims or tokens, and stays out. */
export function describeFailure(error: unknown): Record<string, unknown> {
  const { name, message, code } = error as Error & { code?: unknown };
  const answered =
    error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError;
  const reason = answered ? error.error : undefined;
  return { failure: name, code, reason, message };
}

async function discover(provider: ProviderRow, atRestKey: Buffer): Promise<client.Configuration> {
  const server = new URL(provider.issuer);
  const sealed = provider.clientSecret;
  const secret = decryptAtRest(atRestKey, `provider ${provider.id}`, sealed).toString();
  // ID tokens come straight from the provider; their signature is checked all the same.
  const execute = [client.enableNonRepudiationChecks];
  if (server.protocol === 'http:' && isLoopback(server)) execute.push(client.allowInsecureRequests);
  const options = { timeout: timeoutSeconds, execute };
  return client.discovery(server, provider.clientId, {}, authenticateWith(secret), options);
}

/** `client_secret_basic` unless the provider takes the other one only (OpenID Discovery, section 3). */
function authenticateWith(secret: string): client.ClientAuth {
  const basic = client.ClientSecretBasic(secret);
  const post = client.ClientSecretPost(secret);
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const method = methods.includes('client_secret_basic') ? basic : post;
    return method(server, ...rest);
  };
}

export interface UpstreamRequest {
  attempt: Attempt & { state: string };
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
  { attempt, state }: { attempt: Attempt; state: string },
): Promise<Profile> {
  const tokens = await client.authorizationCodeGrant(configuration, callback, {
    expectedState: state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims()!;
  requireRecent(claims.auth_time, attempt.signedInSince);
  const profile = readProfile(claims);
  if (isComplete(profile) || !configuration.serverMetadata().userinfo_endpoint) return profile;
  const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
  return completeProfile(profile, readProfile(more));
}

/** How far the provider's clock may be behind ours, in seconds. */
const clockTolerance = 60;

/** Where the provider says when it signed somebody in; not all do, whatever they are asked. */
function requireRecent(authTime: unknown, since: number | undefined): void {
  if (since === undefined || typeof authTime !== 'number') return;
  if (authTime < since - clockTolerance) {
    throw new Error('The provider was asked to sign somebody in anew, and did not.');
  }
}
