import type { Context } from './context.ts';
import { createPartitions, dropExpiredPartitions } from './database/partitions.ts';
import { forgetThrottles } from './sign-in/forget-throttles.service.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'log' | 'changes'>;

const hour = 3_600_000;
/** Gateways that were away for longer empty their caches. */
const changesKept = 24 * hour;

/** What has to be done now and then, each by itself. */
const tasks: Record<string, (context: Dependencies, now: Date) => Promise<unknown>> = {
  'make partitions': ({ sql }, now) => createPartitions(sql, now),
  'drop partitions': async ({ sql, log }, now) => {
    const dropped = await dropExpiredPartitions(sql, now);
    if (dropped > 0) log.info({ dropped }, 'expired partitions dropped');
  },
  'prune changes': ({ changes }, now) => changes.prune(new Date(now.getTime() - changesKept)),
  'forget throttles': (context, now) => forgetThrottles(now, context),
};

/** Now, without keeping anybody waiting, and every hour. @returns how to stop it. */
export function startMaintenance(context: Dependencies): () => void {
  const stopping = new AbortController();
  const run = () => void maintain(context, stopping.signal);
  run();
  const timer = setInterval(run, hour);
  return () => {
    clearInterval(timer);
    stopping.abort();
  };
}

/** Doing it on several nodes at a time is harmless. Whatever fails is tried again an hour later. */
export async function maintain(context: Dependencies, stopping: AbortSignal): Promise<void> {
  const now = context.clock.now();
  for (const [task, work] of Object.entries(tasks)) {
    if (stopping.aborted) return;
    try {
      await work(context, now);
    } catch (error) {
      context.log.error({ err: error, task }, 'maintenance failed; the next run is in an hour');
    }
  }
}
