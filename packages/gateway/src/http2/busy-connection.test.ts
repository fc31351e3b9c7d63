import { expect, test } from 'vitest';
import { ask2, connectTls } from './asking.fixture.ts';
import { startFlooded } from './flood.fixture.ts';
import { frameTypes } from './frame-codec.fixture.ts';
import { data, head, request, windowUpdate } from './frames.fixture.ts';

test('fifteen hundred requests that are answered are no flood', async () => {
  const { world } = await startFlooded();
  world.clock.stop();
  const session = connectTls(world.port);
  for (let round = 0; round < 30; round++) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        ask2(session, '/api/ok', n % 10 ? {} : { ':method': 'HEAD' }),
      ),
    );
    expect(answers.every(({ status, rstCode }) => status === 200 && rstCode === 0)).toBe(true);
  }
  session.close();
  expect(world.logged.filter((line) => line.includes('"whole":false'))).toEqual([]);
});

test('uploads that are refused are no flood', async () => {
  const { world, attacker: caller } = await startFlooded();
  const pieces = (stream: number) =>
    Array.from({ length: 4 }, (_, n) => data(stream, 'x'.repeat(15_000), n === 3));
  const refused = head('POST', '/api/ok', ['authorization', 'Bearer x']);
  let asked = 0;
  // Longer than it takes until what a connection has brought is looked at.
  for (const end = performance.now() + 1_500; performance.now() < end && !caller.closed; asked++) {
    const stream = 2 * asked + 1;
    caller.send(request(stream, refused, false), ...pieces(stream), windowUpdate(0, 1_000));
    await caller.find((one) => one.stream === stream && one.type === frameTypes.headers);
  }
  expect(caller.closed).toBe(false);
  expect(asked).toBeGreaterThan(50);
  expect(world.logged.filter((line) => line.includes('"flood"'))).toEqual([]);
});
