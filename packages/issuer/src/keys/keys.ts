import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { decryptAtRest } from './at-rest.ts';
import type { KeyRow } from './keys.store.ts';

/** ES256 signs inside tokens; RS256 is what ID tokens use unless a client registered otherwise. */
export type SigningAlg = 'ES256' | 'RS256';

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

/** The database was made under another server secret. */
export class WrongSecretError extends Error {
  override readonly name = 'WrongSecretError';
}

/**
 * @param rows every key, newest first
 * @throws WrongSecretError
 */
export function keysFrom(rows: readonly KeyRow[], atRest: Buffer): Keys {
  const open = (row: KeyRow) => openKey(row, atRest);
  const current = rows.filter((row) => row.retired_at === null);
  const signingKey = (alg: SigningAlg): SigningKey => {
    const row = current.find((candidate) => candidate.alg === alg);
    if (!row) throw new Error(`keys: no current row for ${alg}`);
    const privateKey = createPrivateKey({ key: open(row), format: 'der', type: 'pkcs8' });
    return { kid: row.kid, alg, privateKey };
  };
  const signing = { ES256: signingKey('ES256'), RS256: signingKey('RS256') };
  const sealing = new Map(
    rows
      .filter((row) => row.use === 'seal')
      .map((row) => [row.kid, { kid: row.kid, key: open(row) }]),
  );
  const currentSeal = current.find((row) => row.use === 'seal');
  const sealingKey = currentSeal && sealing.get(currentSeal.kid);
  if (!sealingKey) throw new Error('keys: no current sealing key');
  const jwks = { keys: rows.flatMap((row) => (row.use === 'sig' ? [row.public_jwk] : [])) };
  return {
    signing: (alg) => signing[alg],
    sealing: () => sealingKey,
    sealingById: (kid) => sealing.get(kid),
    jwks: () => jwks,
  };
}

/** @throws WrongSecretError */
export function openKey({ kid, secret }: Pick<KeyRow, 'kid' | 'secret'>, atRest: Buffer): Buffer {
  try {
    return decryptAtRest(atRest, keyLabel(kid), secret);
  } catch (cause) {
    throw new WrongSecretError('The server secret does not open the keys in the database.', {
      cause,
    });
  }
}

/** What the secret of a key is encrypted under. */
export const keyLabel = (kid: string): string => `key ${kid}`;
