import type { ClaimMap } from '@sallyport/protocol/foreign-principal.ts';
import type { TokenProfile } from '@sallyport/protocol/token-profile.ts';
import { type ProfileRules, rfc9068 } from '@sallyport/protocol/token-type.ts';
import type { JWTPayload } from 'jose';
import { ourPrincipal, type PermissionsOf, type Principal, statedKindOf } from './principal.ts';

/*
 * What is known of other issuers is loaded with the first of their tokens: most services have tokens
 * of Sallyport alone.
 */

export const rulesOf = async (profile: TokenProfile): Promise<ProfileRules> =>
  profile === 'rfc9068'
    ? rfc9068
    : (await import('@sallyport/protocol/token-profile.ts')).profileRules[profile];

export interface PrincipalOptions {
  /** Where the claims of an issuer other than Sallyport are; its values for our claims do not count. */
  foreign?: ClaimMap | undefined;
  permissions?: PermissionsOf | undefined;
}

/** @throws GuardError `token_claim_invalid` when a claim that decides something is not of its shape. */
export async function principalOf(
  claims: JWTPayload,
  { foreign, permissions }: PrincipalOptions = {},
): Promise<Principal> {
  if (foreign) {
    const { foreignPrincipal } = await import('./foreign-principal.ts');
    return foreignPrincipal(claims, foreign, permissions);
  }
  const kind = statedKindOf(claims);
  if (kind) return ourPrincipal(claims, kind, permissions);
  const { foreignKindOf } = await import('@sallyport/protocol/principal-kind.ts');
  return ourPrincipal(claims, foreignKindOf(claims), permissions);
}
