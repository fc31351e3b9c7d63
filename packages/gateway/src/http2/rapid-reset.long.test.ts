import { expect, test } from 'vitest';
import { accessToken } from '../testing/gateway.fixture.ts';
import { errors, startFlooded } from './flood.fixture.ts';
import { head, ping, request, reset } from './frames.fixture.ts';

const fields = head('GET', '/api/x', ['authorization', `Bearer ${accessToken('alice')}`]);

test.each([
  ['cancels', errors.cancel],
  ['takes back without an error', errors.none],
])('one that %s its requests at once is cut off (CVE-2023-44487)', async (_, code) => {
  const { world, attacker, isCutOff, othersAreServed } = await startFlooded();
  const pair = (index: number) =>
    Buffer.concat([request(2 * index + 1, fields), reset(2 * index + 1, code)]);
  await attacker.flood(pair, 20_000);
  await isCutOff(errors.calm);
  await othersAreServed();
  expect(world.logged.join('')).toContain('"flood":"resets"');
});

test('and is told to calm down', async () => {
  const { world, attacker } = await startFlooded();
  world.clock.stop();
  for (let index = 0; index < 501; index++) {
    attacker.send(request(2 * index + 1, fields), reset(2 * index + 1));
    if (index % 100 !== 99) continue;
    // What came before has been seen, and no byte more meets a connection that is closed.
    attacker.send(ping());
    await attacker.acknowledged(Math.ceil(index / 100));
  }
  expect(await attacker.goaway()).toBe(errors.calm);
  const name = 'sallyport.gateway.http2.floods';
  const { points } = world.metrics.collect().find(({ definition }) => definition.name === name)!;
  expect(points).toMatchObject([{ attributes: { 'sallyport.flood': 'resets' }, value: 1 }]);
});

test('a page that is left, and another one, may take back what they asked for', async () => {
  const { attacker, othersAreServed } = await startFlooded();
  for (let index = 0; index < 200; index++) {
    attacker.send(request(2 * index + 1, fields), reset(2 * index + 1));
  }
  attacker.send(request(401, head('GET', '/nothing')));
  expect(await attacker.find(({ stream }) => stream === 401)).toMatchObject({ type: 1 });
  await othersAreServed();
});

test('a proxy takes back the requests of the many who leave', async () => {
  const proxies = {
    networks: ['127.0.0.0/8'],
    header: 'x-forwarded-for',
    protocol: false,
  } as const;
  const { attacker: proxy, othersAreServed } = await startFlooded({ proxies });
  for (let index = 0; index < 1_000; index++) {
    proxy.send(request(2 * index + 1, fields), reset(2 * index + 1));
    if (index % 100 !== 99) continue;
    proxy.send(ping());
    await proxy.acknowledged(Math.ceil(index / 100));
  }
  expect(proxy.closed).toBe(false);
  await othersAreServed();
});
