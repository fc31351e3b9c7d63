import { OAuthError } from '@sallyport/protocol/errors.ts';
import { parseScope } from '@sallyport/protocol/scope.ts';
import type { Form } from '../http/body.ts';

/** What a token request asks for. Empty stands for all that was granted. */
export interface Asked {
  /** RFC 6749, sections 3.3 and 6. */
  scope: string[];
  /** `resource` (RFC 8707, section 2.2): the APIs that the token is to be good for. */
  apis: string[];
}

export interface Granted {
  scope: readonly string[];
  apis: readonly string[];
}

/** @throws OAuthError `invalid_scope` when the scope is malformed. */
export function readAsked(form: Form): Asked {
  const scope = parseScope(form.get('scope') ?? '');
  if (!scope) throw new OAuthError('invalid_scope', 'The scope is malformed.');
  const resource = form.get('resource');
  return { scope, apis: resource === undefined ? [] : [...new Set(resource.split(' '))] };
}

/**
 * The part of what was granted that is asked for.
 *
 * @throws OAuthError `invalid_scope` or `invalid_target` when more is asked for.
 */
export function narrow(asked: Asked, granted: Granted): { scope: string[]; apis: string[] } {
  const excess = asked.scope.find((value) => !granted.scope.includes(value));
  if (excess !== undefined) {
    throw new OAuthError('invalid_scope', `The scope ${excess} was not granted.`);
  }
  if (!asked.apis.every((api) => granted.apis.includes(api))) {
    throw new OAuthError('invalid_target', 'This client has no access to one of the resources.');
  }
  return {
    scope: asked.scope.length > 0 ? asked.scope : [...granted.scope],
    apis: asked.apis.length > 0 ? asked.apis : [...granted.apis],
  };
}
