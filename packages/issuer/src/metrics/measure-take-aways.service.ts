import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { Changes } from '../changes/changes.service.ts';
import type { Clock } from '../runtime/clock.ts';
import { issuerMetrics } from './definitions.ts';

/** Measures what takes away, until no gateway can act on the old state. */
export function measureTakeAways(
  changes: Changes,
  metrics: Metrics,
  clock: Pick<Clock, 'monotonic'>,
): Changes {
  const durations = (result: string) =>
    metrics.histogram(issuerMetrics.takeAways, { 'sallyport.result': result });
  // From the start, for Prometheus sees no increase in what begins at 1.
  const ok = durations('ok');
  const failed = durations('failed');
  const takeAway = async (work: Parameters<Changes['takeAway']>[0]) => {
    const begun = clock.monotonic();
    const taken = () => (clock.monotonic() - begun) / 1e3;
    try {
      const value = await changes.takeAway(work);
      ok.record(taken());
      return value;
    } catch (error) {
      failed.record(taken());
      throw error;
    }
  };
  return { ...changes, takeAway: takeAway as Changes['takeAway'] };
}
