import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { freePort, portsOf } from './ports.ts';

test('48 workers have ports of their own, below those of outgoing connections', () => {
  const ranges = Array.from({ length: 48 }, (_, index) => portsOf(index + 1, 0));
  ranges.sort((a, b) => a.from - b.from);
  for (const [index, { from, to }] of ranges.entries()) {
    expect(from).toBeGreaterThan(ranges[index - 1]?.to ?? 10_080);
    expect(to).toBeLessThan(32_768);
  }
});

test('lanes that run beside each other have no port in common', () => {
  const ranges = [1, 2, 3, 4].flatMap((lane) =>
    Array.from({ length: 12 }, (_, worker) => portsOf(worker, lane).from),
  );
  expect(new Set(ranges).size).toBe(48);
});

const addresses = Object.values(networkInterfaces()).flatMap((each = []) => each);
const loopbacks = addresses.filter(({ internal }) => internal).map(({ address }) => address);

test.for(['127.0.0.1', '::1'].filter((host) => loopbacks.includes(host)))(
  'a port that is listened on at %s is not given out',
  async (host) => {
    const { from, to } = portsOf(
      Number(process.env['VITEST_POOL_ID']),
      Number(process.env['TEST_LANE'] ?? 0),
    );
    const port = await freePort();
    const server = createServer();
    await once(server.listen(port, host), 'listening');
    try {
      const given: number[] = [];
      for (let round = from; round <= to; round++) given.push(await freePort());
      expect(given.filter((each) => each < from || each > to)).toEqual([]);
      expect(given).not.toContain(port);
    } finally {
      server.close();
    }
  },
);
