/**
 * The issuer is killed between any two steps, and nothing is lost. All ways walk side by side and wait
 * for one another, so that one restart is between two steps of each.
 */
import { beforeAll, expect, test } from 'vitest';
import { closedAfterwards } from '../support/started.ts';
import type { Disturbance } from './visit.ts';
import { visit } from './visit.ts';
import { ways } from './ways.ts';
import { startKillableWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startKillableWorld>>;
const start = closedAfterwards();
beforeAll(async () => {
  [world] = await start(startKillableWorld());
});

/** Lets those who walk go on together, once the last of them has come. */
class Crossing {
  #walking: number;
  readonly #meanwhile: () => Promise<void>;
  #waiting: (() => void)[] = [];

  constructor(walking: number, meanwhile: () => Promise<void>) {
    this.#walking = walking;
    this.#meanwhile = meanwhile;
  }

  async arrive(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    this.#cross();
    await promise;
  }

  leave(): void {
    this.#walking--;
    this.#cross();
  }

  async #cross(): Promise<void> {
    if (this.#waiting.length === 0 || this.#waiting.length < this.#walking) return;
    const crossing = this.#waiting;
    this.#waiting = [];
    await this.#meanwhile();
    for (const resolve of crossing) resolve();
  }
}

test('kill -9 of the issuer between any two steps', async () => {
  let restarts = 0;
  const crossing = new Crossing(ways.length, async () => {
    restarts++;
    await world.issuer.restart();
  });
  const killed: Disturbance = {
    name: 'kill -9 of the issuer before every press',
    async press(press, { tab }) {
      await crossing.arrive();
      return tab.go(press);
    },
  };
  const outcomes = await Promise.allSettled(
    ways.map((way) => visit(way, world, killed).finally(() => crossing.leave())),
  );
  const failed = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [String(outcome.reason)] : [],
  );
  expect(failed).toEqual([]);
  expect(restarts).toBeGreaterThanOrEqual(4);
});
