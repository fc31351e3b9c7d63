import type { Counter, Histogram, Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { Allowed, Denied } from '../decision/decision.ts';
import type { Answered, Mode } from '../observe.ts';
import { gatewayMetrics } from './definitions.ts';

/** Any other method has one name, so that callers cannot make up attributes. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', '_OTHER'];
const places = new Map(methods.map((method, place) => [method, place]));
const other = methods.length - 1;

/** By status and method in one number. */
type Answers = Map<number, Histogram>;

/** Counts decisions and answers. What a request adds to is made once for each route. */
export class RequestMetrics {
  readonly #metrics: Metrics;
  readonly #allowed: Record<Mode, Map<string, Counter>> = { gateway: new Map(), decide: new Map() };
  readonly #answers: Record<Mode, Map<string, Answers>> = { gateway: new Map(), decide: new Map() };
  readonly #upstreams = new Map<string, Histogram>();

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  decided(decision: Allowed | Denied, mode: Mode): void {
    if (decision.kind === 'permit') this.#allowedOn(decision.permit.route.path, mode).add();
    else {
      const { route, refusal } = decision;
      this.#metrics
        .counter(gatewayMetrics.decisions, {
          'sallyport.mode': mode,
          'http.route': route?.path ?? '',
          'sallyport.verdict': 'deny',
          'error.type': refusal.error,
        })
        .add();
    }
  }

  answered(answer: Answered, endedAt: number): void {
    const { mode, pattern, incoming, status, arrivedAt, upstream } = answer;
    const route = pattern ?? '';
    const answers = this.#answers[mode].get(route) ?? new Map<number, Histogram>();
    if (answers.size === 0) this.#answers[mode].set(route, answers);
    const method = places.get(incoming.method) ?? other;
    const key = status * methods.length + method;
    let histogram = answers.get(key);
    if (!histogram) {
      histogram = this.#metrics.histogram(gatewayMetrics.requests, {
        'sallyport.component': mode,
        'http.request.method': methods[method]!,
        'http.route': route,
        'http.response.status_code': String(status),
      });
      answers.set(key, histogram);
    }
    histogram.record((endedAt - arrivedAt) / 1e3);
    if (upstream !== null) this.#upstreamAnswered(upstream, answer);
  }

  #upstreamAnswered(upstream: string, { sentAt, headAt, failure }: Answered): void {
    if (failure !== null) {
      const attributes = { 'sallyport.upstream': upstream, 'error.type': failure };
      this.#metrics.counter(gatewayMetrics.failures, attributes).add();
    }
    if (headAt < sentAt || sentAt === 0) return;
    let histogram = this.#upstreams.get(upstream);
    if (!histogram) {
      const attributes = { 'sallyport.upstream': upstream };
      histogram = this.#metrics.histogram(gatewayMetrics.upstreams, attributes);
      this.#upstreams.set(upstream, histogram);
    }
    histogram.record((headAt - sentAt) / 1e3);
  }

  #allowedOn(route: string, mode: Mode): Counter {
    const known = this.#allowed[mode].get(route);
    if (known) return known;
    const allowed = this.#metrics.counter(gatewayMetrics.decisions, {
      'sallyport.mode': mode,
      'http.route': route,
      'sallyport.verdict': 'allow',
      'error.type': '',
    });
    this.#allowed[mode].set(route, allowed);
    return allowed;
  }
}
