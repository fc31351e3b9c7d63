/** A rule of Prometheus, with what a person who is woken by it needs to know. */
export interface Alert {
  name: string;
  /** When it begins to be true, in words, for the reference page. */
  when: string;
  /** In PromQL; true while it returns something. */
  expression: string;
  /** How long it must stay true. */
  for: string;
  /** `page` wakes a person; `ticket` waits for the morning. */
  severity: 'page' | 'ticket';
  why: string;
  /** What to look at first, and what to do. */
  action: string;
}

const requests = 'http_server_request_duration_seconds_count';
const failed = `${requests}{http_response_status_code=~"5.."}`;
const takeAways = 'sallyport_issuer_take_away_duration_seconds';
const signIns = 'sallyport_issuer_sign_ins_total';
const byComponent = 'sum by (job, sallyport_component)';

/** Those that wake a person first, then the others. */
export const alerts: readonly Alert[] = [
  {
    name: 'SallyportDown',
    when: 'a process does not answer Prometheus',
    expression: 'up{job=~"sallyport.*"} == 0',
    for: '2m',
    severity: 'page',
    why: 'It takes no requests, or its management port cannot be reached.',
    action:
      'Look at the last lines of its log and at the supervisor. A start says in a sentence why it cannot go on.',
  },
  {
    name: 'SallyportServerErrors',
    when: 'more than 2 % of the requests to gateway or issuer, and more than ten in five minutes, are answered with 5xx',
    expression: `${byComponent} (rate(${failed}[5m])) / ${byComponent} (rate(${requests}[5m])) > 0.02 and ${byComponent} (increase(${failed}[5m])) > 10`,
    for: '5m',
    severity: 'page',
    why: 'Callers notice. 502 and 504 are an upstream, 503 is a gateway without an issuer, an issuer without a database, or a full queue; 500 is a fault of Sallyport.',
    action: 'Find lines with `status` 500 and above in the log: `reason` and `failure` say which.',
  },
  {
    name: 'SallyportNoLease',
    when: 'a gateway has no lease',
    expression: 'sallyport_gateway_lease_remaining_seconds == 0',
    for: '1m',
    severity: 'page',
    why: 'It may not use its cache, so that each request asks the issuer, and callers get 503 while that does not answer.',
    action:
      'The log of the gateway has a line that begins with `Cannot` or `The issuer does not answer`. Check the way to the internal listener, and the database behind it.',
  },
  {
    name: 'SallyportSwapFailures',
    when: 'questions of a gateway about tokens fail',
    expression:
      'rate(sallyport_gateway_swap_duration_seconds_count{sallyport_result="failed"}[5m]) > 0',
    for: '2m',
    severity: 'page',
    why: 'Callers whose token is not in the cache get 503.',
    action: 'As for SallyportNoLease.',
  },
  {
    name: 'SallyportTakeAwayFailures',
    when: 'a revocation, sign-out or removal of a role failed',
    expression: `increase(${takeAways}_count{sallyport_result="failed"}[10m]) > 0`,
    for: '0m',
    severity: 'page',
    why: 'Something that was to be forbidden may still be allowed. The caller was told so by a 5xx.',
    action:
      'Find the request in the log of the issuer (`status` 503, a DELETE, PATCH or POST) and have it repeated: each can be.',
  },
  {
    name: 'SallyportUpstreamDown',
    when: 'an upstream is left out',
    expression:
      'min by (job, sallyport_upstream) (sallyport_gateway_upstream_available_ratio) == 0',
    for: '5m',
    severity: 'page',
    why: 'It does not answer, or fails its health checks. Where a route has no other, its callers get 502 or 503.',
    action:
      'The log has `An upstream fails, and is left out` with the reason. It comes back by itself.',
  },
  {
    name: 'SallyportProviderBroken',
    when: 'at least five people came back from a provider within 15 minutes, and none was signed in',
    expression: `sum by (job, sallyport_sign_in_method) (increase(${signIns}{sallyport_sign_in_method!="password", sallyport_result="refused"}[15m])) >= 5 unless sum by (job, sallyport_sign_in_method) (increase(${signIns}{sallyport_result="ok"}[15m])) > 0`,
    for: '0m',
    severity: 'page',
    why: 'Sign-in with that provider does not work: its secret has expired, its keys or its redirect URI were changed.',
    action: 'The log has `provider sign-in failed` with what the provider said.',
  },
  {
    name: 'SallyportCertificateExpired',
    when: 'a certificate is valid for less than two days',
    expression: 'sallyport_tls_certificate_not_after_seconds - time() < 2 * 86400',
    for: '10m',
    severity: 'page',
    why: 'Browsers and services will refuse to connect.',
    action:
      'Renew it. Changed files are read within ten seconds; `A renewed certificate cannot be used` says what is wrong with them.',
  },
  {
    name: 'SallyportCertificateExpires',
    when: 'a certificate is valid for less than two weeks',
    expression: 'sallyport_tls_certificate_not_after_seconds - time() < 14 * 86400',
    for: '1h',
    severity: 'ticket',
    why: 'What renews it (certbot, cert-manager) should have done so.',
    action: 'Look at its log.',
  },
  {
    name: 'SallyportMaintenanceFails',
    when: 'an hourly task failed three times in four hours',
    expression:
      'sum by (job, sallyport_task) (increase(sallyport_issuer_maintenance_runs_total{sallyport_result="failed"}[4h])) >= 3',
    for: '0m',
    severity: 'ticket',
    why: 'Partitions of tables are made some days ahead. Once those are used up, no sign-in and no link can be stored.',
    action:
      'The log has `maintenance failed` with the reason: often a missing privilege, or a transaction that has been open for hours.',
  },
  {
    name: 'SallyportTakeAwaySlow',
    when: 'a change that forbids something took longer than a lease, 5 seconds',
    expression: `sum by (job) (increase(${takeAways}_count[10m])) - sum by (job) (increase(${takeAways}_bucket{le="5"}[10m])) > 0`,
    for: '0m',
    severity: 'ticket',
    why: 'A gateway was silent, and the issuer waited until its lease was over. The promise held; the caller waited.',
    action: 'The log of the issuer has `expelled a silent gateway` with its name.',
  },
  {
    name: 'SallyportFeedBehind',
    when: 'a gateway has not applied changes that it knows of',
    expression: 'min_over_time(sallyport_gateway_feed_behind[1m]) > 0',
    for: '1m',
    severity: 'ticket',
    why: 'Every change that forbids something waits for this gateway.',
    action: 'Look at the event loop and the CPU of that gateway.',
  },
  {
    name: 'SallyportUpstreamFailures',
    when: 'more than 2 % of the requests to an upstream get no answer',
    expression:
      'sum by (job, sallyport_upstream) (rate(sallyport_gateway_upstream_failures_total[5m])) / sum by (job, sallyport_upstream) (rate(sallyport_gateway_upstream_duration_seconds_count[5m])) > 0.02',
    for: '10m',
    severity: 'ticket',
    why: 'The service closes connections, is too slow, or cannot be reached.',
    action: 'Lines with `failure` in the log of requests say of which request and why.',
  },
  {
    name: 'SallyportUpstreamQueue',
    when: 'requests wait for a place at an upstream for five minutes without a break',
    expression:
      'min_over_time(sallyport_gateway_upstream_requests{sallyport_state="waiting"}[5m]) > 0',
    for: '1m',
    severity: 'ticket',
    why: 'The service answers more slowly than its requests come.',
    action: 'Scale the service. A higher limit of connections helps only a service that is idle.',
  },
  {
    name: 'SallyportDatabaseQueue',
    when: 'statements wait for a connection to the database for two minutes without a break',
    expression: 'min_over_time(db_client_connection_pending_requests[2m]) > 0',
    for: '1m',
    severity: 'ticket',
    why: 'The database is slower than its statements come. Sign-ins, tokens and links become slow next.',
    action: 'Look at the CPU, the disk and the locks of PostgreSQL (`pg_stat_activity`).',
  },
  {
    name: 'SallyportSlowIssuer',
    when: 'one request to the issuer in a hundred takes longer than a second',
    expression:
      'histogram_quantile(0.99, sum by (job, le) (rate(http_server_request_duration_seconds_bucket{sallyport_component="issuer", http_route!~"/sign-in/.*|/federation/.*"}[5m]))) > 1',
    for: '10m',
    severity: 'ticket',
    why: 'Tokens are made in milliseconds. Passwords take longer by intention, and providers as long as they like; both are left out.',
    action: 'Compare the dashboard’s rows Issuer, Database and Process: one of them is full.',
  },
  {
    name: 'SallyportRefusalsJump',
    when: 'a route refuses more than one request in a second, and three times as many as an hour ago',
    expression:
      'sum by (job, http_route) (rate(sallyport_gateway_decisions_total{sallyport_verdict="deny"}[10m])) > 1 and sum by (job, http_route) (rate(sallyport_gateway_decisions_total{sallyport_verdict="deny"}[10m])) > 3 * sum by (job, http_route) (rate(sallyport_gateway_decisions_total{sallyport_verdict="deny"}[10m] offset 1h))',
    for: '10m',
    severity: 'ticket',
    why: 'A client was changed, a role was lost, or an attacker guesses.',
    action: 'Look at the reasons: [Find out why a request was refused](../do/why-a-403.md).',
  },
  {
    name: 'SallyportPasswordGuessing',
    when: 'of more than 50 passwords in ten minutes, more than half were wrong',
    expression: `sum by (job) (increase(${signIns}{sallyport_sign_in_method="password", sallyport_result="refused"}[10m])) > 50 and sum by (job) (increase(${signIns}{sallyport_sign_in_method="password", sallyport_result="refused"}[10m])) > 0.5 * sum by (job) (increase(${signIns}{sallyport_sign_in_method="password"}[10m]))`,
    for: '0m',
    severity: 'ticket',
    why: 'Passwords are being guessed. The limits by account and by network hold; a person may have to wait.',
    action: 'Look for `address` in the log of refused sign-ins, and block the network in front.',
  },
  {
    name: 'SallyportClientSecretsRefused',
    when: 'more than 20 requests for tokens in ten minutes had a wrong client secret or a used-up code or refresh token',
    expression:
      'sum by (job, sallyport_result) (increase(sallyport_issuer_tokens_total{sallyport_result=~"invalid_client|invalid_grant"}[10m])) > 20',
    for: '10m',
    severity: 'ticket',
    why: 'A secret was rotated on one side only, a client uses refresh tokens twice, or an attacker guesses.',
    action: 'The log has `client` and `description` of each.',
  },
  {
    name: 'SallyportEventLoop',
    when: 'the event loop of a process is late by more than 0.1 s, or busy for more than 80 % of the time',
    expression:
      'nodejs_eventloop_delay_p99_seconds > 0.1 or nodejs_eventloop_utilization_ratio > 0.8',
    for: '10m',
    severity: 'ticket',
    why: 'Every request of that process waits as long.',
    action: 'Add workers (`gateway.workers`) or nodes.',
  },
  {
    name: 'SallyportMemory',
    when: 'a process holds more than 1 GB, and 1.5 times as much as a day ago',
    expression:
      'process_memory_usage_bytes{job=~"sallyport.*"} > 1e9 and process_memory_usage_bytes{job=~"sallyport.*"} > 1.5 * process_memory_usage_bytes{job=~"sallyport.*"} offset 1d',
    for: '1h',
    severity: 'ticket',
    why: 'It grows, and the system will end it.',
    action: 'Compare with the number of cache entries and of open requests, then restart it.',
  },
  {
    name: 'SallyportRestarts',
    when: 'a process was started again three times within an hour',
    expression: 'resets(process_uptime_seconds{job=~"sallyport.*"}[1h]) >= 3',
    for: '0m',
    severity: 'ticket',
    why: 'It ends by itself; callers lose what was open.',
    action:
      'The log has `Stopped because of an unexpected error` with its stack, or nothing where the system ended it for its memory.',
  },
];
