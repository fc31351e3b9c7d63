import { isRecord } from './claim-path.ts';

const maxKeys = 100;

/**
 * The keys of another party's JWK set (RFC 7517, section 5) that may verify a signature, without
 * their private members. Keys of other kinds are left out: "Implementations SHOULD ignore JWKs
 * within a JWK Set that use "kty" values that are not understood".
 *
 * @param url where the set came from, for the error.
 * @throws Error with a message for the log.
 */
export function usableKeys(url: string, jwks: object): Record<string, unknown>[] {
  const keys: unknown = 'keys' in jwks ? jwks.keys : undefined;
  if (!Array.isArray(keys)) throw new Error(`${url} sent no key set.`);
  if (keys.length > maxKeys) throw new Error(`${url} sent more than ${maxKeys} keys.`);
  return keys.filter(isUsable).map(publicMembers);
}

/**
 * The members that make a public key of each kind (RFC 7518, section 6, and RFC 8037), with the most
 * characters of each. An RSA modulus has at most 8,192 bits, and its exponent 64: to verify with a
 * larger one takes long.
 */
const material: Record<string, Record<string, number>> = {
  RSA: { n: 1_366, e: 11 },
  EC: { crv: 10, x: 88, y: 88 },
  OKP: { crv: 10, x: 88 },
};

/** Of 2,048 bits or more (RFC 7518, section 3.3): 342 characters, the first bit set. */
const rsaModulus = /^(?:[g-z0-9_-].{341}$|[^A].{342})/;

function isUsable(key: unknown): key is Record<string, unknown> {
  if (!isRecord(key) || typeof key['kty'] !== 'string' || !Object.hasOwn(material, key['kty'])) {
    return false;
  }
  if (key['kty'] === 'RSA' && !rsaModulus.test(String(key['n']))) return false;
  return Object.entries(material[key['kty']]!).every(([name, max]) => {
    const member = key[name];
    return typeof member === 'string' && /^[\w-]+$/.test(member) && member.length <= max;
  });
}

function publicMembers(key: Record<string, unknown>): Record<string, unknown> {
  const kept = [
    'kty',
    'kid',
    'alg',
    'use',
    'key_ops',
    ...Object.keys(material[String(key['kty'])]!),
  ];
  return Object.fromEntries(Object.entries(key).filter(([name]) => kept.includes(name)));
}
