import {
  checkToken,
  defaultClockTolerance,
  maxTokenCharacters,
} from '@sallyport/protocol/check-token.ts';
import { parseClaims } from '@sallyport/protocol/parse-claims.ts';
import type { TokenProfile } from '@sallyport/protocol/token-profile.ts';
import type { JWTPayload } from 'jose';
import { claimMapOf, type GuardClaimMap } from './claim-map.ts';
import { systemNow } from './clock.ts';
import { GuardError } from './errors.ts';
import { principalOf, rulesOf } from './issuer-rules.ts';
import { createIssuerKeys } from './key-set.ts';
import type { KeySet } from './local-keys.ts';
import type { Principal } from './principal.ts';
import { isSignatureOf } from './signature.ts';
import { parseSignedToken, type SignedToken } from './signed-token.ts';
import { errorOfFault, errorOfKeys } from './token-errors.ts';
import { createVerifiedTokens } from './verified-tokens.ts';

/** Whose tokens a service accepts, and which of them are for it. */
export interface VerifierOptions {
  /**
   * The issuer's identifier, exactly as in its tokens. Its keys are found by discovery. At Entra ID
   * it is that of one tenant, `https://login.microsoftonline.com/<tenant id>/v2.0`: the issuer in the
   * metadata of `common` is a template, which no token contains.
   */
  issuer: string;
  /** The value of `aud` that means this service. */
  audience: string;
  /** Where the keys are, for a service that cannot reach the issuer under its public name. */
  jwksUri?: string;
  /**
   * `rfc9068` (the default) accepts what is marked as an access token (`typ: at+jwt`). `any-jwt` is
   * for issuers that do not mark theirs: Entra ID, Auth0's own profile, Keycloak, Okta, Kubernetes,
   * a service account of Google. What looks like an ID token is refused; one that bears no mark at all
   * is told by its audience alone, so that `audience` must be no client's id. `id-token` is for services
   * that people call with ID tokens because the issuer's access tokens are opaque, as Google's are;
   * `audience` is then the client's id. A token whose `authorization_details` are of another shape
   * than ours has no permissions.
   */
  profile?: TokenProfile;
  /** Which claims hold subject and roles. Give it, or a profile but `rfc9068`, for an issuer not ours. */
  map?: GuardClaimMap;
  /** Accepts tokens without `aud` too, of an issuer that issues for this service alone. */
  withoutAudience?: boolean;
  /**
   * The permissions behind a token of an issuer that does not state them in `permissions`, from
   * its roles or scope. They replace what the token says: the principal it is given has none yet.
   */
  permissions?: (principal: Principal) => readonly string[];
  /** Seconds by which clocks may differ, 0 or more; 5 by default. */
  clockTolerance?: number;
  /** The time in milliseconds since 1970, for tests; the machine's by default. */
  now?: () => number;
}

/**
 * Checks access tokens as RFC 9068, section 4 demands.
 *
 * @throws GuardError: `keys_unavailable` when the issuer cannot be reached and its keys are not
 *   known well enough, any other code when the token is refused.
 */
export type Verify = (token: string) => Promise<Principal>;

const maxCachedCharacters = 8 * 1024 * 1024;

/**
 * For what is no HTTP request, or for an adapter of your own: the function that checks tokens.
 *
 * @throws TypeError for options that would let the wrong tokens pass
 */
export function createVerifier(options: VerifierOptions): Verify {
  const { issuer, audience, profile = 'rfc9068', now = systemNow } = options;
  const { clockTolerance = defaultClockTolerance, withoutAudience = false } = options;
  if (!URL.canParse(issuer)) throw new TypeError('guard: issuer must be the URL of the issuer.');
  // Without an audience, `aud` would not be checked at all.
  if (!audience)
    throw new TypeError('guard: audience must be the value of aud that means this service.');
  if (!Number.isFinite(clockTolerance) || clockTolerance < 0)
    throw new TypeError('guard: clockTolerance must be seconds, 0 or more.');
  const audiences = [audience];
  const rules = { issuer, audiences, withoutAudience, clockTolerance };
  const foreign = profile !== 'rfc9068' || options.map ? claimMapOf(options.map) : undefined;
  const source = createIssuerKeys({ issuer, jwksUri: options.jwksUri, now });
  const verified = createVerifiedTokens(maxCachedCharacters);

  async function claimsOf(token: SignedToken, keys: KeySet): Promise<JWTPayload> {
    const { header, payload, signingInput, signature } = token;
    const key = await keys(header);
    if (!isSignatureOf(signingInput, signature, { alg: header.alg, key })) {
      throw new GuardError('token_signature_invalid');
    }
    const claims = parseClaims(payload);
    if (!claims) throw new GuardError('token_malformed');
    const all = { ...rules, profile: await rulesOf(profile) };
    const fault = checkToken({ header, claims }, all, Math.floor(now() / 1000));
    if (fault) throw errorOfFault(fault);
    // The guard does not check proofs of possession, so it must not accept a bound token.
    if (claims['cnf'] !== undefined) throw new GuardError('token_sender_constrained');
    return claims;
  }

  async function verifyAnew(token: string): Promise<Principal> {
    const parsed = parseSignedToken(token);
    const { claims, keys } = await source.use(async (known) => {
      return { claims: await claimsOf(parsed, known), keys: known };
    });
    const { permissions } = options;
    const principal = freeze(await principalOf(claims, { foreign, permissions }));
    verified.keep(token, { principal, keys, end: (claims.exp ?? 0) * 1000 });
    return principal;
  }

  return async (token) => {
    if (token.length > maxTokenCharacters) throw new GuardError('token_too_large');
    const keys = source.atHand();
    const known = keys && verified.find(token, keys, now());
    if (known) return known;
    try {
      return await verifyAnew(token);
    } catch (error) {
      throw errorOfKeys(error);
    }
  };
}

/** Frozen, because many requests share one principal. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}
