import type { Claims } from './claim-path.ts';
import type { ProfileRules } from './token-type.ts';

/** Longer tokens, in characters, are refused unread. */
export const maxTokenCharacters = 16_384;

/** By how many seconds the clocks of two parties may differ. */
export const defaultClockTolerance = 5;

/** What a service expects of the tokens of one issuer. */
export interface TokenRules {
  /** Its identifier, exactly as in its tokens. */
  issuer: string;
  /** The values of `aud` that mean this service; one of them is enough. */
  audiences: readonly string[];
  /** Whether a token without `aud` is accepted; its issuer must then issue for this service alone. */
  withoutAudience: boolean;
  profile: ProfileRules;
  /** By how many seconds the issuer's clock may differ from ours. */
  clockTolerance: number;
}

/** Why a token is refused. `claim` names the claim that is missing or malformed. */
export type TokenFault =
  | {
      code:
        | 'token_malformed'
        | 'token_wrong_type'
        | 'token_wrong_issuer'
        | 'token_wrong_audience'
        | 'token_expired'
        | 'token_not_yet_valid'
        | 'token_sender_constrained';
    }
  | { code: 'token_claim_invalid'; claim: string };

interface Jwt {
  header: Claims;
  claims: Claims;
}

/**
 * Checks the claims of a JWT whose signature was verified with a key of the issuer: RFC 9068,
 * section 4; for issuers that do not follow RFC 9068, those of its checks that their tokens allow.
 *
 * @param now NumericDate
 */
export function checkToken(jwt: Jwt, rules: TokenRules, now: number): TokenFault | null {
  const { header, claims } = jwt;
  // RFC 7797, section 7: a JWT has its payload encoded.
  if (header['b64'] === false) return { code: 'token_malformed' };
  if (!rules.profile.isOfKind(header['typ'], claims)) return { code: 'token_wrong_type' };
  return (
    findMissing(claims, rules) ??
    checkIssuer(claims, rules) ??
    checkAudience(claims, rules) ??
    checkTimes(claims, rules, now)
  );
}

function findMissing(claims: Claims, rules: TokenRules): TokenFault | null {
  const required = [...rules.profile.required, ...(rules.withoutAudience ? [] : ['aud'])];
  const claim = required.find((name) => claims[name] === undefined);
  return claim === undefined ? null : invalidClaim(claim);
}

/**
 * Google writes its issuer identifier in ID tokens with and without the scheme, and its guide says
 * to accept both. All other issuers are compared exactly.
 */
export const canonicalIssuer = (iss: unknown): unknown =>
  iss === 'accounts.google.com' ? 'https://accounts.google.com' : iss;

const checkIssuer = ({ iss }: Claims, { issuer }: TokenRules): TokenFault | null =>
  canonicalIssuer(iss) === issuer ? null : { code: 'token_wrong_issuer' };

function checkAudience({ aud }: Claims, rules: TokenRules): TokenFault | null {
  if (aud === undefined) return null;
  const values = audiencesOf(aud);
  if (!values) return invalidClaim('aud');
  return values.some((value) => rules.audiences.includes(value))
    ? null
    : { code: 'token_wrong_audience' };
}

/** `aud` is a string or an array of them (RFC 7519, section 4.1.3). */
function audiencesOf(aud: unknown): string[] | null {
  const values: unknown[] = Array.isArray(aud) ? aud : [aud];
  return values.every((value) => typeof value === 'string') ? values : null;
}

function checkTimes(claims: Claims, rules: TokenRules, now: number): TokenFault | null {
  const wrong = ['exp', 'nbf', 'iat'].find(
    (name) => claims[name] !== undefined && !Number.isFinite(claims[name]),
  );
  if (wrong !== undefined) return invalidClaim(wrong);
  const { exp, nbf } = claims as { exp: number; nbf?: number };
  if (exp <= now - rules.clockTolerance) return { code: 'token_expired' };
  if (nbf !== undefined && nbf > now + rules.clockTolerance) return { code: 'token_not_yet_valid' };
  return null;
}

export const invalidClaim = (claim: string): TokenFault => ({ code: 'token_claim_invalid', claim });
