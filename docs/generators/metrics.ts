import type { MetricDefinition } from '../../packages/base/src/metrics/definition.ts';
import { gatewayMetrics } from '../../packages/gateway/src/metrics/definitions.ts';
import { issuerMetrics } from '../../packages/issuer/src/metrics/definitions.ts';
import { processMetrics } from '../../packages/sallyport/src/management/process-metrics.ts';
import { prometheusName } from '../../packages/sallyport/src/management/prometheus.ts';

const head = `---
description: Every metric of gateway, issuer and process, with its labels and its meaning.
---

# Metrics

\`GET /metrics\` at the management port (\`management.listen\`, 127.0.0.1:8082) answers in the text format of Prometheus; the
OpenTelemetry Collector reads it with its receiver \`prometheus\`. With several workers it is the sum of all. Names are those of
OpenTelemetry's semantic conventions where they have one. Attributes have a bounded number of values: patterns of routes and
never paths, no client, no user. Of a metric, 2,000 sets of attributes are kept apart; what comes later is counted
together, with \`otel_metric_overflow="true"\`.

A histogram has \`_bucket\`, \`_sum\` and \`_count\`. The same port answers \`/health/live\` (200 while the process answers) and
\`/health/ready\` (200 when all parts are ready, otherwise 503 with each part's reason). What reaches it needs no
credential: keep it to those who operate the system.
`;

/** `docs/pages/look-up/metrics.md` */
export function metricsReference(): string {
  return [
    head,
    section('Gateway', gatewayMetrics),
    section('Issuer', issuerMetrics),
    section('Process', processMetrics),
  ].join('\n');
}

function section(title: string, metrics: Record<string, MetricDefinition>): string {
  const entries = Object.values(metrics).map((definition) => {
    const { kind, description, attributes, alert } = definition;
    const name = prometheusName({ definition }) + (kind === 'counter' ? '_total' : '');
    const labels = attributes.map((each) => `\`${each.replaceAll('.', '_')}\``).join(', ');
    return [
      `### \`${name}\``,
      '',
      `${kind}, ${unitOf(definition)}. ${description}`,
      ...(labels ? ['', `By ${labels}.`] : []),
      ...(alert ? ['', `Alert when ${alert}`] : []),
      '',
    ].join('\n');
  });
  return [`## ${title}`, '', ...entries].join('\n');
}

const unitOf = ({ unit }: MetricDefinition): string =>
  ({ s: 'in seconds', By: 'in bytes', 1: 'from 0 to 1' })[unit] ??
  `counts ${plural(unit.slice(1, -1))}`;

const plural = (noun: string): string => {
  if (noun.endsWith('y')) return `${noun.slice(0, -1)}ies`;
  return noun.endsWith('s') ? `${noun}es` : `${noun}s`;
};
