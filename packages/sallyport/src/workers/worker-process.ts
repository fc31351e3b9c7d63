import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Metric } from '@sallyport/base/metrics/definition.ts';
import type { Counted, ShareCounts } from '@sallyport/gateway/rate-limits/shared-counts.ts';
import type { Readiness } from '../management/management-server.ts';
import { StartupError } from '../startup-error.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './messages.ts';

export interface Report {
  readiness: Readiness;
  metrics: readonly Metric[];
}

/** Longer than a gateway drains, and shorter than what the whole process may take to stop. */
const stopTimeoutMs = 6_000;
/** For what a worker whose event loop is blocked cannot tell. */
const reportTimeoutMs = 1_000;

/** A process that runs a gateway, as the one that keeps it sees it. */
export class WorkerProcess {
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  readonly #worker: Worker;
  readonly #reports = new Map<number, (report: Report) => void>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #counted: ShareCounts;
  #asked = 0;

  /** @param counted told of what it has counted of rate limits */
  constructor(options: WorkerOptions, counted: ShareCounts) {
    this.#counted = counted;
    this.#worker = cluster.fork();
    this.#ready.promise.catch(() => {});
    this.#worker.on('message', (message: FromWorker) => this.#heard(message));
    this.ended = once(this.#worker.process, 'exit').then(([code, signal]) => {
      const how = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`;
      this.#ready.reject(new StartupError(`A worker of the gateway ${how} before it was ready.`));
      return how;
    });
    this.#tell({ kind: 'start', options });
  }

  /** Resolves when it takes requests. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  async report(): Promise<Report> {
    const id = ++this.#asked;
    const { promise, resolve } = Promise.withResolvers<Report>();
    const late: Report = {
      readiness: { ready: false, reason: 'It does not answer.' },
      metrics: [],
    };
    const timer = setTimeout(() => resolve(late), reportTimeoutMs);
    this.#reports.set(id, resolve);
    this.#tell({ kind: 'report', id });
    const report = await promise;
    clearTimeout(timer);
    this.#reports.delete(id);
    return report;
  }

  /** What others have counted of rate limits. */
  addCounts(counts: readonly Counted[]): void {
    this.#tell({ kind: 'counted', counts });
  }

  reopenLogs(): void {
    this.#tell({ kind: 'reopen logs' });
  }

  /** Lets its requests finish. */
  async stop(): Promise<void> {
    this.#tell({ kind: 'stop' });
    const timer = setTimeout(() => this.kill(), stopTimeoutMs);
    await this.ended;
    clearTimeout(timer);
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL');
  }

  #tell(message: ToWorker): void {
    if (this.#worker.isConnected()) this.#worker.send(message, () => {});
  }

  #heard(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        this.#ready.resolve();
        return;
      case 'refused':
        this.#ready.reject(new StartupError(message.sentence));
        return;
      case 'counted':
        this.#counted(message.counts);
        return;
      case 'reported': {
        const { id, ...report } = message;
        this.#reports.get(id)?.(report);
      }
    }
  }
}
