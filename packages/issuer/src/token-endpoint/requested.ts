import { OAuthError } from '@sallyport/protocol/errors.ts';
import { parseScope } from '@sallyport/protocol/scope.ts';
import type { Requested } from '../grants/narrow.ts';
import type { Form } from '../http/body.ts';

/** @throws OAuthError `invalid_scope` when the scope is malformed. */
export function readRequested(form: Form): Requested {
  const scope = parseScope(form.get('scope') ?? '');
  if (!scope) throw new OAuthError('invalid_scope', 'The scope is malformed.');
  const resource = form.get('resource');
  return { scope, apis: resource === undefined ? [] : [...new Set(resource.split(' '))] };
}
