import { OAuthError } from '@sallyport/protocol/errors.ts';
import { parseScope } from '@sallyport/protocol/scope.ts';
import { readDetails } from '../authorization-details/read-details.ts';
import type { Requested } from '../grants/narrow.ts';
import type { Form } from '../http/parameters.ts';

/** @throws OAuthError `invalid_scope` or `invalid_authorization_details` when they are malformed. */
export function readRequested(
  form: Form<'scope' | 'resource' | 'authorization_details'>,
): Requested {
  const scope = parseScope(form.scope ?? '');
  if (!scope) throw new OAuthError('invalid_scope', 'The scope is malformed.');
  const details = form.authorization_details;
  return {
    scope,
    apis: [...new Set(form.resource)],
    details: details === undefined ? [] : readDetails(details),
  };
}
