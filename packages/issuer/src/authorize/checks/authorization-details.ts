import { OAuthError } from '@sallyport/protocol/errors.ts';
import { detailsWithin } from '../../authorization-details/detail.ts';
import { assignDetails, readDetails } from '../../authorization-details/read-details.ts';
import type { AuthorizationParameters } from '../../interactions/interaction.ts';
import type { AuthorizationRequest, CheckContext } from '../checks.ts';

/**
 * Single things that the client wants to do (RFC 9396, section 2). The tokens are then for these and
 * for nothing else: for the APIs that have their types, and at none of them for all that the person
 * may do there. `resource` may name these APIs, and has to name them all.
 */
export async function checkAuthorizationDetails(
  { form, client }: AuthorizationRequest,
  { readDetailTypes }: CheckContext,
): Promise<Partial<AuthorizationParameters>> {
  if (form.authorization_details === undefined) return {};
  const sent = readDetails(form.authorization_details);
  const allowed = detailsWithin(await readDetailTypes(), client);
  const details = assignDetails(sent, allowed);
  const apis = new Set(details.map(({ api }) => api));
  const named = new Set(form.resource);
  if (named.size > 0 && apis.symmetricDifference(named).size > 0) {
    throw new OAuthError(
      'invalid_target',
      'With authorization_details, resource names the APIs that have their types, or is left out.',
    );
  }
  return { details, apis: [] };
}
