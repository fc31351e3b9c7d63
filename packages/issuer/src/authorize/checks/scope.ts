import { OAuthError } from '@sallyport/protocol/errors.ts';
import { parseScope } from '@sallyport/protocol/scope.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** Every scope that is asked for must be one that the client may ask for. */
export function checkScope({ form, client }: AuthorizationRequest) {
  const scope = parseScope(form.scope ?? '');
  if (!scope) throw new OAuthError('invalid_scope', 'The scope is malformed.');
  const excess = scope.find((value) => !client.scopes.includes(value));
  if (excess !== undefined) {
    throw new OAuthError('invalid_scope', `This client may not ask for the scope ${excess}.`);
  }
  return { scope };
}
