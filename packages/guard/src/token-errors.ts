import type { TokenFault } from '@sallyport/protocol/check-token.ts';
import { errors } from 'jose';
import { GuardError } from './errors.ts';

export const claimError = (claim: string): GuardError =>
  new GuardError('token_claim_invalid', {
    description: `The claim ${claim} of the access token is missing or invalid.`,
  });

export const errorOfFault = (fault: TokenFault): GuardError =>
  fault.code === 'token_claim_invalid' ? claimError(fault.claim) : new GuardError(fault.code);

/** The GuardError for an error of a key set. Any other error is returned as it is. */
export function errorOfKeys(error: unknown): unknown {
  if (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  ) {
    return new GuardError('token_key_unknown', { cause: error });
  }
  if (error instanceof errors.JOSEError) return new GuardError('token_malformed', { cause: error });
  return error;
}
