import { stringify } from 'yaml';
import { alerts } from './alerts.ts';

const head = `# Alert rules for Prometheus: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
# severity "page" wakes a person, "ticket" waits for the morning. Jobs are expected to be named sallyport….
`;

/** `docs/public/monitoring/alerts.yaml` */
export function alertRules(): string {
  const rules = alerts.map(({ name, when, expression, for: duration, severity, why, action }) => ({
    alert: name,
    expr: expression,
    for: duration,
    labels: { severity },
    annotations: {
      summary: `${when.charAt(0).toUpperCase()}${when.slice(1)}.`,
      description: `${why} ${withoutLinks(action)}`,
    },
  }));
  return head + stringify({ groups: [{ name: 'sallyport', rules }] }, { lineWidth: 0 });
}

/** What is sent by mail or to a telephone knows no Markdown. */
const withoutLinks = (text: string): string => text.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '"$1"');
