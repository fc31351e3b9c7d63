import { OAuthError } from '@sallyport/protocol/errors.ts';
import { parseScope } from '@sallyport/protocol/scope.ts';

/**
 * The scope of a token: all that was granted, or the part of it that the request names
 * (RFC 6749, sections 3.3 and 6).
 */
export function narrowScope(asked: string | undefined, granted: readonly string[]): string[] {
  if (asked === undefined) return [...granted];
  const scope = parseScope(asked);
  const excess = scope?.find((value) => !granted.includes(value));
  if (!scope || excess !== undefined) {
    throw new OAuthError(
      'invalid_scope',
      scope ? `The scope ${excess} was not granted.` : 'The scope is malformed.',
    );
  }
  return scope;
}

/** The same for `resource` (RFC 8707, section 2.2): the APIs that a token is to be good for. */
export function narrowResources(asked: string | undefined, granted: readonly string[]): string[] {
  if (asked === undefined) return [...granted];
  const resources = [...new Set(asked.split(' '))];
  if (!resources.every((resource) => granted.includes(resource))) {
    throw new OAuthError('invalid_target', 'This client has no access to one of the resources.');
  }
  return resources;
}
