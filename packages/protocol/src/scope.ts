/** `scope-token` of RFC 6749, section 3.3: printable ASCII without space, `"` and `\`. */
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

export const isScopeToken = (text: string): boolean => scopeToken.test(text);

/**
 * A `scope` parameter as a list without repetitions, in the order given.
 * Null when it breaks the grammar of RFC 6749, section 3.3 (two spaces in a row, say).
 */
export function parseScope(scope: string): string[] | null {
  if (scope === '') return [];
  const values = scope.split(' ');
  return values.every(isScopeToken) ? [...new Set(values)] : null;
}

export const formatScope = (values: readonly string[]): string => values.join(' ');
