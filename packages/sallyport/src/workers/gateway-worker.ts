import { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { Gateway } from '@sallyport/gateway/gateway.ts';
import type { ShareCounts } from '@sallyport/gateway/rate-limits/shared-counts.ts';
import { surviveBrokenPipe } from '../broken-pipe.ts';
import { startGateway } from '../components/gateway.ts';
import { environmentWithCredentials } from '../credentials.ts';
import { observeProcess, processMetrics } from '../management/process-metrics.ts';
import { openLog } from '../open-log.ts';
import { StartupError } from '../startup-error.ts';
import { onUncaught } from '../uncaught.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './messages.ts';

/**
 * The program of a process that runs a gateway beside others, as a worker of `node:cluster`: that
 * shares out the connections of one port. It ends when the process that keeps it does.
 */
const stopping = new AbortController();
const metrics = new Metrics();
let gateway: Gateway | null = null;

surviveBrokenPipe();
// The process that keeps it is told, and tells it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)
  process.on(signal, () => {});
process.on('message', (message: ToWorker) => void obey(message));

const tell = (message: FromWorker): void => void process.send?.(message, undefined, {}, () => {});

async function obey(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'start':
      return start(message.options);
    case 'stop':
      stopping.abort();
      await gateway?.close();
      return process.exit();
    case 'reopen logs':
      process.emit('SIGHUP');
      return;
    case 'counted':
      gateway?.addCounts(message.counts);
      return;
    case 'report': {
      const readiness = gateway?.readiness() ?? { ready: false, reason: 'It is starting.' };
      tell({ kind: 'reported', id: message.id, readiness, metrics: metrics.collect() });
    }
  }
}

async function start({ number, inside, terminal, ...options }: WorkerOptions): Promise<void> {
  observeProcess(metrics);
  metrics.observe(processMetrics.worker, () => [[{ 'process.pid': String(process.pid) }, 1]]);
  try {
    const { log, accessLog } = await openLog(options, terminal, number);
    onUncaught(
      () => {},
      (error) => log.fatal({ err: error, worker: number }, 'A worker ends because of an error'),
    );
    const { configuration } = options.loaded;
    const { name } = configuration.gateway;
    if (name !== undefined) configuration.gateway.name = `${name}#${number}`;
    const { signal } = stopping;
    const shareCounts: ShareCounts = (counts) => tell({ kind: 'counted', counts });
    const ofSystem = {
      ...options,
      env: environmentWithCredentials(),
      log,
      accessLog,
      metrics,
      signal,
      shareCounts,
    };
    gateway = await startGateway(ofSystem, inside);
    tell({ kind: 'ready' });
  } catch (error) {
    const sentence = error instanceof StartupError ? error.message : String(error);
    process.send?.({ kind: 'refused', sentence } satisfies FromWorker, () => process.exit(1));
  }
}
