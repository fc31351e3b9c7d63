import { createMembership } from './changes/membership.ts';
import { createDataPath } from './data-path.ts';
import { createListeners, type GatewayPorts } from './listeners.ts';
import { observeGateway } from './metrics/observe-gateway.ts';
import type { Counted } from './rate-limits/shared-counts.ts';
import { createAnswerQuestions } from './receipts/answer-questions.ts';
import { environmentOf } from './runtime/environment.ts';
import { type GatewaySettings, instant, type Runtime } from './settings.ts';

export interface Gateway {
  /** Listens, joins the issuer, and resolves when requests are answered from then on. */
  start(): Promise<GatewayPorts>;
  /**
   * Takes no more requests, finishes those in flight within the limit, and leaves the issuer. Once,
   * however often it is called.
   */
  close(): Promise<void>;
  /** Whether it takes requests now, and if not, why not. */
  readiness(): { ready: true } | { ready: false; reason: string };
  /** What other processes of the same node have counted of rate limits. */
  addCounts(counts: readonly Counted[]): void;
}

/** How long an idle stream may outlast its permission, nothing passing on it, and a silent upload its time. */
const sweepMs = 1_000;

/** Membership, data path, listeners: each is made of what the one before knows. */
export function createGateway(settings: GatewaySettings, runtime: Runtime): Gateway {
  const { clock, log } = runtime;
  const environment = environmentOf(settings, runtime);
  const membership = createMembership(environment);
  const dataPath = createDataPath(environment, membership);
  const { handler, permissions, rateLimiter, upstreams, healthChecks } = dataPath;
  const answerQuestions = createAnswerQuestions({ ...environment, ...membership, ...dataPath });
  observeGateway(runtime.metrics, membership, dataPath);
  let closing = false;
  const readiness = (): ReturnType<Gateway['readiness']> => {
    if (closing) return { ready: false, reason: 'It is stopping.' };
    if (membership.mayUseCache()) return { ready: true };
    return { ready: false, reason: 'It has no lease: no issuer has granted it one in time.' };
  };
  const listeners = createListeners(environment, dataPath, membership, () => readiness().ready);
  let sweeper: NodeJS.Timeout | undefined;
  let closed: Promise<void> | null = null;

  async function shutDown(): Promise<void> {
    closing = true;
    handler.beginClosing();
    permissions.closing();
    await listeners.drain();
    clearInterval(sweeper);
    healthChecks.stop();
    await membership.stop();
    await Promise.all([upstreams.close(), membership.issuer.close()]);
  }

  return {
    async start() {
      // Health is told before the first lease is there; requests are taken only after it.
      const proxyPorts = await listeners.listenToProxies();
      await membership.start(permissions, answerQuestions);
      const sweep = () => {
        permissions.sweep(instant(clock));
        upstreams.sweep();
        healthChecks.tick(membership.routing.table.routes, clock.monotonic());
      };
      sweeper = setInterval(sweep, sweepMs).unref();
      const port = await listeners.listenToCallers();
      log.info({ url: settings.url, port, ...proxyPorts }, 'The gateway takes requests');
      return { port, ...proxyPorts };
    },
    close: () => (closed ??= shutDown()),
    readiness,
    addCounts: (counts) => rateLimiter.addCounts(counts),
  };
}
