import type { CompiledRoute } from '../routes/compiled-route.ts';
import { HealthCheck } from './health-check.ts';
import type { Upstreams } from './upstreams.ts';

/**
 * The active checks of the routes in force. Routes that check the same origin in the same way share
 * the check; where they differ, the last one is meant.
 */
export class HealthChecks {
  readonly #upstreams: Upstreams;
  #routes: readonly CompiledRoute[] = [];
  /** By origin. */
  #checks = new Map<string, { check: HealthCheck; declared: string }>();

  constructor(upstreams: Upstreams) {
    this.#upstreams = upstreams;
  }

  /** No check waits for its answer. */
  get isIdle(): boolean {
    return [...this.#checks.values()].every(({ check }) => check.isIdle);
  }

  /** From time to time: begins what is due, for these routes. @param now of the monotonic clock */
  tick(routes: readonly CompiledRoute[], now: number): void {
    if (routes !== this.#routes) this.#follow(routes);
    for (const { check } of this.#checks.values()) check.tick(now);
  }

  stop(): void {
    this.#follow([]);
  }

  #follow(routes: readonly CompiledRoute[]): void {
    const before = this.#checks;
    this.#routes = routes;
    this.#checks = new Map();
    for (const { targets, health } of routes) {
      if (!health) continue;
      for (const { origin, protocol } of targets) {
        const declared = JSON.stringify([health, protocol]);
        const known = this.#checks.get(origin) ?? before.get(origin);
        const same = known?.declared === declared ? known : null;
        const check = same?.check ?? new HealthCheck(this.#upstreams.at(origin), health, protocol);
        this.#checks.set(origin, { check, declared });
      }
    }
    const kept = new Set([...this.#checks.values()].map(({ check }) => check));
    for (const { check } of before.values()) if (!kept.has(check)) check.stop();
  }
}
