import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';
import { readClaims } from './read-claims.ts';

const max = 100;

/**
 * Which claims the client wants in the ID token, too (OpenID Connect Core, section 5.5). They are a subset
 * of what the granted scopes let it know: consent is given to scopes and not to single claims. `acr` is
 * checked by `checkAcr`.
 */
export function checkClaims({ form }: AuthorizationRequest): { idTokenClaims?: string[] } {
  if (form.claims === undefined) return {};
  const names = Object.keys(readClaims(form.claims).id_token ?? {}).filter(
    (name) => name !== 'acr',
  );
  if (names.length > max) {
    throw new OAuthError('invalid_request', `claims may name ${max} claims at most.`);
  }
  return names.length > 0 ? { idTokenClaims: names } : {};
}
