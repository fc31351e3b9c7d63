import {
  constants,
  type KeyObject,
  type VerifyKeyObjectInput,
  type VerifyPublicKeyInput,
  verify,
} from 'node:crypto';
import { hasRsaLength } from '@sallyport/protocol/rsa-signature.ts';

interface Algorithm {
  /** Null where the algorithm itself says how to hash. */
  hash: string | null;
  keyType: string;
  /** Of an elliptic curve, by OpenSSL's name. */
  curve?: string;
  options: Omit<VerifyPublicKeyInput & VerifyKeyObjectInput, 'key'>;
}

/** RSASSA-PKCS1-v1_5 by itself: Node's padding for a key of type `rsa`. */
const rsa = (bits: number, options: Algorithm['options'] = {}): Algorithm => ({
  hash: `sha${bits}`,
  keyType: 'rsa',
  options,
});

/** RFC 7518, section 3.5: the salt is as long as the hash. */
const pss = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};

/** RFC 7518, section 3.4: the signature is the two numbers side by side, and not OpenSSL's DER. */
const ecdsa = (bits: number, curve: string): Algorithm => ({
  hash: `sha${bits}`,
  keyType: 'ec',
  curve,
  options: { dsaEncoding: 'ieee-p1363' },
});

const ed25519: Algorithm = { hash: null, keyType: 'ed25519', options: {} };

const algorithms: ReadonlyMap<string, Algorithm> = new Map([
  ...[256, 384, 512].flatMap((bits): [string, Algorithm][] => [
    [`RS${bits}`, rsa(bits)],
    [`PS${bits}`, rsa(bits, pss)],
  ]),
  ['ES256', ecdsa(256, 'prime256v1')],
  ['ES384', ecdsa(384, 'secp384r1')],
  ['ES512', ecdsa(512, 'secp521r1')],
  ['EdDSA', ed25519],
  ['Ed25519', ed25519],
]);

/** Asymmetric ones only: `asymmetricAlgorithms` of the protocol says why. */
export const isAllowedAlgorithm = (alg: string): boolean => algorithms.has(alg);

/** RFC 7518, sections 3.3 and 3.5: a shorter key must not be used. */
const minRsaBits = 2048;

/**
 * Whether the key is one for the algorithm (RFC 8725, section 3.1): a key never decides by itself
 * how it is used.
 */
export function isKeyFor(alg: string, key: KeyObject): boolean {
  const { keyType, curve } = algorithmOf(alg);
  return (
    key.type === 'public' &&
    key.asymmetricKeyType === keyType &&
    (curve === undefined || key.asymmetricKeyDetails?.namedCurve === curve) &&
    (keyType !== 'rsa' || key.asymmetricKeyDetails!.modulusLength! >= minRsaBits)
  );
}

/**
 * On this thread: a verification takes less than handing it to another one costs.
 *
 * @param key one that `isKeyFor` the algorithm
 */
export function isSignatureOf(
  signingInput: string,
  signature: Buffer,
  { alg, key }: { alg: string; key: KeyObject },
): boolean {
  const { hash, options } = algorithmOf(alg);
  return (
    hasRsaLength(signature, key.asymmetricKeyDetails!.modulusLength) &&
    verify(hash, Buffer.from(signingInput, 'latin1'), { key, ...options }, signature)
  );
}

function algorithmOf(alg: string): Algorithm {
  const algorithm = algorithms.get(alg);
  if (!algorithm) throw new TypeError(`guard: no algorithm ${alg}`);
  return algorithm;
}
