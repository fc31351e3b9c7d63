import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { requireOneVersion } from '../database/require-one-version.service.ts';
import { insertKey, type KeyRow, lockKeys } from './keys.store.ts';
import { type KnownKey, knownKeys } from './list-keys.service.ts';
import { keyAlgs, makeKey } from './make-key.service.ts';
import { publishedAheadMs } from './schedule.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'keys' | 'settings'>;

/**
 * Makes a new key for each of these algorithms, or for all. It is published at once and signs once everyone who
 * verifies can know it, by the time alone: no node has to be there for that.
 *
 * @param actor as the audit log has them
 * @returns the new keys
 * @throws OAuthError `conflict` where each of them has a key already that waits for its time
 */
export async function rotateKeys(
  alg: KeyRow['alg'] | undefined,
  actor: string,
  context: Dependencies,
): Promise<KnownKey[]> {
  // Nodes of versions before this one read the keys when they start, and never again.
  await requireOneVersion('of new keys', context);
  const made = await makeKeys(alg === undefined ? keyAlgs : [alg], context);
  const kids = await context.sql.begin(async (tx) => {
    await lockKeys(tx);
    return insertNext(tx, made, { actor, now: context.clock.now() });
  });
  if (kids.length === 0) {
    const message =
      'A new key waits already for its time to sign, and GET /keys says when that is. Rotate again after that.';
    throw new OAuthError('conflict', message);
  }
  await context.keys.reload();
  return (await knownKeys(context)).filter(({ kid }) => kids.includes(kid));
}

type MadeKey = Awaited<ReturnType<typeof makeKey>>;

/** Before the table is locked: to make one for RSA takes long. */
export const makeKeys = (
  algs: readonly KeyRow['alg'][],
  { random, secrets }: Pick<Context, 'random' | 'secrets'>,
): Promise<MadeKey[]> =>
  Promise.all(algs.map((alg) => makeKey(alg, { random, atRest: secrets.atRest })));

/** @returns which of them are the next ones of their algorithms now */
export async function insertNext(
  tx: Transaction,
  made: readonly MadeKey[],
  { actor, now }: { actor: string; now: Date },
): Promise<string[]> {
  const signsFrom = new Date(now.getTime() + publishedAheadMs);
  const kids: string[] = [];
  for (const key of made) {
    if (!(await insertKey(tx, { ...key, createdAt: now, signsFrom }, now))) continue;
    kids.push(key.kid);
    await recordAudit(tx, {
      ...{ at: now, action: 'key.rotate', actor, subjects: [`key:${key.kid}`] },
      detail: { alg: key.alg, signs_from: signsFrom.toISOString() },
    });
  }
  return kids;
}
