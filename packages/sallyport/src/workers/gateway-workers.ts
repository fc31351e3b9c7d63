import cluster from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Metric } from '@sallyport/base/metrics/definition.ts';
import { mergeMetrics } from '@sallyport/base/metrics/merge.ts';
import type { Logger } from 'pino';
import type { Readiness } from '../management/management-server.ts';
import { afterFailure, type Restarts } from '../supervise/restarts.ts';
import type { WorkerOptions } from './messages.ts';
import { WorkerProcess } from './worker-process.ts';

interface Slot {
  worker: WorkerProcess;
  /** By the monotonic clock; null until it is ready. */
  readyAt: number | null;
  restarts: Restarts;
}

/** The program of a worker lies beside this one, as source and as it is published. */
const program = fileURLToPath(import.meta.url.replace('gateway-workers.', 'gateway-worker.'));

/**
 * Several processes that run a gateway each, on the same ports. One that ends is started again, while
 * the others go on; `replace` puts new ones into the place of all, one after the other.
 *
 *     this process ── listens, hands each connection to one of ─┬─▶ worker 1, a member by itself
 *                     (node:cluster, in turns)                  └─▶ worker 2
 *
 * Connections wait where this process listens, and not at a worker, so that a worker which ends or
 * is replaced takes none with it but its own. With a socket for each (SO_REUSEPORT), those that wait
 * at a socket are reset when it is closed.
 */
export class GatewayWorkers {
  /** Resolves with the reason when a worker has failed too often in a row. */
  readonly failed: Promise<Error>;
  readonly #options: Omit<WorkerOptions, 'number'>;
  readonly #log: Logger;
  readonly #slots: Slot[] = [];
  readonly #failed = Promise.withResolvers<Error>();
  readonly #closing = new AbortController();
  #started = 0;
  #replacing: Promise<void> = Promise.resolve();

  constructor(options: Omit<WorkerOptions, 'number'>, log: Logger) {
    this.#options = options;
    this.#log = log;
    this.failed = this.#failed.promise;
  }

  /** @throws StartupError */
  async start(count: number): Promise<void> {
    cluster.setupPrimary({ exec: program, args: [], serialization: 'advanced' });
    for (let at = 0; at < count; at++) this.#slots.push(this.#newSlot());
    await Promise.all(this.#slots.map(({ worker }) => worker.ready));
    for (const slot of this.#slots) this.#keep(slot);
  }

  /** Ready when all workers are. */
  async readiness(): Promise<Readiness> {
    const reports = await Promise.all(this.#slots.map(({ worker }) => worker.report()));
    return reports.map(({ readiness }) => readiness).find(({ ready }) => !ready) ?? { ready: true };
  }

  /** Of all workers together. */
  async metrics(): Promise<readonly Metric[]> {
    const reports = await Promise.all(this.#slots.map(({ worker }) => worker.report()));
    return mergeMetrics(reports.map(({ metrics }) => metrics));
  }

  reopenLogs(): void {
    for (const { worker } of this.#slots) worker.reopenLogs();
  }

  /** One after the other: the new one takes requests before the old one stops. Once at a time. */
  replace(): Promise<void> {
    this.#replacing = this.#replacing.then(() => this.#replaceAll());
    return this.#replacing;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#replacing;
    await Promise.all(this.#slots.map(({ worker }) => worker.stop()));
  }

  kill(): void {
    for (const { worker } of this.#slots) worker.kill();
  }

  async #replaceAll(): Promise<void> {
    for (const slot of this.#slots) {
      if (this.#closing.signal.aborted) return;
      const next = this.#newSlot();
      try {
        await next.worker.ready;
      } catch (error) {
        this.#log.error({ err: error }, 'A worker cannot be replaced; the old one goes on');
        next.worker.kill();
        return;
      }
      const before = slot.worker;
      Object.assign(slot, next);
      this.#keep(slot);
      await before.stop();
    }
    this.#log.info({ workers: this.#slots.length }, 'All workers of the gateway were replaced');
  }

  /** Starts another in its place whenever it ends by itself. */
  #keep(slot: Slot): void {
    const { worker } = slot;
    slot.readyAt = performance.now();
    void worker.ended.then((how) => {
      // It was replaced, or told to stop.
      if (slot.worker === worker && !this.#closing.signal.aborted) void this.#startAgain(slot, how);
    });
  }

  async #startAgain(slot: Slot, how: string): Promise<void> {
    const ended = slot.worker;
    const ranMs = slot.readyAt === null ? 0 : performance.now() - slot.readyAt;
    const next = afterFailure(slot.restarts, ranMs);
    const what = `A worker of the gateway ${how}`;
    if (next.kind === 'give up') {
      this.#failed.resolve(new Error(`${what}, too often in a row.`));
      return;
    }
    this.#log.error({ afterMs: next.afterMs }, `${what}, and is started again`);
    const { signal } = this.#closing;
    await delay(next.afterMs, null, { signal }).catch(() => {});
    // Another may have been put into its place, here and below.
    if (signal.aborted || slot.worker !== ended) return;
    Object.assign(slot, this.#newSlot(), { restarts: next.restarts });
    const { worker } = slot;
    this.#keep(slot);
    slot.readyAt = null;
    await worker.ready.then(
      () => {
        if (slot.worker === worker) slot.readyAt = performance.now();
      },
      // Its end has been noticed, or comes next.
      () => worker.kill(),
    );
  }

  #newSlot(): Slot {
    const number = ++this.#started;
    const worker: WorkerProcess = new WorkerProcess({ ...this.#options, number }, (counts) => {
      for (const other of this.#slots) if (other.worker !== worker) other.worker.addCounts(counts);
    });
    return { worker, readyAt: null, restarts: 0 };
  }
}
