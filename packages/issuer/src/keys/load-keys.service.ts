import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import type { Queryable, Sql } from '../database/connection.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import { encryptAtRest, renewAtRest } from './at-rest.ts';
import {
  insertKey,
  type KeyRow,
  lockKeys,
  type NewKeyRow,
  readEncrypted,
  readKeys,
  updateSecret,
} from './keys.store.ts';
import { type Keys, keyLabel, keysFrom, openKey, type SigningAlg } from './keys.ts';

const generate = promisify(generateKeyPair);

export interface KeysDependencies {
  sql: Sql;
  clock: Clock;
  random: Random;
  atRest: Buffer;
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
    for (const alg of ['ES256', 'RS256', 'XAES-256-GCM'] as const) {
      await ensureKey(tx, alg, dependencies);
    }
    return renewSecrets(tx, dependencies);
  });
  return keysFrom(rows, dependencies.atRest);
}

/**
 * Whether the server's secret is that of this database, which may be one of an earlier version.
 *
 * @throws WrongSecretError
 */
export async function requireSecret(sql: Queryable, atRest: Buffer): Promise<void> {
  for (const { kid, secret } of await readEncrypted(sql)) openKey({ kid, secret }, atRest);
}

/** Rewrites what an earlier version encrypted in another form. @returns every key, as it stands now. */
async function renewSecrets(
  tx: Queryable,
  { random, atRest }: KeysDependencies,
): Promise<KeyRow[]> {
  const rows = await readKeys(tx);
  for (const row of rows) {
    const secret = renewAtRest(atRest, keyLabel(row.kid), row.secret, random);
    if (secret === null) continue;
    await updateSecret(tx, row.kid, secret);
    row.secret = secret;
  }
  return rows;
}

async function ensureKey(
  tx: Queryable,
  alg: KeyRow['alg'],
  { clock, random, atRest }: KeysDependencies,
): Promise<void> {
  const rows = await readKeys(tx);
  if (rows.some((row) => row.alg === alg && row.retired_at === null)) return;
  const made = alg === 'XAES-256-GCM' ? makeSealingKey(random) : await makeSigningKey(alg);
  const secret = encryptAtRest(atRest, keyLabel(made.kid), made.secret, random);
  await insertKey(tx, { ...made, secret, created_at: clock.now() });
}

/** Before it is encrypted. */
type MadeKey<Row = NewKeyRow> = Row extends NewKeyRow ? Omit<Row, 'created_at'> : never;

/** Six characters: short, because every access token carries it. */
function makeSealingKey(random: Random): MadeKey {
  const kid = random.bytes(6).toString('base64url').slice(0, 6);
  return { kid, use: 'seal', alg: 'XAES-256-GCM', secret: random.bytes(32), public_jwk: null };
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
  return { kid, use: 'sig', alg, secret, public_jwk: { ...jwk, kid, alg, use: 'sig' } };
}
