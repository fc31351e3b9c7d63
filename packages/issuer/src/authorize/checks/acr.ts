import { type Acr, acrValues, isAcr, reaches } from '@sallyport/protocol/acr.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';
import { readClaims } from './read-claims.ts';

/**
 * How sure the client wants to be who signed in: `acr_values`, or `acr` in the parameter `claims`
 * (OpenID Connect Core, sections 3.1.2.1 and 5.5.1.1; RFC 9470, section 4). Any of the values will do,
 * and a level includes those before it, so that the weakest is what is demanded. A level of ours is
 * met or refused, whether it is essential or not: a client that gets less asks again, without end. Of
 * values that are not ours only an essential one is refused.
 */
export function checkAcr({ form }: AuthorizationRequest): { acr?: Acr } {
  const { values, essential } = wanted(form.acr_values, form.claims);
  const known = values.filter(isAcr);
  const [first, ...others] = known;
  if (first !== undefined) {
    return { acr: others.reduce((one, other) => (reaches(one, other) ? other : one), first) };
  }
  if (!essential || values.length === 0) return {};
  throw new OAuthError(
    'unmet_authentication_requirements',
    `There is no such acr here. It may be ${acrValues.join(', ')}.`,
  );
}

function wanted(
  acrValues: string | undefined,
  claims: string | undefined,
): { values: readonly string[]; essential: boolean } {
  if (claims !== undefined) {
    const acr = readClaims(claims).id_token?.['acr'];
    const values = (acr?.values ?? [acr?.value]).filter((value) => typeof value === 'string');
    if (values.length > 0) return { values, essential: acr?.essential ?? false };
  }
  const values = acrValues?.split(' ').filter((value) => value !== '') ?? [];
  return { values, essential: false };
}
