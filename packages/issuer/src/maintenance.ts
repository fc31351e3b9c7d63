import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import { forgetSolutions } from './abuse/person-check.service.ts';
import { forgetThrottles } from './abuse/throttle.service.ts';
import { eraseDeleted } from './audit/chain/erase.service.ts';
import { dropOldEvents } from './audit/chain/retain.service.ts';
import { sealAll } from './audit/chain/seal.service.ts';
import { removeEndedRolesOfClients } from './clients/remove-ended-roles.service.ts';
import type { Context } from './context.ts';
import { createPartitions, dropExpiredPartitions } from './database/partitions.ts';
import { forgetDeviceRequests } from './device-requests/device-requests.service.ts';
import { removeEnded } from './directory/remove-ended.service.ts';
import { enableDue } from './directory/users/enable-due.service.ts';
import { hashPending, type Progress } from './directory/users/hash-pending.service.ts';
import { forgetKeys } from './idempotency/idempotency.service.ts';
import { forgetImpersonations } from './impersonation/acting-session.service.ts';
import { forgetMails } from './mail/mail.service.ts';
import { issuerMetrics } from './metrics/definitions.ts';
import { auditPolicy } from './policies/audit-policy.ts';
import { readPolicy } from './policies/policies.service.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'log' | 'changes' | 'random' | 'secrets' | 'settings'
> & { metrics: Metrics };

const hour = 3_600_000;
/** How soon passwords that wait for their hash are noticed, whichever process applied them. */
const hashEvery = 5_000;
/** How soon events are in the chain of the audit log. */
const sealEvery = 5_000;
/** How soon after their end accounts are enabled again. */
const enableEvery = 20_000;
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
  'forget mails': (context, now) => forgetMails(now, context),
  'forget throttles': (context, now) => forgetThrottles(now, context),
  'forget impersonations': (context, now) => forgetImpersonations(now, context),
  'forget device requests': (context, now) => forgetDeviceRequests(now, context),
  'forget idempotency keys': (context, now) => forgetKeys(now, context),
  'forget solutions': (context, now) => forgetSolutions(now, context),
  'erase personal data': ({ sql }, now) => eraseDeleted(sql, now),
  'drop old audit events': async (context) => {
    const { retention } = await readPolicy(context.sql, auditPolicy);
    const dropped = await dropOldEvents(retention, { ...context, key: context.secrets.audit });
    if (dropped > 0) context.log.info({ dropped }, 'old partitions of the audit log dropped');
  },
  'remove ended assignments': async (context) => {
    const { retention } = await readPolicy(context.sql, auditPolicy);
    const removed = await removeEnded(retention, context, [removeEndedRolesOfClients]);
    if (removed > 0) context.log.info({ removed }, 'roles and memberships removed that ended');
  },
};

/** Runs the maintenance at once, in the background, and then every hour. @returns how to stop it. */
export function startMaintenance(
  context: Dependencies,
  onHashing?: (progress: Progress) => void,
): () => void {
  const stopping = new AbortController();
  const run = () => void maintain(context, stopping.signal);
  run();
  const timer = setInterval(run, hour);
  let isHashing = false;
  const hash = async () => {
    if (isHashing) return;
    isHashing = true;
    await hashPasswords(context, {
      signal: stopping.signal,
      ...(onHashing && { onProgress: onHashing }),
    });
    isHashing = false;
  };
  const hashTimer = setInterval(() => void hash(), hashEvery);
  let isSealing = false;
  const seal = async () => {
    if (isSealing) return;
    isSealing = true;
    await sealEvents(context, stopping.signal);
    isSealing = false;
  };
  const sealTimer = setInterval(() => void seal(), sealEvery);
  let isEnabling = false;
  const enable = async () => {
    if (isEnabling) return;
    isEnabling = true;
    await enableAccounts(context, stopping.signal);
    isEnabling = false;
  };
  const enableTimer = setInterval(() => void enable(), enableEvery);
  return () => {
    clearInterval(timer);
    clearInterval(enableTimer);
    clearInterval(hashTimer);
    clearInterval(sealTimer);
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
      countRun(context.metrics, task, 'ok');
    } catch (error) {
      countRun(context.metrics, task, 'failed');
      context.log.error({ err: error, task }, 'maintenance failed; the next run is in an hour');
    }
  }
}

const countRun = (metrics: Metrics, task: string, result: 'ok' | 'failed'): void =>
  metrics
    .counter(issuerMetrics.maintenance, { 'sallyport.task': task, 'sallyport.result': result })
    .add();

async function hashPasswords(
  context: Dependencies,
  options: { signal: AbortSignal; onProgress?: (progress: Progress) => void },
): Promise<void> {
  try {
    await hashPending(context, options);
  } catch (error) {
    if (!options.signal.aborted) context.log.warn({ err: error }, 'hashing passwords failed');
  }
}

async function sealEvents(context: Dependencies, stopping: AbortSignal): Promise<void> {
  const { sql, clock, secrets, log } = context;
  try {
    await sealAll({ sql, clock, key: secrets.audit }, stopping);
  } catch (error) {
    if (!stopping.aborted) log.warn({ err: error }, 'sealing the audit log failed');
  }
}

async function enableAccounts(context: Dependencies, stopping: AbortSignal): Promise<void> {
  try {
    await enableDue(context.clock.now(), context);
  } catch (error) {
    if (!stopping.aborted) context.log.warn({ err: error }, 'enabling accounts failed');
  }
}
