import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { Managed, Readiness } from './management-server.ts';

type Ask = () => Readiness | Promise<Readiness>;

/** The parts of this process, as the management port tells of them. */
export interface Parts extends Managed {
  started(part: string, ask: Ask): void;
  /** From now on nothing is ready, so that balancers send no more. */
  stopping(): void;
}

const starting: Ask = () => ({ ready: false, reason: 'It is starting.' });
const stopping: Ask = () => ({ ready: false, reason: 'It is stopping.' });

export function createParts(names: readonly string[], metrics: Metrics): Parts {
  const asks = new Map(names.map((name) => [name, starting]));
  return {
    started: (part, ask) => void asks.set(part, ask),
    stopping() {
      for (const name of asks.keys()) asks.set(name, stopping);
    },
    async readiness() {
      const answers = [...asks].map(async ([part, ask]) => [part, await ask()] as const);
      return Object.fromEntries(await Promise.all(answers));
    },
    metrics: async () => metrics.collect(),
  };
}
