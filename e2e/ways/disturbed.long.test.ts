/** Every way to sign in, with all that happens to people on the way. */
import { beforeAll, describe, expect, test } from 'vitest';
import { closedAfterwards } from '../support/started.ts';
import { cancelled, disturbances, tooLate } from './disturbances.ts';
import { undisturbed, visit } from './visit.ts';
import { ways } from './ways.ts';
import { startWorld, type World } from './world.ts';

let world: World;
const start = closedAfterwards();
beforeAll(async () => {
  [world] = await start(startWorld());
});

describe.for(ways)('$name', (way) => {
  test.for(disturbances)('$name', async (disturbance) => {
    await visit(way, world, disturbance);
  });

  test('a page that has expired, at each step', async () => {
    const { presses, trail } = await visit(way, world, undisturbed);
    for (let step = 0; step < presses; step++) {
      const late = await visit(way, world, tooLate(step));
      expect([step, late.trail.slice(0, step + 1)]).toEqual([step, trail.slice(0, step + 1)]);
    }
  });

  test('*Cancel*, at each step that has it', async () => {
    const { pages } = await visit(way, world, undisturbed);
    for (const [step, page] of pages.entries()) {
      if (page.presses.has('Cancel')) await visit(way, world, cancelled(step));
    }
  });
});
