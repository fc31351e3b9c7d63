import type { TokenFault } from '../check-token.ts';
import type { Claims } from '../claim-path.ts';
import type { ForeignPrincipal } from '../foreign-principal.ts';
import type { TokenProfile } from '../token-profile.ts';

/**
 * Tokens in the shapes in which the issuers send them, each with what is right and why. Guard and
 * introspection are tested with the same table.
 */
export interface ForeignTokenCase {
  from: string;
  what: string;
  /** What is particular about it. */
  why: string;
  header: Claims;
  /** Without the times, which a test adds where the case has none. */
  claims: Claims;
  /** How the issuer is declared. */
  profile?: TokenProfile;
  /** Its `aud` that means the API; null where tokens without one count. */
  audience: string | null;
  map?: { sub?: string | string[]; roles?: string | string[]; role_names?: Record<string, string> };
  right: Partial<ForeignPrincipal> | TokenFault['code'];
}

/** The API that is called. */
export const api = 'https://orders.example';
export const jwt = { alg: 'RS256', typ: 'JWT', kid: 'first' };
export const untyped = { alg: 'RS256', kid: 'first' };
