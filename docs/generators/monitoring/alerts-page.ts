import { type Alert, alerts } from './alerts.ts';

const head = `---
description: Every alert rule, at which value it fires, why that matters and what to do.
sidebar: { order: 9, label: Alerts }
---

# Alerts

[alerts.yaml](../../public/monitoring/alerts.yaml) has these rules for Prometheus. [Monitor Sallyport](../do/monitor.md) says how to install them, and
[metrics](metrics.md) what each metric is.
`;

/** `docs/pages/look-up/alerts.md` */
export function alertsReference(): string {
  const of = (severity: Alert['severity']) =>
    alerts.filter((alert) => alert.severity === severity).map(section);
  return [
    head,
    '## That wake a person',
    '',
    ...of('page'),
    '## That wait for the morning',
    '',
    ...of('ticket'),
  ].join('\n');
}

function section({ name, when, expression, for: duration, why, action }: Alert): string {
  const lasting = duration === '0m' ? 'at once' : `after ${inWords(duration)}`;
  return [
    `### ${name}`,
    '',
    `Fires ${lasting} when ${when}.`,
    '',
    '```text wrap',
    expression,
    '```',
    '',
    `${why} ${action}`,
    '',
  ].join('\n');
}

function inWords(duration: string): string {
  const count = Number.parseInt(duration, 10);
  const unit = duration.endsWith('h') ? 'hour' : 'minute';
  return count === 1 ? `one ${unit}` : `${count} ${unit}s`;
}
