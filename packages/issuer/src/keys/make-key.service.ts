import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import type { Random } from '../runtime/random.ts';
import { encryptAtRest } from './at-rest.ts';
import type { KeyRow, NewKeyRow } from './keys.store.ts';
import { keyLabel, type SigningAlg } from './keys.ts';

const generate = promisify(generateKeyPair);

/** All that keys are made for. */
export const keyAlgs = ['ES256', 'RS256', 'XAES-256-GCM'] as const satisfies KeyRow['alg'][];

/** Without its times. */
type Untimed<Row = NewKeyRow> = Row extends NewKeyRow
  ? Omit<Row, 'createdAt' | 'signsFrom'>
  : never;

/** A new key, with its secret encrypted. Making one for RSA takes up to a second. */
export async function makeKey(
  alg: KeyRow['alg'],
  { random, atRest }: { random: Random; atRest: Buffer },
): Promise<Untimed> {
  const made = alg === 'XAES-256-GCM' ? makeSealingKey(random) : await makeSigningKey(alg);
  return { ...made, secret: encryptAtRest(atRest, keyLabel(made.kid), made.secret, random) };
}

/** Six characters: short, because every access token carries it. */
function makeSealingKey(random: Random): Untimed {
  const kid = random.bytes(6).toString('base64url').slice(0, 6);
  return { kid, use: 'seal', alg: 'XAES-256-GCM', secret: random.bytes(32), public_jwk: null };
}

async function makeSigningKey(alg: SigningAlg): Promise<Untimed> {
  const { privateKey, publicKey } =
    alg === 'ES256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: 2048 });
  const jwk = await exportJWK(publicKey);
  // RFC 7638: the key's own thumbprint, so that two nodes never give one name to two keys.
  const kid = await calculateJwkThumbprint(jwk);
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' });
  return { kid, use: 'sig', alg, secret, public_jwk: { ...jwk, kid, alg, use: 'sig' } };
}
