import { OAuthError } from '@sallyport/protocol/errors.ts';
import { parseScope } from '@sallyport/protocol/scope.ts';
import { organizationKey } from '../../directory/organizations/organization.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** The organization that the tokens are to be for, by its key. Whether the person is a member is seen later. */
export function checkOrganization({ form }: AuthorizationRequest): { organization?: string } {
  const { organization: key } = form;
  if (key === undefined) return {};
  if (!parseScope(form.scope ?? '')?.includes('organization')) {
    throw new OAuthError(
      'invalid_scope',
      'With organization, ask for the scope organization, too.',
    );
  }
  if (!organizationKey.safeParse(key).success) {
    throw new OAuthError('invalid_request', 'organization is no key of an organization.');
  }
  return { organization: key };
}
