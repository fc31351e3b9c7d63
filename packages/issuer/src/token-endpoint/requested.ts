import { OAuthError } from '@sallyport/protocol/errors.ts';
import { parseScope } from '@sallyport/protocol/scope.ts';
import type { Requested } from '../grants/narrow.ts';
import type { Form } from '../http/parameters.ts';

/** @throws OAuthError `invalid_scope` when the scope is malformed. */
export function readRequested(form: Form<'scope' | 'resource'>): Requested {
  const scope = parseScope(form.scope ?? '');
  if (!scope) throw new OAuthError('invalid_scope', 'The scope is malformed.');
  return { scope, apis: [...new Set(form.resource)] };
}
