import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** The APIs that the tokens are to be good for (RFC 8707): all of the client's unless it says. */
export function checkResource({ form, client }: AuthorizationRequest) {
  const requested = form.resource;
  if (requested.length === 0) return { apis: client.apis };
  if (!requested.every((resource) => client.apis.includes(resource))) {
    throw new OAuthError('invalid_target', 'This client has no access to one of the resources.');
  }
  return { apis: [...new Set(requested)] };
}
