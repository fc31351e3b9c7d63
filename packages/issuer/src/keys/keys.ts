import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { decryptAtRest } from './at-rest.ts';
import type { KeyRow } from './keys.store.ts';
import { signingAt, timesOf } from './schedule.ts';

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
  /** The key that a token names, unless it was withdrawn. */
  sealingById(kid: string): SealingKey | undefined;
  /** Public signing keys, for `/jwks`. The same object while they are the same. */
  jwks(): { keys: JWK[] };
  /** Beside them those that are no longer published: of ID tokens that serve as hints for long. */
  everySigned(): { keys: JWK[] };
}

/** The database was made under another server secret. */
export class WrongSecretError extends Error {
  override readonly name = 'WrongSecretError';
}

/**
 * @param rows every key
 * @throws WrongSecretError
 */
export function keysFrom(rows: readonly KeyRow[], atRest: Buffer, now: () => Date): Keys {
  const good = rows.filter(({ withdrawnAt }) => withdrawnAt === null);
  const opened = new Map(good.map((row) => [row.kid, openKey(row, atRest)]));
  const current = (alg: KeyRow['alg']): KeyRow => {
    const row = signingAt(rows, alg, now());
    if (!row) throw new Error(`keys: no current row for ${alg}`);
    return row;
  };
  // Made once they sign: many keys of former times never do again.
  const signing = new Map<string, SigningKey>();
  const sealing = new Map<string, SealingKey>(
    good
      .filter(({ use }) => use === 'seal')
      .map(({ kid }) => [kid, { kid, key: opened.get(kid)! }]),
  );
  const publicKeys = (kept: readonly KeyRow[]) => ({
    keys: kept.flatMap((row) => (row.use === 'sig' ? [row.public_jwk] : [])),
  });
  const everySigned = publicKeys(good);
  let published = publicKeys([]);
  return {
    signing(alg) {
      const { kid } = current(alg);
      let key = signing.get(kid);
      if (!key) {
        const secret = { key: opened.get(kid)!, format: 'der', type: 'pkcs8' } as const;
        key = { kid, alg, privateKey: createPrivateKey(secret) };
        signing.set(kid, key);
      }
      return key;
    },
    sealing: () => sealing.get(current('XAES-256-GCM').kid)!,
    sealingById: (kid) => sealing.get(kid),
    jwks() {
      const at = now();
      const kept = publicKeys(good.filter((row) => timesOf(row, rows, at).state !== 'retired'));
      const isSame =
        kept.keys.length === published.keys.length &&
        kept.keys.every((key, index) => key === published.keys[index]);
      if (!isSame) published = kept;
      return published;
    },
    everySigned: () => everySigned,
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
