import { forGateway } from '../config/load.ts';
import type { SystemOptions } from '../system.ts';
import { GatewayWorkers } from '../workers/gateway-workers.ts';

interface RunningWorkers {
  readiness: GatewayWorkers['readiness'];
  metrics: GatewayWorkers['metrics'];
  failed: Promise<Error>;
  close(): Promise<void>;
}

/**
 * Starts so many gateways, each in a process of its own, and returns when all have a lease.
 *
 * @param inside where the issuer of this process answers; null when it is in another one
 * @throws StartupError
 */
export async function startWorkers(
  count: number,
  options: SystemOptions,
  inside: string | null,
): Promise<RunningWorkers> {
  const { role, dataDir, log, logLevel = 'info', terminal = false } = options;
  const loaded = forGateway(options.loaded);
  const workers = new GatewayWorkers(
    { loaded, role, dataDir, logLevel, terminal, inside },
    log.child({ component: 'gateway' }),
  );
  options.onKill?.(() => workers.kill());
  const replace = () => void workers.replace();
  const reopen = () => workers.reopenLogs();
  const close = async () => {
    process.off('SIGUSR2', replace).off('SIGHUP', reopen);
    await workers.close();
  };
  const giveUp = () => void workers.kill();
  options.signal?.addEventListener('abort', giveUp);
  try {
    await workers.start(count);
  } catch (error) {
    await close();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', giveUp);
  }
  process.on('SIGUSR2', replace);
  if (loaded.configuration.log.file !== undefined && !terminal) process.on('SIGHUP', reopen);
  return {
    readiness: () => workers.readiness(),
    metrics: () => workers.metrics(),
    failed: workers.failed,
    close,
  };
}
