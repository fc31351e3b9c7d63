import type { Clock, Log } from '../settings.ts';

/** What a gateway asks of the issuer over and over, as it reads after "cannot". */
export type Task =
  | 'join the issuer'
  | 'renew the lease'
  | 'follow the changes'
  | 'ask the issuer about tokens';

const remindMs = 60_000;

interface Outage {
  since: number;
  toldAt: number;
  failures: number;
}

/**
 * Logs that the issuer cannot be reached: a line when it begins, one a minute while it lasts, and one
 * when it is over. A line for each attempt would be 50 kB in ten seconds.
 */
export class ContactLog {
  readonly #log: Log;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #outages = new Map<Task, Outage>();

  constructor(log: Log, clock: Pick<Clock, 'monotonic'>) {
    this.#log = log;
    this.#clock = clock;
  }

  failed(task: Task, error: unknown): void {
    const now = this.#clock.monotonic();
    const outage = this.#outages.get(task);
    if (!outage) {
      this.#outages.set(task, { since: now, toldAt: now, failures: 1 });
      this.#log.warn({ err: error }, `Cannot ${task}`);
      return;
    }
    outage.failures++;
    if (now - outage.toldAt < remindMs) return;
    outage.toldAt = now;
    this.#log.warn({ err: error, ...summary(outage, now) }, `Still cannot ${task}`);
  }

  succeeded(task: Task): void {
    const outage = this.#outages.get(task);
    if (!outage) return;
    this.#outages.delete(task);
    this.#log.info(summary(outage, this.#clock.monotonic()), `Can ${task} again`);
  }
}

const summary = ({ since, failures }: Outage, now: number) => ({
  lastedMs: Math.round(now - since),
  failures,
});
