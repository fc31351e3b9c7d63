import type { Queryable, Sql } from '../database/connection.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import { renewAtRest } from './at-rest.ts';
import {
  insertKey,
  type KeyRow,
  lockKeys,
  readEncrypted,
  readKeys,
  updateSecret,
} from './keys.store.ts';
import { keyLabel, openKey } from './keys.ts';
import { keyAlgs, makeKey } from './make-key.service.ts';
import { signingAt } from './schedule.ts';

export interface KeysDependencies {
  sql: Sql;
  clock: Clock;
  random: Random;
  atRest: Buffer;
}

/**
 * Makes whichever keys are missing. While one is, no node runs: each of them made all that it lacked, so that
 * a key that is made here may sign at once.
 *
 * @throws WrongSecretError
 */
export function ensureKeys(dependencies: KeysDependencies): Promise<void> {
  return dependencies.sql.begin(async (tx) => {
    await lockKeys(tx);
    for (const alg of keyAlgs) await ensureKey(tx, alg, dependencies);
    await renewSecrets(tx, dependencies);
  });
}

/**
 * Whether the server's secret is that of this database, which may be one of an earlier version.
 *
 * @throws WrongSecretError
 */
export async function requireSecret(sql: Queryable, atRest: Buffer): Promise<void> {
  for (const { kid, secret } of await readEncrypted(sql)) openKey({ kid, secret }, atRest);
}

/** Rewrites what an earlier version encrypted in another form. */
async function renewSecrets(tx: Queryable, { random, atRest }: KeysDependencies): Promise<void> {
  for (const row of await readKeys(tx)) {
    const secret = renewAtRest(atRest, keyLabel(row.kid), row.secret, random);
    if (secret === null) continue;
    await updateSecret(tx, row.kid, secret);
  }
}

async function ensureKey(
  tx: Queryable,
  alg: KeyRow['alg'],
  { clock, random, atRest }: KeysDependencies,
): Promise<void> {
  const now = clock.now();
  // Also one that is to sign: by the clock of another node it may do so already.
  if (signingAt(await readKeys(tx), alg, now)) return;
  const made = await makeKey(alg, { random, atRest });
  await insertKey(tx, { ...made, createdAt: now, signsFrom: now });
}
