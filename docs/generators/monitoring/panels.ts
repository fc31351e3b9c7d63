/** A graph, or a single number, of the dashboard. */
export interface Panel {
  title: string;
  description?: string;
  /** As Grafana names units. */
  unit: 'reqps' | 's' | 'percentunit' | 'short' | 'bytes' | 'ops';
  kind?: 'timeseries' | 'stat';
  queries: readonly Query[];
}

interface Query {
  expression: string;
  /** The name of a line: `{{http_route}}`. */
  legend: string;
}

export interface Row {
  title: string;
  panels: readonly Panel[];
}

const of = 'job=~"$job", instance=~"$instance"';
const rate = (metric: string, labels = '') =>
  `rate(${metric}{${of}${labels && `, ${labels}`}}[$__rate_interval])`;
const sum = (by: string, expression: string) => `sum by (${by}) (${expression})`;
const share = (part: string, whole: string) => `sum(${part}) / sum(${whole})`;
const quantiles = (metric: string, labels = ''): Query[] =>
  [0.5, 0.95, 0.99].map((quantile) => ({
    expression: `histogram_quantile(${quantile}, ${sum('le', rate(`${metric}_bucket`, labels))})`,
    legend: `p${quantile * 100}`,
  }));
const one = (expression: string, legend: string): Query[] => [{ expression, legend }];
/** A line for each value of the labels, which also name it. */
const summed = (labels: readonly string[], expression: string): Query[] =>
  one(sum(labels.join(', '), expression), labels.map((label) => `{{${label}}}`).join(' '));
const perInstance = (gauge: string): Query[] => one(`${gauge}{${of}}`, '{{instance}}');

const http = 'http_server_request_duration_seconds';
const gateway = 'sallyport_component="gateway"';
const issuer = 'sallyport_component="issuer"';
const serverErrors = 'http_response_status_code=~"5.."';

export const rows: readonly Row[] = [
  {
    title: 'At a glance',
    panels: [
      {
        title: 'Processes that answer',
        unit: 'short',
        kind: 'stat',
        queries: one(`sum(up{${of}})`, 'up'),
      },
      {
        title: 'Requests to gateways',
        unit: 'reqps',
        kind: 'stat',
        queries: one(`sum(${rate(`${http}_count`, gateway)})`, 'requests'),
      },
      {
        title: 'Answered with 5xx',
        unit: 'percentunit',
        kind: 'stat',
        queries: one(share(rate(`${http}_count`, serverErrors), rate(`${http}_count`)), '5xx'),
      },
      {
        title: 'Shortest lease',
        description: '0 is a gateway that cannot use its cache.',
        unit: 's',
        kind: 'stat',
        queries: one(`min(sallyport_gateway_lease_remaining_seconds{${of}})`, 'lease'),
      },
    ],
  },
  {
    title: 'Gateway: requests and decisions',
    panels: [
      {
        title: 'Requests by status',
        unit: 'reqps',
        queries: summed(['http_response_status_code'], rate(`${http}_count`, gateway)),
      },
      {
        title: 'Duration of requests',
        description: 'From the head of a request until its answer has ended, upstream included.',
        unit: 's',
        queries: quantiles(http, gateway),
      },
      {
        title: 'Refusals by route and reason',
        unit: 'reqps',
        queries: summed(
          ['http_route', 'error_type'],
          rate('sallyport_gateway_decisions_total', 'sallyport_verdict="deny"'),
        ),
      },
      {
        title: 'Allowed by route',
        unit: 'reqps',
        queries: summed(
          ['http_route'],
          rate('sallyport_gateway_decisions_total', 'sallyport_verdict="allow"'),
        ),
      },
      {
        title: 'Requests being answered',
        unit: 'short',
        queries: summed(['instance'], `http_server_active_requests{${of}}`),
      },
      {
        title: 'Connections closed for a flood (HTTP/2)',
        unit: 'ops',
        queries: summed(['sallyport_flood'], rate('sallyport_gateway_http2_floods_total')),
      },
    ],
  },
  {
    title: 'Gateway: cache and questions to the issuer',
    panels: [
      {
        title: 'Share of tokens at hand',
        unit: 'percentunit',
        queries: one(
          share(
            rate('sallyport_gateway_cache_lookups_total', 'sallyport_result="hit"'),
            rate('sallyport_gateway_cache_lookups_total'),
          ),
          'hits',
        ),
      },
      {
        title: 'Cache entries',
        unit: 'short',
        queries: perInstance('sallyport_gateway_cache_entries'),
      },
      {
        title: 'Duration of questions about tokens',
        unit: 's',
        queries: quantiles('sallyport_gateway_swap_duration_seconds'),
      },
      {
        title: 'Tokens asked about, by answer',
        unit: 'ops',
        queries: summed(['sallyport_result'], rate('sallyport_gateway_swap_tokens_total')),
      },
    ],
  },
  {
    title: 'Never stale: leases, changes, take-aways',
    panels: [
      {
        title: 'Lease remaining',
        unit: 's',
        queries: perInstance('sallyport_gateway_lease_remaining_seconds'),
      },
      {
        title: 'Changes not applied yet',
        unit: 'short',
        queries: perInstance('sallyport_gateway_feed_behind'),
      },
      {
        title: 'Duration of take-aways',
        description: 'Until no gateway can act on the old state.',
        unit: 's',
        queries: quantiles('sallyport_issuer_take_away_duration_seconds'),
      },
      {
        title: 'Take-aways by result',
        unit: 'ops',
        queries: summed(
          ['sallyport_result'],
          rate('sallyport_issuer_take_away_duration_seconds_count'),
        ),
      },
    ],
  },
  {
    title: 'Upstreams',
    panels: [
      {
        title: 'Time to the head of the answer, p99',
        unit: 's',
        queries: one(
          `histogram_quantile(0.99, ${sum('sallyport_upstream, le', rate('sallyport_gateway_upstream_duration_seconds_bucket'))})`,
          '{{sallyport_upstream}}',
        ),
      },
      {
        title: 'Requests without an answer',
        unit: 'reqps',
        queries: summed(
          ['sallyport_upstream', 'error_type'],
          rate('sallyport_gateway_upstream_failures_total'),
        ),
      },
      {
        title: 'Requests there and waiting',
        unit: 'short',
        queries: summed(
          ['sallyport_upstream', 'sallyport_state'],
          `sallyport_gateway_upstream_requests{${of}}`,
        ),
      },
      {
        title: 'Available',
        unit: 'short',
        queries: one(
          `min by (sallyport_upstream) (sallyport_gateway_upstream_available_ratio{${of}})`,
          '{{sallyport_upstream}}',
        ),
      },
    ],
  },
  {
    title: 'Issuer: tokens, sign-ins, links',
    panels: [
      {
        title: 'Token requests by grant and result',
        unit: 'reqps',
        queries: summed(
          ['sallyport_grant', 'sallyport_result'],
          rate('sallyport_issuer_tokens_total'),
        ),
      },
      {
        title: 'Sign-ins',
        unit: 'reqps',
        queries: summed(
          ['sallyport_sign_in_method', 'sallyport_result'],
          rate('sallyport_issuer_sign_ins_total'),
        ),
      },
      {
        title: 'Action links',
        unit: 'reqps',
        queries: summed(
          ['sallyport_operation', 'sallyport_result'],
          rate('sallyport_issuer_links_total'),
        ),
      },
      {
        title: 'Introspections',
        unit: 'reqps',
        queries: summed(['sallyport_result'], rate('sallyport_issuer_introspections_total')),
      },
      {
        title: 'Requests by status',
        unit: 'reqps',
        queries: summed(['http_response_status_code'], rate(`${http}_count`, issuer)),
      },
      {
        title: 'Duration by route, p99',
        unit: 's',
        queries: one(
          `histogram_quantile(0.99, ${sum('http_route, le', rate(`${http}_bucket`, issuer))})`,
          '{{http_route}}',
        ),
      },
    ],
  },
  {
    title: 'Database',
    panels: [
      {
        title: 'Connections',
        unit: 'short',
        queries: summed(['db_client_connection_state'], `db_client_connection_count{${of}}`),
      },
      {
        title: 'Statements that wait for a connection',
        unit: 'short',
        queries: perInstance('db_client_connection_pending_requests'),
      },
      {
        title: 'Maintenance',
        unit: 'short',
        queries: summed(
          ['sallyport_task', 'sallyport_result'],
          `increase(sallyport_issuer_maintenance_runs_total{${of}}[1h])`,
        ),
      },
    ],
  },
  {
    title: 'Processes',
    panels: [
      {
        title: 'CPU',
        unit: 'percentunit',
        queries: summed(['instance'], rate('process_cpu_time_seconds_total')),
      },
      {
        title: 'Memory',
        unit: 'bytes',
        queries: [
          ...perInstance('process_memory_usage_bytes'),
          ...one(`v8js_memory_heap_used_bytes{${of}}`, '{{instance}} heap'),
        ],
      },
      {
        title: 'Event loop: delay p99',
        unit: 's',
        queries: perInstance('nodejs_eventloop_delay_p99_seconds'),
      },
      {
        title: 'Event loop: utilization',
        unit: 'percentunit',
        queries: perInstance('nodejs_eventloop_utilization_ratio'),
      },
      {
        title: 'Uptime',
        unit: 's',
        queries: perInstance('process_uptime_seconds'),
      },
      {
        title: 'Certificates: time left',
        unit: 's',
        queries: one(
          `sallyport_tls_certificate_not_after_seconds{${of}} - time()`,
          '{{instance}} {{sallyport_tls}}',
        ),
      },
    ],
  },
];
