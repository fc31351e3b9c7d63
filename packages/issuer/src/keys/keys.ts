import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import type { Queryable, Sql } from '../database/connection.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import { decryptAtRest, encryptAtRest, renewAtRest } from './at-rest.ts';
import { insertKey, type KeyRow, lockKeys, readKeys, updateSecret } from './keys.store.ts';

const generate = promisify(generateKeyPair);

/** ES256 signs inside tokens; RS256 is what ID tokens use unless a client registered otherwise. */
export type SigningAlg = 'ES256' | 'RS256';
const signingAlgs: readonly SigningAlg[] = ['ES256', 'RS256'];

export interface SigningKey {
  kid: string;
  alg: SigningAlg;
  privateKey: KeyObject;
}

export interface SealingKey {
  kid: string;
  key: Buffer;
}

/** The server's keys, as this node knows them. */
export interface Keys {
  signing(alg: SigningAlg): SigningKey;
  /** The key that new access tokens are sealed with. */
  sealing(): SealingKey;
  /** The key that a token names, retired ones included. */
  sealingById(kid: string): SealingKey | undefined;
  /** Public signing keys, for `/jwks`. */
  jwks(): { keys: JWK[] };
}

export interface KeysDependencies {
  sql: Sql;
  clock: Clock;
  random: Random;
  atRest: Buffer;
}

/** The database was made under another server secret. */
export class WrongSecretError extends Error {
  override readonly name = 'WrongSecretError';
}

/**
 * Loads the keys, having made whichever are missing.
 *
 * @throws WrongSecretError
 */
export async function loadKeys(dependencies: KeysDependencies): Promise<Keys> {
  const { sql } = dependencies;
  const rows = await sql.begin(async (tx) => {
    await lockKeys(tx);
    for (const alg of signingAlgs) await ensureKey(tx, alg, dependencies);
    await ensureKey(tx, 'XAES-256-GCM', dependencies);
    return renewSecrets(tx, dependencies);
  });
  return keysFrom(rows, dependencies.atRest);
}

/** Rewrites what an earlier version encrypted in another form. @returns every key, as it stands now. */
async function renewSecrets(
  tx: Queryable,
  { random, atRest }: KeysDependencies,
): Promise<KeyRow[]> {
  const rows = await readKeys(tx);
  for (const row of rows) {
    const secret = renewAtRest(atRest, label(row.kid), row.secret, random);
    if (secret === null) continue;
    await updateSecret(tx, row.kid, secret);
    row.secret = secret;
  }
  return rows;
}

function keysFrom(rows: readonly KeyRow[], atRest: Buffer): Keys {
  const open = (row: KeyRow) => {
    try {
      return decryptAtRest(atRest, label(row.kid), row.secret);
    } catch (cause) {
      throw new WrongSecretError('The server secret does not open the keys in the database.', {
        cause,
      });
    }
  };
  const current = rows.filter((row) => row.retired_at === null);
  const signing = new Map<SigningAlg, SigningKey>();
  for (const alg of signingAlgs) {
    const row = current.find((candidate) => candidate.alg === alg);
    if (!row) throw new Error(`keys: no current row for ${alg}`);
    const privateKey = createPrivateKey({ key: open(row), format: 'der', type: 'pkcs8' });
    signing.set(alg, { kid: row.kid, alg, privateKey });
  }
  const sealing = new Map(
    rows
      .filter((row) => row.use === 'seal')
      .map((row) => [row.kid, { kid: row.kid, key: open(row) }]),
  );
  const currentSeal = current.find((row) => row.use === 'seal');
  const sealingKey = currentSeal && sealing.get(currentSeal.kid);
  if (!sealingKey) throw new Error('keys: no current sealing key');
  const jwks = { keys: rows.flatMap((row) => (row.public_jwk ? [row.public_jwk] : [])) };
  return {
    signing: (alg) => signing.get(alg) as SigningKey,
    sealing: () => sealingKey,
    sealingById: (kid) => sealing.get(kid),
    jwks: () => jwks,
  };
}

async function ensureKey(
  tx: Queryable,
  alg: SigningAlg | 'XAES-256-GCM',
  { clock, random, atRest }: KeysDependencies,
): Promise<void> {
  const rows = await readKeys(tx);
  if (rows.some((row) => row.alg === alg && row.retired_at === null)) return;
  const made = alg === 'XAES-256-GCM' ? makeSealingKey(random) : await makeSigningKey(alg);
  const { kid, use, secret, publicJwk } = made;
  await insertKey(tx, {
    kid,
    use,
    alg,
    secret: encryptAtRest(atRest, label(kid), secret, random),
    public_jwk: publicJwk,
    created_at: clock.now(),
  });
}

interface MadeKey {
  kid: string;
  use: 'sig' | 'seal';
  secret: Buffer;
  publicJwk: JWK | null;
}

/** Six characters: short, because every access token carries it. */
function makeSealingKey(random: Random): MadeKey {
  const kid = random.bytes(6).toString('base64url').slice(0, 6);
  return { kid, use: 'seal', secret: random.bytes(32), publicJwk: null };
}

async function makeSigningKey(alg: SigningAlg): Promise<MadeKey> {
  const { privateKey, publicKey } =
    alg === 'ES256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: 2048 });
  const jwk = await exportJWK(publicKey);
  // RFC 7638: the key's own thumbprint, so that two nodes never give one name to two keys.
  const kid = await calculateJwkThumbprint(jwk);
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' });
  return { kid, use: 'sig', secret, publicJwk: { ...jwk, kid, alg, use: 'sig' } };
}

const label = (kid: string): string => `key ${kid}`;
