import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** The APIs that the tokens are to be good for (RFC 8707): all of the client's unless it says. */
export function checkResource({ form, client }: AuthorizationRequest) {
  const asked = form.get('resource')?.split(' ');
  if (!asked) return { apis: client.apis };
  if (!asked.every((resource) => client.apis.includes(resource))) {
    throw new OAuthError('invalid_target', 'This client has no access to one of the resources.');
  }
  return { apis: [...new Set(asked)] };
}
