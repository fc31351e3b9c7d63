import { asymmetricAlgorithms } from '@sallyport/protocol/signature-algorithms.ts';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { GuardError } from './errors.ts';
import { createKeySource, type KeySet } from './key-set.ts';
import { type Principal, principalOf } from './principal.ts';
import { createVerifiedTokens } from './verified-tokens.ts';

export interface VerifierOptions {
  /**
   * The issuer's identifier, exactly as in its tokens. Its keys are found by discovery. At Entra ID
   * it is that of one tenant, `https://login.microsoftonline.com/<tenant id>/v2.0`: the metadata of
   * `common` names a template, and no token is issued by that.
   */
  issuer: string;
  /** What this service is called in `aud`. */
  audience: string;
  /** Where the keys are, for a service that cannot reach the issuer under its public name. */
  jwksUri?: string;
  /**
   * `rfc9068` (the default) accepts what is marked as an access token (`typ: at+jwt`). `any-jwt` is
   * for issuers that do not mark theirs: Entra ID, Auth0's own profile, Keycloak, Google. Then
   * the audience alone tells access tokens from others: it must be no client's id. Google is the
   * exception: its access tokens are opaque, so that only its ID tokens verify, with the client's
   * id as `audience`. A token whose `authorization_details` are of another shape than ours has no
   * permissions.
   */
  profile?: 'rfc9068' | 'any-jwt';
  /**
   * The permissions behind a token of an issuer that does not state them in `permissions`, from
   * its roles or scope. They replace what the token says: the principal it is given has none yet.
   */
  permissions?: (principal: Principal) => readonly string[];
  /** Seconds by which clocks may differ, 0 or more; 5 by default. */
  clockTolerance?: number;
}

/**
 * Checks access tokens as RFC 9068, section 4 demands.
 *
 * @throws GuardError: `keys_unavailable` when the issuer cannot be reached and its keys are not
 *   known well enough, any other code when the token is refused.
 */
export type Verify = (token: string) => Promise<Principal>;

const maxTokenCharacters = 16_384;
const maxCachedCharacters = 8 * 1024 * 1024;
/** Header types of JWTs that are not access tokens have their own names (RFC 8725, section 3.11). */
const anyJwtTypes = new Set(['jwt', 'at+jwt']);
const required = {
  rfc9068: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
  'any-jwt': ['iss', 'exp', 'aud', 'sub'],
};

export function createVerifier(options: VerifierOptions, now: () => number = Date.now): Verify {
  const { issuer, audience, profile = 'rfc9068', clockTolerance = 5 } = options;
  if (!URL.canParse(issuer)) throw new TypeError('guard: issuer must be the URL of the issuer.');
  // Left out, it would not be compared at all.
  if (!audience)
    throw new TypeError('guard: audience must say what this service is called in aud.');
  if (!Number.isFinite(clockTolerance) || clockTolerance < 0)
    throw new TypeError('guard: clockTolerance must be seconds, 0 or more.');
  const source = createKeySource({ issuer, jwksUri: options.jwksUri, now });
  const verified = createVerifiedTokens(maxCachedCharacters);

  async function claimsOf(token: string, keys: KeySet): Promise<JWTPayload> {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience,
      // "The resource server MUST reject any JWT in which the value of alg is none."
      algorithms: [...asymmetricAlgorithms],
      clockTolerance,
      currentDate: new Date(now()),
      requiredClaims: required[profile],
      ...(profile === 'rfc9068' && { typ: 'at+jwt' }),
    });
    if (!anyJwtTypes.has(mediaType(protectedHeader.typ))) throw new GuardError('token_wrong_type');
    // Only the gateway, or who else checks proofs, may take a token that is bound to a key.
    if (payload['cnf'] !== undefined) throw new GuardError('token_sender_constrained');
    return payload;
  }

  async function verifyAnew(token: string): Promise<Principal> {
    let keys = await source.current();
    let claims: JWTPayload;
    try {
      claims = await claimsOf(token, keys);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      keys = await source.refreshed(keys);
      claims = await claimsOf(token, keys);
    }
    const { permissions } = options;
    const principal = freeze(principalOf(claims, { foreign: profile === 'any-jwt', permissions }));
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
      throw refusalFor(error);
    }
  };
}

/** Many requests share one principal, so none of them may change it. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

/** "application/" may be left out: RFC 9068, section 2.1. A token without a type is a JWT. */
const mediaType = (typ: unknown): string =>
  typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : 'jwt';

/** What `jose` found wrong, in our terms. What is not about the token stays as it is. */
function refusalFor(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new GuardError('token_expired', { cause: error });
  if (error instanceof errors.JWTClaimValidationFailed) return claimRefusal(error);
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return new GuardError('token_wrong_algorithm', { cause: error });
  }
  if (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  ) {
    return new GuardError('token_key_unknown', { cause: error });
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new GuardError('token_signature_invalid', { cause: error });
  }
  if (error instanceof errors.JOSEError) return new GuardError('token_malformed', { cause: error });
  return error;
}

function claimRefusal(error: errors.JWTClaimValidationFailed): GuardError {
  if (error.reason === 'check_failed') {
    if (error.claim === 'iss') return new GuardError('token_wrong_issuer', { cause: error });
    if (error.claim === 'aud') return new GuardError('token_wrong_audience', { cause: error });
    if (error.claim === 'typ') return new GuardError('token_wrong_type', { cause: error });
    if (error.claim === 'nbf') return new GuardError('token_not_yet_valid', { cause: error });
  }
  return new GuardError('token_claim_invalid', {
    description: `The claim ${error.claim} of the access token is missing or unusable.`,
    cause: error,
  });
}
