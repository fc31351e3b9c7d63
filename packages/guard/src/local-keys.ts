import { KeyObject } from 'node:crypto';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import { isKeyFor } from './signature.ts';
import type { TokenHeader } from './signed-token.ts';

/**
 * The key that the header of a token names. A key that cannot be used counts as missing.
 *
 * @throws JWKSNoMatchingKey or JWKSMultipleMatchingKeys of `jose`
 */
export type KeySet = (header: TokenHeader) => KeyObject | Promise<KeyObject>;

/** Which key of the set a token is for, and whether it may verify at all, is decided by `jose`. */
export function localKeys(keys: readonly object[]): KeySet {
  const find = createLocalJWKSet({ keys } as JSONWebKeySet);
  /** Only what was found: no more than keys times algorithms. */
  const found = new Map<string, KeyObject>();

  async function load(name: string, { alg, kid }: TokenHeader): Promise<KeyObject> {
    const key = KeyObject.from(await find({ alg, kid } as JWSHeaderParameters & { alg: string }));
    if (!isKeyFor(alg, key)) throw unusable();
    found.set(name, key);
    return key;
  }

  return (header) => {
    const name = JSON.stringify([header.alg, header['kid']]);
    return (
      found.get(name) ??
      load(name, header).catch((cause) => {
        throw cause instanceof errors.JOSEError ? cause : unusable(cause);
      })
    );
  };
}

const unusable = (cause?: unknown) =>
  new errors.JWKSNoMatchingKey('The key that the token names cannot be used.', { cause });
