import { expect, test } from 'vitest';
import { errors, startFlooded } from './flood.fixture.ts';
import { ping, settings } from './frames.fixture.ts';

const tableSize = 1;
const windowSize = 4;

test.each([
  ['no settings', () => settings()],
  ['settings', () => settings([windowSize, 65_535])],
  ['settings that change', (index: number) => settings([tableSize, (index % 2) * 4096])],
])('one that sends %s again and again is cut off (CVE-2019-9515)', async (_, make) => {
  const { world, attacker, isCutOff, othersAreServed } = await startFlooded();
  await attacker.flood(make, 20_000);
  await isCutOff(errors.calm);
  await othersAreServed();
  expect(world.logged.join('')).toContain('"flood":"control_frames"');
});

test('and is told to calm down', async () => {
  const { world, attacker } = await startFlooded();
  world.clock.stop();
  // The preface has been answered, and no byte more meets a connection that is closed.
  attacker.send(ping());
  await attacker.acknowledged(1);
  attacker.send(...Array.from({ length: 101 }, () => settings()));
  expect(await attacker.goaway()).toBe(errors.calm);
});

test('more settings in a frame than there are is refused', async () => {
  const { attacker, othersAreServed } = await startFlooded();
  attacker.send(settings(...Array.from({ length: 1_000 }, () => [0xffff, 0] as [number, number])));
  expect(await attacker.goaway()).not.toBeNull();
  await othersAreServed();
});
