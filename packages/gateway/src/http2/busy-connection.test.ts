import { expect, test } from 'vitest';
import { ask2, connectTls } from './asking.fixture.ts';
import { startFlooded } from './flood.fixture.ts';

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
