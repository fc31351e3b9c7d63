import type { UpstreamProtocol } from '@sallyport/protocol/route.ts';
import type { Target } from '../routes/compiled-route.ts';
import type { Clock, Log } from '../settings.ts';
import { type ConnectionLimits, Http1Connections } from './http1-connections.ts';
import { Http2Connections } from './http2-connections.ts';
import { RouteTarget, TargetGroup } from './target-group.ts';
import { Upstream, type UpstreamLimits } from './upstream.ts';

interface Dependencies {
  limits: UpstreamLimits & ConnectionLimits;
  clock: Pick<Clock, 'monotonic'>;
  log: Log;
}

/**
 * Each upstream, made when it is first needed. What is known of it is shared by all routes that lead
 * there, and outlives them.
 */
export class Upstreams {
  readonly #with: Dependencies;
  readonly #upstreams = new Map<string, Upstream>();
  readonly #groups = new WeakMap<readonly Target[], TargetGroup>();

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /** The targets of a route. */
  groupOf(targets: readonly Target[]): TargetGroup {
    const known = this.#groups.get(targets);
    if (known) return known;
    const resolved = targets.map((target) => new RouteTarget(this.at(target.origin), target));
    const group = new TargetGroup(resolved);
    this.#groups.set(targets, group);
    return group;
  }

  at(origin: string): Upstream {
    const known = this.#upstreams.get(origin);
    if (known) return known;
    const { limits, clock, log } = this.#with;
    const open = (protocol: UpstreamProtocol) =>
      new (protocol === 'http2' ? Http2Connections : Http1Connections)(origin, limits);
    const upstream = new Upstream(origin, open, {
      limits,
      clock,
      told(state, reason) {
        if (state === 'back') log.info({ upstream: origin, reason }, 'An upstream is back');
        else log.warn({ upstream: origin, reason }, 'An upstream fails, and is left out');
      },
    });
    this.#upstreams.set(origin, upstream);
    return upstream;
  }

  /** How many requests are at each upstream, wait for a place there, and are its event streams. */
  get places() {
    return [...this.#upstreams].map(([origin, { places }]) => ({ origin, ...places }));
  }

  /** Whether each upstream gets requests while there are others. @param now of the monotonic clock */
  available(now: number): [origin: string, available: boolean][] {
    return [...this.#upstreams].map(([origin, { health }]) => [origin, health.isAvailable(now)]);
  }

  /** From time to time. */
  sweep(): void {
    for (const upstream of this.#upstreams.values()) upstream.sweep();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map((upstream) => upstream.close()));
    this.#upstreams.clear();
  }
}
