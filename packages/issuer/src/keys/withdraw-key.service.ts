import { setTimeout as delay } from 'node:timers/promises';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { requireOneVersion } from '../database/require-one-version.service.ts';
import { defaultKeysKnownMs } from './key-ring.service.ts';
import { bringForward, type KeyRow, lockKeys, markWithdrawn, readKeys } from './keys.store.ts';
import { type KnownKey, knownKeys } from './list-keys.service.ts';
import { insertNext, makeKeys } from './rotate-keys.service.ts';
import { signingAt } from './schedule.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'keys' | 'settings' | 'changes'
>;

/**
 * In an emergency: the key makes nothing more and is no longer published, and once this returns no gateway
 * uses a JWT that it signed, or accepts an access token that it sealed. A key that signs now first needs a
 * successor that every node publishes: the next one, or one that is made here. A key that signed before is none,
 * since it may have been lost with this one.
 *
 *     the next key is there ── keysKnownMs ── the old one is withdrawn, and the next one signs
 *                                             (one commit) ── barrier ── return
 *
 * A call that dies on the way leaves a rotation that has begun, and can be repeated.
 *
 * @throws OAuthError `not_found`
 */
export async function withdrawKey(
  kid: string,
  actor: string,
  context: Dependencies,
): Promise<KnownKey> {
  // Nodes of versions before this one read the keys when they start, and never again.
  await requireOneVersion('of new keys', context);
  const { keysKnownMs = defaultKeysKnownMs } = context.settings;
  /** Those that every node has read since they were committed. */
  let published: ReadonlySet<string> = new Set();
  for (;;) {
    const outcome = await withdraw(kid, published, actor, context);
    if (outcome === 'done') break;
    const next = await provideNext(outcome.needs, actor, context);
    // Counted from after the commit: a node that has not read the keys since then publishes none.
    await delay(keysKnownMs);
    published = new Set(next);
  }
  await context.keys.reload();
  return (await knownKeys(context)).find((key) => key.kid === kid)!;
}

type Outcome = 'done' | { needs: KeyRow['alg'] };

function withdraw(
  kid: string,
  published: ReadonlySet<string>,
  actor: string,
  context: Dependencies,
): Promise<Outcome> {
  return context.changes.takeAway<Outcome>(async (tx) => {
    await lockKeys(tx);
    const at = context.clock.now();
    const rows = await readKeys(tx);
    const row = rows.find((key) => key.kid === kid);
    if (!row) throw new OAuthError('not_found', `There is no key ${kid}.`);
    if (row.withdrawnAt) return { value: 'done', tags: [] };
    if (signingAt(rows, row.alg, at)?.kid === kid) {
      const next = waitingFor(row.alg, rows, at).find((key) => published.has(key.kid));
      if (!next) return { value: { needs: row.alg }, tags: [] };
      await bringForward(tx, next.kid, at);
    }
    const withdrawn = await markWithdrawn(tx, kid, at);
    if (!withdrawn) return { value: 'done', tags: [] };
    await recordAudit(tx, {
      ...{ at, action: 'key.withdraw', actor, subjects: [`key:${kid}`] },
      detail: { alg: row.alg },
    });
    return { value: 'done', tags: [`key:${kid}`] };
  });
}

const waitingFor = (alg: string, rows: readonly KeyRow[], now: Date): KeyRow[] =>
  rows.filter((key) => key.alg === alg && key.withdrawnAt === null && key.signsFrom > now);

/** @returns the keys that wait for their time, of which there is one at least */
async function provideNext(
  alg: KeyRow['alg'],
  actor: string,
  context: Dependencies,
): Promise<string[]> {
  const made = await makeKeys([alg], context);
  return context.sql.begin(async (tx) => {
    await lockKeys(tx);
    const now = context.clock.now();
    await insertNext(tx, made, { actor, now });
    return waitingFor(alg, await readKeys(tx), now).map(({ kid }) => kid);
  });
}
