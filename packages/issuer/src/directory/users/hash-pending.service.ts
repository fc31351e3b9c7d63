import type { Context } from '../../context.ts';
import { hashPassword, maxHashes } from './password.ts';
import {
  countPending,
  type PendingPassword,
  readPending,
  replaceForm,
} from './password-hashes.store.ts';
import { openPending } from './pending-password.ts';

type Dependencies = Pick<Context, 'sql' | 'random' | 'secrets' | 'log' | 'settings'>;

/** Never all of the hashes that run at a time, where there is more than one. */
const concurrency = Math.max(1, maxHashes - 1);
const batchSize = 32;

export interface Progress {
  done: number;
  total: number;
}

/**
 * Hashes the passwords that wait for it, each stored as soon as it is hashed, so that what is done
 * stays done when this is interrupted. Several nodes may do it at a time: each begins elsewhere,
 * and a password that another one was faster with is hashed in vain. Returns when none is left.
 */
export async function hashPending(
  context: Dependencies,
  { onProgress, signal }: { onProgress?: (progress: Progress) => void; signal?: AbortSignal } = {},
): Promise<void> {
  const { sql, random, log } = context;
  const total = await countPending(sql);
  if (total > 0) log.info({ passwords: total }, 'hashing the passwords that were declared');
  const failed = new Set<string>();
  let done = 0;
  for (let after = random.uuid(); done < total; ) {
    // Other nodes hash too: what they did counts.
    done = Math.max(done, total - (await countPending(sql)));
    if (done >= total) break;
    const found = await readPending(sql, after, batchSize + failed.size);
    const batch = found.filter(({ userId }) => !failed.has(userId));
    if (batch.length === 0) break;
    after = batch.at(-1)!.userId;
    const waiting = batch.values();
    const work = async () => {
      for (const pending of waiting) {
        if (signal?.aborted) return;
        if (!(await hashOne(pending, context, signal))) failed.add(pending.userId);
        done++;
        if (done < total) onProgress?.({ done, total });
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    if (signal?.aborted) return;
  }
  if (total > 0) {
    onProgress?.({ done: total - failed.size, total });
    log.info({ passwords: total - failed.size, failed: failed.size }, 'passwords are hashed');
  }
}

async function hashOne(
  { userId, stored }: PendingPassword,
  context: Dependencies,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { sql, secrets, log } = context;
  try {
    const hashed = await hashPassword(openPending(userId, stored, secrets.atRest), context);
    await replaceForm(sql, userId, stored, hashed);
    return true;
  } catch (error) {
    if (signal?.aborted) return false;
    log.error({ err: error, user: userId }, 'a password could not be hashed; it is tried again');
    return false;
  }
}
