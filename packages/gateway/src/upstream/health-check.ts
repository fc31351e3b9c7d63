import type { HealthCheck as Declared, UpstreamProtocol } from '@sallyport/protocol/route.ts';
import type { ResponseListener, SentRequest } from './connections.ts';
import type { Upstream } from './upstream.ts';

const defaultIntervalSeconds = 10;
const defaultTimeoutSeconds = 2;

/**
 * Asks one upstream from time to time whether it is well, over the connections that requests take. It
 * needs none of their places: it is to be told from busy.
 */
export class HealthCheck {
  readonly upstream: Upstream;
  readonly #declared: Declared;
  readonly #protocol: UpstreamProtocol;
  #nextAt = 0;
  #sent: SentRequest | null = null;
  #sentAt = 0;

  constructor(upstream: Upstream, declared: Declared, protocol: UpstreamProtocol) {
    this.upstream = upstream;
    this.#declared = declared;
    this.#protocol = protocol;
  }

  /** It waits for no answer. */
  get isIdle(): boolean {
    return this.#sent === null;
  }

  /** From time to time. @param now of the monotonic clock */
  tick(now: number): void {
    const { interval = defaultIntervalSeconds, timeout = defaultTimeoutSeconds } = this.#declared;
    if (this.#sent && now - this.#sentAt >= timeout * 1_000) this.#conclude(false);
    if (now < this.#nextAt) return;
    this.#nextAt = now + interval * 1_000;
    this.#ask(now);
  }

  stop(): void {
    this.#sent?.abort();
    this.#sent = null;
    this.upstream.health.unchecked();
  }

  #ask(now: number): void {
    if (this.#sent) this.#conclude(false);
    const { host } = this.upstream;
    const connections = this.upstream.connections(this.#protocol);
    const headers = ['Host', host, 'User-Agent', 'Sallyport-Health-Check', 'Accept', '*/*'];
    const target = this.#declared.path;
    const conclude = (passed: boolean) => {
      if (this.#sent === sent) this.#conclude(passed);
    };
    const listener: ResponseListener = {
      isStream: false,
      mayBeSent: () => true,
      information() {},
      head: (status) => conclude(this.#isHealthy(status)),
      data() {},
      end() {},
      failed: () => conclude(false),
    };
    this.#sentAt = now;
    const sent = connections.send({ method: 'GET', target, headers, body: null }, listener);
    this.#sent = sent;
  }

  #isHealthy(status: number): boolean {
    const { healthy_status: statuses } = this.#declared;
    return statuses ? statuses.includes(status) : status < 400;
  }

  #conclude(passed: boolean): void {
    const sent = this.#sent;
    this.#sent = null;
    this.upstream.health.checked(passed);
    // The rest of a good answer is read, so that its connection can be used again.
    if (!passed) sent?.abort();
  }
}
