/** Every way to sign in, as it is meant to go, and with two clicks on everything. */
import { beforeAll, expect, test } from 'vitest';
import { closedAfterwards } from '../support/started.ts';
import { doubleClick } from './disturbances.ts';
import { undisturbed, visit } from './visit.ts';
import { ways } from './ways.ts';
import { startWorld, type World } from './world.ts';

let world: World;
const start = closedAfterwards();
beforeAll(async () => {
  [world] = await start(startWorld());
});

/** They belong to no application, nothing is left to be called off, or the page before has it. */
const withoutCancel = [
  'Keep these codes',
  'You are invited',
  'Welcome',
  'Acme ID did not sign you in',
];

test.for(ways)('$name', async (way) => {
  const alone = await visit(way, world, undisturbed);
  const stuck = alone.pages.filter(({ presses }) => !presses.has('Cancel'));
  expect(
    stuck.map(({ heading }) => heading).filter((each) => !withoutCancel.includes(each)),
  ).toEqual([]);

  const twice = await visit(way, world, doubleClick);
  expect(twice.trail).toEqual(alone.trail);
  // Nothing is done twice, either.
  expect(twice.did).toEqual(alone.did);
});
