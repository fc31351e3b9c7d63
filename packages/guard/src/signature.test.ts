import { constants, generateKeyPairSync, KeyObject, sign } from 'node:crypto';
import { asymmetricAlgorithms } from '@sallyport/protocol/signature-algorithms.ts';
import { CompactSign, type CryptoKey, compactVerify, generateKeyPair } from 'jose';
import { expect, test } from 'vitest';
import { isKeyFor, isSignatureOf } from './signature.ts';
import { parseSignedToken } from './signed-token.ts';

const pairs = new Map<string, { privateKey: CryptoKey; publicKey: CryptoKey }>();
for (const alg of asymmetricAlgorithms)
  pairs.set(alg, await generateKeyPair(alg, { extractable: true }));

const publicKey = (alg: string) => KeyObject.from(pairs.get(alg)!.publicKey);

const signed = (alg: string) =>
  new CompactSign(Buffer.from('{}')).setProtectedHeader({ alg }).sign(pairs.get(alg)!.privateKey);

function verifies(token: string, alg: string): boolean {
  const { signingInput, signature } = parseSignedToken(token);
  return isSignatureOf(signingInput, signature, { alg, key: publicKey(alg) });
}

/** What may be wrong with a signature. */
const alterations: [what: string, alter: (signature: Buffer) => Buffer][] = [
  ['nothing', (signature) => signature],
  [
    'its first bit',
    (signature) => Buffer.from(signature.map((byte, at) => byte ^ (at ? 0 : 0x80))),
  ],
  [
    'its last bit',
    (signature) =>
      Buffer.from(signature.map((byte, at) => byte ^ Number(at === signature.length - 1))),
  ],
  // The last one: where the first is zero, jose takes an RSASSA-PSS signature without it.
  ['a byte too few', (signature) => signature.subarray(0, -1)],
  ['a byte too many', (signature) => Buffer.concat([Buffer.of(0), signature])],
  ['all of it is zero', (signature) => Buffer.alloc(signature.length)],
  ['there is none', () => Buffer.alloc(0)],
];

test.each(
  asymmetricAlgorithms.flatMap((alg) => alterations.map(([what, alter]) => ({ alg, what, alter }))),
)(
  '$alg: jose and the guard say the same of a signature where this is wrong: $what',
  async ({ alg, what, alter }) => {
    const [header, payload, signature64] = (await signed(alg)).split('.');
    const signature = alter(Buffer.from(signature64!, 'base64url')).toString('base64url');
    const token = `${header}.${payload}.${signature}`;
    const right = await compactVerify(token, pairs.get(alg)!.publicKey).then(
      () => true,
      () => false,
    );
    expect(right).toBe(what === 'nothing');
    expect(verifies(token, alg)).toBe(right);
  },
);

test.each(['RS256', 'PS256', 'PS512'])(
  '%s: a signature without its leading zero byte is none (RFC 8017, section 8.1.2)',
  (alg) => {
    const key = KeyObject.from(pairs.get(alg)!.privateKey);
    const found = signatureThatBeginsWithZero(alg, key);
    const given = { alg, key: publicKey(alg) };
    expect(isSignatureOf(found.input, found.signature, given)).toBe(true);
    expect(isSignatureOf(found.input, found.signature.subarray(1), given)).toBe(false);
  },
);

/** One in 256 does. */
function signatureThatBeginsWithZero(alg: string, key: KeyObject) {
  const padding = alg.startsWith('PS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  for (let count = 0; ; count++) {
    const input = `${count}`;
    const signature = sign(`sha${alg.slice(2)}`, Buffer.from(input), { key, ...padding });
    if (signature[0] === 0) return { input, signature };
  }
}

test.each(['ES256', 'ES384', 'ES512'])(
  '%s: a signature in OpenSSL’s encoding is none',
  async (alg) => {
    const [header, payload] = (await signed(alg)).split('.');
    const key = KeyObject.from(pairs.get(alg)!.privateKey);
    const der = sign(`sha${alg.slice(2)}`, Buffer.from(`${header}.${payload}`), key);
    expect(verifies(`${header}.${payload}.${der.toString('base64url')}`, alg)).toBe(false);
  },
);

test('a key is for the algorithms of its kind and curve alone', () => {
  const kindOf = (alg: string) =>
    /^(RS|PS)/.test(alg) ? 'rsa' : alg.startsWith('Ed') ? 'ed25519' : alg;
  for (const keyAlg of asymmetricAlgorithms) {
    for (const alg of asymmetricAlgorithms) {
      expect(isKeyFor(alg, publicKey(keyAlg)), `${keyAlg} key for ${alg}`).toBe(
        kindOf(alg) === kindOf(keyAlg),
      );
    }
    const secretHalf = KeyObject.from(pairs.get(keyAlg)!.privateKey);
    expect(isKeyFor(keyAlg, secretHalf)).toBe(false);
  }
});

test.each([
  [1024, false],
  [2047, false],
  [2048, true],
])('an RSA key of %i bits is used: %s', (modulusLength, isUsed) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
  expect(['RS256', 'RS512', 'PS256'].map((alg) => isKeyFor(alg, publicKey))).toEqual([
    isUsed,
    isUsed,
    isUsed,
  ]);
});
