import { type CompactVerifyGetKey, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';

/** Picks the key that a token names. A key that cannot be used counts as missing. */
export function localKeys(keys: readonly object[]): CompactVerifyGetKey {
  const find = createLocalJWKSet({ keys } as JSONWebKeySet);
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (cause) {
      if (cause instanceof errors.JOSEError) throw cause;
      throw new errors.JWKSNoMatchingKey('The key that the token names cannot be used.', { cause });
    }
  };
}
