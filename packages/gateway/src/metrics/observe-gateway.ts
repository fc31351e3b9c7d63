import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { Membership } from '../changes/membership.ts';
import type { DataPath } from '../data-path.ts';
import { gatewayMetrics } from './definitions.ts';

/** What is known anyway, and is read when the metrics are collected. */
export function observeGateway(
  metrics: Metrics,
  { cache, follower, clock, mayUseCache }: Membership,
  { handler, pipeline, upstreams, receipts }: DataPath,
): void {
  metrics.observe(gatewayMetrics.active, () => [
    [{ 'sallyport.component': 'gateway' }, handler.inFlight],
  ]);
  metrics.observe(gatewayMetrics.lookups, () => [
    [{ 'sallyport.result': 'hit' }, pipeline.lookups.hits],
    [{ 'sallyport.result': 'miss' }, pipeline.lookups.misses],
  ]);
  metrics.observe(gatewayMetrics.cached, () => cache.size);
  metrics.observe(gatewayMetrics.receipts, () =>
    Object.entries(receipts.counts).map(
      ([result, count]) => [{ 'sallyport.result': result }, count] as const,
    ),
  );
  metrics.observe(gatewayMetrics.receiptsKept, () => receipts.size);
  metrics.observe(gatewayMetrics.lease, () =>
    mayUseCache() ? (follower.leaseEnd - clock.monotonic()) / 1e3 : 0,
  );
  metrics.observe(gatewayMetrics.behind, () => follower.behind);
  metrics.observe(gatewayMetrics.available, () =>
    upstreams
      .available(clock.monotonic())
      .map(([origin, available]) => [{ 'sallyport.upstream': origin }, Number(available)] as const),
  );
  metrics.observe(gatewayMetrics.places, () =>
    upstreams.places.flatMap(({ origin, ...counts }) =>
      Object.entries(counts).map(
        ([state, count]) =>
          [{ 'sallyport.upstream': origin, 'sallyport.state': state }, count] as const,
      ),
    ),
  );
}
