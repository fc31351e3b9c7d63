import { alerts } from '../generators/monitoring/alerts.ts';
import { rows } from '../generators/monitoring/panels.ts';

/** What a rule or a panel asks Prometheus, for every job and instance. */
interface MonitoringQuery {
  /** The name of the rule, or the title of the panel. */
  place: string;
  expression: string;
}

/** As Grafana replaces its variables. */
const filled = (expression: string): string =>
  expression.replaceAll('$__rate_interval', '5m').replaceAll(/\$(job|instance)/g, '.*');

/** Each query of the alert rules and of the dashboard. */
export const monitoringQueries: readonly MonitoringQuery[] = [
  ...alerts.map(({ name, expression }) => ({ place: name, expression })),
  ...rows.flatMap(({ panels }) =>
    panels.flatMap(({ title, queries }) =>
      queries.map(({ expression }) => ({ place: title, expression: filled(expression) })),
    ),
  ),
];
