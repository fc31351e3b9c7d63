import type { MetricDefinition } from '@sallyport/base/metrics/definition.ts';
import { requestDuration } from '@sallyport/base/metrics/request-duration.ts';

/** What a gateway measures. */
export const gatewayMetrics = {
  requests: requestDuration,
  active: {
    name: 'http.server.active_requests',
    kind: 'gauge',
    unit: '{request}',
    description: 'Requests that are being answered, event streams included.',
    attributes: ['sallyport.component'],
    alert: 'it nears 10,000 for each worker: beyond it, callers get 503.',
  },
  decisions: {
    name: 'sallyport.gateway.decisions',
    kind: 'counter',
    unit: '{decision}',
    description:
      'Decisions about requests, by the gateway itself and for other proxies: the error code is the reason of a refusal.',
    attributes: ['sallyport.mode', 'http.route', 'sallyport.verdict', 'error.type'],
    alert:
      'refusals of a route jump: clients were changed, an attacker guesses, or a permission was lost.',
  },
  lookups: {
    name: 'sallyport.gateway.cache.lookups',
    kind: 'counter',
    unit: '{lookup}',
    description: 'Whether the inside JWT of a token was at hand. Without a lease nothing is.',
    attributes: ['sallyport.result'],
    alert: 'the share of misses rises: there are more tokens than the cache keeps, or no lease.',
  },
  cached: {
    name: 'sallyport.gateway.cache.entries',
    kind: 'gauge',
    unit: '{entry}',
    description: 'Inside JWTs at hand.',
    attributes: [],
    alert: 'it stays at 50,000 for each worker: entries push out one another.',
  },
  swaps: {
    name: 'sallyport.gateway.swap.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Questions to the issuer about tokens, a batch each.',
    attributes: ['sallyport.result'],
    alert: 'some fail: callers whose token is not at hand get 503.',
  },
  swapped: {
    name: 'sallyport.gateway.swap.tokens',
    kind: 'counter',
    unit: '{token}',
    description: 'Tokens that the issuer was asked about, by its answer.',
    attributes: ['sallyport.result'],
  },
  lease: {
    name: 'sallyport.gateway.lease.remaining',
    kind: 'gauge',
    unit: 's',
    description:
      'How long the cache may still be used without hearing from an issuer, 0 without a lease. Of several workers, the least.',
    attributes: [],
    together: 'min',
    alert: 'it is 0: each request asks the issuer, or is refused where that does not answer.',
  },
  behind: {
    name: 'sallyport.gateway.feed.behind',
    kind: 'gauge',
    unit: '{change}',
    description:
      'Changes that the issuer has told of and that are not applied yet. Of several workers, the most.',
    attributes: [],
    together: 'max',
    alert: 'it stays above 0: take-aways wait for this gateway.',
  },
  receipts: {
    name: 'sallyport.gateway.receipts',
    kind: 'counter',
    unit: '{receipt}',
    description:
      'Refusals with 401 or 403 by what became of their receipt: kept, or none because the caller had shown nothing (unauthenticated), or dropped within the hour to make room.',
    attributes: ['sallyport.result'],
    alert: 'many are dropped: a caller is refused very often, or gateway.limits.receipts is low.',
  },
  receiptsKept: {
    name: 'sallyport.gateway.receipts.entries',
    kind: 'gauge',
    unit: '{receipt}',
    description: 'Receipts of refused requests at hand.',
    attributes: [],
  },
  upstreams: {
    name: 'sallyport.gateway.upstream.duration',
    kind: 'histogram',
    unit: 's',
    description: 'From a request sent to an upstream until the head of its answer.',
    attributes: ['sallyport.upstream'],
  },
  failures: {
    name: 'sallyport.gateway.upstream.failures',
    kind: 'counter',
    unit: '{request}',
    description: 'Requests that an upstream did not answer, or not in time.',
    attributes: ['sallyport.upstream', 'error.type'],
    alert: 'there are any: the log says of which request, and why.',
  },
  floods: {
    name: 'sallyport.gateway.http2.floods',
    kind: 'counter',
    unit: '{connection}',
    description:
      'Connections of HTTP/2 that were closed because of what their callers sent on them.',
    attributes: ['sallyport.flood'],
    alert: 'there are many: an attacker, or a proxy that `trusted_proxies` does not name.',
  },
  available: {
    name: 'sallyport.gateway.upstream.available',
    kind: 'gauge',
    unit: '1',
    description:
      'Whether an upstream gets requests while a route has others: 0 while it is left out, by its answers or by checks. Of several workers, the least.',
    attributes: ['sallyport.upstream'],
    together: 'min',
    alert: 'it is 0 for long: the log says since when.',
  },
  places: {
    name: 'sallyport.gateway.upstream.requests',
    kind: 'gauge',
    unit: '{request}',
    description:
      'Requests at an upstream, those that wait for a place there, and its event streams.',
    attributes: ['sallyport.upstream', 'sallyport.state'],
    alert: 'some wait for long: the upstream is slower than its requests come.',
  },
} as const satisfies Record<string, MetricDefinition>;
