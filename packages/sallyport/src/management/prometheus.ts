import { ValueType } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { bounds, type Metric, type Point } from '@sallyport/base/metrics/definition.ts';
import { version } from '../version.ts';

export const prometheusType = 'text/plain; version=0.0.4; charset=utf-8';

const resource = resourceFromAttributes({
  'service.name': 'sallyport',
  'service.version': version,
});
const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);

/** The metrics in the text format that Prometheus reads, with `target_info` for the version. */
export function prometheusText(metrics: readonly Metric[]): string {
  const scopeMetrics = [{ scope: { name: 'sallyport' }, metrics: metrics.map(toOpenTelemetry) }];
  return serializer.serialize({ resource, scopeMetrics });
}

/** Prometheus has the unit in the name (OpenTelemetry, "Prometheus and OpenMetrics Compatibility"). */
export function prometheusName({ definition: { name, unit } }: Pick<Metric, 'definition'>): string {
  const suffix = ({ s: 'seconds', By: 'bytes', 1: 'ratio' } as Record<string, string>)[unit];
  return [name.replaceAll(/[^a-z0-9]+/g, '_'), suffix].filter(Boolean).join('_');
}

function toOpenTelemetry(metric: Metric): MetricData {
  const { definition, points } = metric;
  const { kind, description } = definition;
  const about = {
    // Prometheus has no place for other units than those in the name.
    descriptor: {
      name: prometheusName(metric),
      description,
      unit: '',
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const numbers = () =>
    points.map((point) => dataPoint(point, 'value' in point ? point.value : Number.NaN));
  switch (kind) {
    case 'counter': {
      const dataPointType = DataPointType.SUM;
      return { ...about, dataPointType, isMonotonic: true, dataPoints: numbers() };
    }
    case 'gauge':
      return { ...about, dataPointType: DataPointType.GAUGE, dataPoints: numbers() };
    case 'histogram': {
      const dataPoints = points.map((point) => dataPoint(point, histogramOf(point)));
      return { ...about, dataPointType: DataPointType.HISTOGRAM, dataPoints };
    }
  }
}

/** The times are those of the scrape: the text has none. */
const dataPoint = <T>({ attributes }: Point, value: T) => ({
  startTime: [0, 0] as [number, number],
  endTime: [0, 0] as [number, number],
  attributes,
  value,
});

function histogramOf(point: Point) {
  const { sum, counts } = 'counts' in point ? point : { sum: 0, counts: [] };
  const count = counts.reduce((before, each) => before + each, 0);
  return { sum, count, buckets: { boundaries: [...bounds], counts: [...counts] } };
}
