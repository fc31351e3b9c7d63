import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { Sql } from '../database/connection.ts';
import { issuerMetrics } from './definitions.ts';

/** How many connections to the database there are, and how many statements wait for one. */
export function observeDatabase(metrics: Metrics, { connections }: Pick<Sql, 'connections'>): void {
  metrics.observe(issuerMetrics.connections, () => {
    const { used, idle } = connections();
    return [
      [{ 'db.client.connection.state': 'used' }, used],
      [{ 'db.client.connection.state': 'idle' }, idle],
    ];
  });
  metrics.observe(issuerMetrics.waiting, () => connections().waiting);
}
