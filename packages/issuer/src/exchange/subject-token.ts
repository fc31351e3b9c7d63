import {
  checkToken,
  defaultClockTolerance,
  maxTokenCharacters,
} from '@sallyport/protocol/check-token.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { parseClaims } from '@sallyport/protocol/parse-claims.ts';
import type { AccessTokenClaims, TokenOrigin } from '@sallyport/protocol/principal.ts';
import { asymmetricAlgorithms } from '@sallyport/protocol/signature-algorithms.ts';
import { profileRules } from '@sallyport/protocol/token-profile.ts';
import { compactVerify, createLocalJWKSet, errors } from 'jose';
import type { Keys } from '../keys/keys.ts';

/** An inside JWT of ours that knows which access token it stands for. */
export type SubjectClaims = AccessTokenClaims & { origin: TokenOrigin };

export interface SubjectToken {
  claims: SubjectClaims;
  /** Its header says `at+jwt`, as RFC 9068 demands. */
  isMarked: boolean;
}

interface Expected {
  issuer: string;
  /** The APIs that the caller serves: the JWT was made for one of them. */
  audiences: readonly string[];
  /** NumericDate. */
  now: number;
}

/**
 * The claims of a subject token (RFC 8693, section 2.1), verified as a service verifies them.
 *
 * @throws OAuthError `invalid_request`, which is what section 2.2.2 demands for any fault of it.
 */
export async function readSubjectToken(
  token: string,
  { issuer, audiences, now }: Expected,
  keys: Keys,
): Promise<SubjectToken> {
  const jwt = await verify(token, keys);
  const rules = {
    issuer,
    audiences,
    withoutAudience: false,
    // Some APIs have their JWTs marked `JWT`: whether this one may be is for the caller to check.
    profile: profileRules['any-jwt'],
    clockTolerance: defaultClockTolerance,
  };
  const fault = checkToken(jwt, rules, now);
  if (fault) throw refused(sentences[fault.code]);
  // Ours: its signature and `iss` are, and we made every claim.
  const claims = jwt.claims as unknown as AccessTokenClaims;
  if (claims.cnf) throw refused('A subject_token that is bound to a key cannot be exchanged.');
  if (!claims.origin) {
    throw refused(
      'The subject_token stands for a token of another issuer: it cannot be exchanged.',
    );
  }
  return {
    claims: { ...claims, origin: claims.origin },
    isMarked: jwt.header['typ'] === 'at+jwt',
  };
}

async function verify(token: string, keys: Keys) {
  if (token.length > maxTokenCharacters) throw refused(sentences.token_malformed);
  try {
    const { payload, protectedHeader } = await compactVerify(token, ourKeys(keys), {
      algorithms: [...asymmetricAlgorithms],
    });
    const claims = parseClaims(payload);
    if (claims) return { header: { ...protectedHeader }, claims };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
  }
  throw refused(sentences.token_malformed);
}

const keySets = new WeakMap<object, ReturnType<typeof createLocalJWKSet>>();

function ourKeys(keys: Keys): ReturnType<typeof createLocalJWKSet> {
  const published = keys.jwks();
  const known = keySets.get(published) ?? createLocalJWKSet(published);
  keySets.set(published, known);
  return known;
}

const sentences = {
  token_malformed: 'The subject_token is not a JWT that this issuer made for a service.',
  token_wrong_type: 'The subject_token is not an access token.',
  token_wrong_issuer: 'The subject_token is of another issuer.',
  token_wrong_audience: 'The subject_token was not made for an API that this client serves.',
  token_expired: 'The subject_token has expired.',
  token_not_yet_valid: 'The subject_token is not valid yet.',
  token_sender_constrained: 'A subject_token that is bound to a key cannot be exchanged.',
  token_claim_invalid: 'A claim of the subject_token is missing or malformed.',
};

const refused = (description: string): OAuthError => new OAuthError('invalid_request', description);
