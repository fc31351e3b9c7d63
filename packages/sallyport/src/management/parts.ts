import { mergeMetrics } from '@sallyport/base/metrics/merge.ts';
import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { Managed, Readiness } from './management-server.ts';

type Ask = () => Readiness | Promise<Readiness>;

/** The parts of this process, as the management port tells of them. */
export interface Parts extends Managed {
  /** @param collect the metrics of its other processes */
  started(part: string, ask: Ask, collect?: Managed['metrics']): void;
  /** From now on nothing is ready, so that balancers send no more. */
  stopping(): void;
}

const starting: Ask = () => ({ ready: false, reason: 'It is starting.' });
const stopping: Ask = () => ({ ready: false, reason: 'It is stopping.' });

export function createParts(names: readonly string[], metrics: Metrics): Parts {
  const collects: Managed['metrics'][] = [];
  const asks = new Map(names.map((name) => [name, starting]));
  return {
    started(part, ask, collect) {
      asks.set(part, ask);
      if (collect) collects.push(collect);
    },
    stopping() {
      for (const name of asks.keys()) asks.set(name, stopping);
    },
    async readiness() {
      const answers = [...asks].map(async ([part, ask]) => [part, await ask()] as const);
      return Object.fromEntries(await Promise.all(answers));
    },
    async metrics() {
      const others = await Promise.all(collects.map((collect) => collect()));
      return mergeMetrics([metrics.collect(), ...others]);
    },
  };
}
