import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { RequestNotes } from '../listen/request-notes.ts';
import { issuerMetrics } from './definitions.ts';

/** Any other method has one name, so that callers cannot make up attributes. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export interface AnsweredRequest {
  component: 'issuer' | 'issuer_internal';
  method: string;
  /** 0 for a caller who left before the answer. */
  status: number;
  seconds: number;
  notes: RequestNotes;
}

/** Counts a request that is over by what is known of it. */
export function countRequest(answered: AnsweredRequest, metrics: Metrics): void {
  const { component, method, status, seconds, notes } = answered;
  const { route = '', error } = notes;
  metrics
    .histogram(issuerMetrics.requests, {
      'sallyport.component': component,
      'http.request.method': methods.has(method) ? method : '_OTHER',
      'http.route': route,
      'http.response.status_code': String(status),
    })
    .record(seconds);
  const result = { 'sallyport.result': error ?? 'ok' };
  const operation = `${method} ${route}`;
  if (operation === 'POST /token') {
    const grant = { 'sallyport.grant': notes.grant ?? '' };
    metrics.counter(issuerMetrics.tokens, { ...grant, ...result }).add();
  } else if (operation === 'POST /introspect') {
    const verdict = { 'sallyport.result': error ?? (notes.active ? 'active' : 'inactive') };
    metrics.counter(issuerMetrics.introspections, verdict).add();
  } else if (operation === 'POST /device_authorization') {
    const begun = { 'sallyport.result': error ?? 'begun' };
    metrics.counter(issuerMetrics.deviceRequests, begun).add();
  } else if (notes.device !== undefined) {
    metrics.counter(issuerMetrics.deviceRequests, { 'sallyport.result': notes.device }).add();
  } else if (notes.signedIn !== undefined) {
    const method = { 'sallyport.sign_in.method': notes.provider ?? 'password' };
    const outcome = { 'sallyport.result': notes.signedIn ? 'ok' : 'refused' };
    metrics.counter(issuerMetrics.signIns, { ...method, ...outcome }).add();
  } else {
    const link = linkOperations[operation];
    if (link)
      metrics.counter(issuerMetrics.links, { 'sallyport.operation': link, ...result }).add();
  }
}

const linkOperations: Record<string, string | undefined> = {
  'POST /links': 'make',
  'POST /links/redeem': 'redeem',
  'DELETE /links/:id': 'revoke',
};
