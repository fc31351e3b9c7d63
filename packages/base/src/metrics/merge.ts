import type { HistogramPoint, Metric, MetricDefinition, Point } from './definition.ts';
import { keyOf } from './metrics.ts';

/** The metrics of several processes as one: counts are added, and gauges as each definition says. */
export function mergeMetrics(processes: readonly (readonly Metric[])[]): Metric[] {
  const merged = new Map<string, { definition: MetricDefinition; points: Map<string, Point> }>();
  for (const { definition, points } of processes.flat()) {
    const family = merged.get(definition.name) ?? { definition, points: new Map() };
    merged.set(definition.name, family);
    for (const point of points) {
      const key = keyOf(point.attributes);
      const known = family.points.get(key);
      family.points.set(key, known ? join(definition, known, point) : point);
    }
  }
  return [...merged.values()].map(({ definition, points }) => ({
    definition,
    points: [...points.values()],
  }));
}

function join({ together = 'sum' }: MetricDefinition, one: Point, other: Point): Point {
  if ('counts' in one) return joinHistograms(one, other as HistogramPoint);
  const values = [one.value, (other as typeof one).value] as const;
  const value = together === 'sum' ? values[0] + values[1] : Math[together](...values);
  return { attributes: one.attributes, value };
}

const joinHistograms = (one: HistogramPoint, other: HistogramPoint): HistogramPoint => ({
  attributes: one.attributes,
  sum: one.sum + other.sum,
  counts: one.counts.map((count, bucket) => count + other.counts[bucket]!),
});
