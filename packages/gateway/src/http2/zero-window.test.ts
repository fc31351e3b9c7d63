import { expect, onTestFinished, test } from 'vitest';
import { accessToken } from '../testing/gateway.fixture.ts';
import { begin } from '../testing/pending-upstream.fixture.ts';
import { errors, startFlooded } from './flood.fixture.ts';
import { type Field, frameTypes } from './frame-codec.fixture.ts';
import { head, ping, request, settings } from './frames.fixture.ts';

const token: Field = ['authorization', `Bearer ${accessToken('alice')}`];
const windowSize = 4;

test('a caller that opens no window is cut off, and its place is free (CVE-2019-9517)', async () => {
  const { world, upstream, attacker, othersAreServed } = await startFlooded({
    settings: [[windowSize, 0]],
    limits: { stallTimeout: 500 },
  });
  for (let n = 0; n < 50; n++) attacker.send(request(2 * n + 1, head('GET', `/api/${n}`, token)));
  const left: Promise<unknown>[] = [];
  for (let n = 0; n < 50; n++) {
    const response = await upstream.gets(`/api/${n}`);
    left.push(new Promise((resolve) => response.once('close', resolve)));
    begin(response, 'text/csv');
    response.write('x'.repeat(100_000));
  }
  await attacker.find(({ type, stream }) => type === frameTypes.headers && stream === 99);
  expect(await attacker.resetOf(1)).toBe(errors.cancel);
  await Promise.all(left);
  // And not because what allowed it had ended.
  expect(world.logged.filter((line) => line.includes('"reason"'))).toEqual([]);
  await othersAreServed();
});

test('nor does a PING now and then, which is answered, keep a stream that nothing is taken of', async () => {
  const { upstream, attacker } = await startFlooded({
    settings: [[windowSize, 0]],
    limits: { stallTimeout: 500 },
  });
  attacker.send(request(1, head('GET', '/api/a', token)));
  const response = await upstream.gets('/api/a');
  begin(response, 'text/csv');
  response.write('x'.repeat(100_000));
  const begun = performance.now();
  const pinging = setInterval(() => attacker.send(ping()), 200);
  onTestFinished(() => clearInterval(pinging));
  expect(await attacker.resetOf(1)).toBe(errors.cancel);
  expect(performance.now() - begun).toBeLessThan(4_000);
});

test('what a slow reader has not taken stays at the upstream', async () => {
  const { upstream, attacker } = await startFlooded();
  attacker.send(request(1, head('GET', '/api/large', token)));
  const response = await upstream.gets('/api/large');
  response.writeHead(200, { 'content-length': 200_000_000 });
  let written = 0;
  const piece = Buffer.alloc(1_000_000);
  // Until the upstream itself is told to wait for good: neither side's sockets nor we take more.
  for (;;) {
    written += piece.length;
    if (response.write(piece)) continue;
    const drained = new Promise<boolean>((resolve) => response.once('drain', () => resolve(true)));
    const waited = new Promise<boolean>((resolve) => void setTimeout(resolve, 300, false));
    if (!(await Promise.race([drained, waited]))) break;
  }
  expect(written).toBeLessThan(40_000_000);
  attacker.send(settings());
});
