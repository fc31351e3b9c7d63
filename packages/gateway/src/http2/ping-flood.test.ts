import { expect, test } from 'vitest';
import { errors, startFlooded } from './flood.fixture.ts';
import { flags, frameTypes } from './frame-codec.fixture.ts';
import { head, ping, request } from './frames.fixture.ts';

test('one that sends PING after PING is cut off (CVE-2019-9512)', async () => {
  const { world, attacker, isCutOff, othersAreServed } = await startFlooded();
  await attacker.flood(ping, 20_000);
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
  attacker.send(...Array.from({ length: 101 }, ping));
  expect(await attacker.goaway()).toBe(errors.calm);
});

test('one PING for each request is what clients do to measure a connection', async () => {
  const { attacker } = await startFlooded();
  for (let index = 0; index < 300; index++) {
    attacker.send(request(2 * index + 1, head('GET', '/nothing')), ping());
    await attacker.find(({ stream }) => stream === 2 * index + 1);
  }
  const answered = attacker.frames.filter(
    ({ type, flag }) => type === frameTypes.ping && flag === flags.ack,
  );
  expect(answered.length).toBeGreaterThanOrEqual(299);
  expect(attacker.closed).toBe(false);
});
