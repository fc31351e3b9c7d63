import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { PlainCaller } from '../listen/plain-caller.ts';
import { createWorld, type World } from '../testing/gateway.fixture.ts';
import { endOf, open, PendingUpstream } from '../testing/pending-upstream.fixture.ts';

/** A fault of ours on the way of one request costs that request, and is told. */

let world: World;
let upstream: PendingUpstream;

beforeEach(async () => {
  upstream = new PendingUpstream();
  world = await createWorld({ upstream: upstream.listener });
});

afterEach(async () => {
  upstream.stop();
  await world.close();
});

const fault = 'A fault of ours.';
const told = (msg: string) =>
  world.logged
    .map((line) => JSON.parse(line))
    .filter((line) => line.msg === msg && line.err?.message === fault);

/** From now on this fails, whenever it is called. */
function breakCaller(method: 'writeHead' | 'write' | 'end'): void {
  const original = PlainCaller.prototype[method];
  onTestFinished(() => void Object.assign(PlainCaller.prototype, { [method]: original }));
  Object.assign(PlainCaller.prototype, {
    [method]: () => {
      throw new Error(fault);
    },
  });
}

test.each(['write', 'end'] as const)('the answer is cut off: %s fails', async (method) => {
  breakCaller(method);
  const { response } = open(world.port, '/api/a');
  const answer = await upstream.gets('/api/a');
  answer.writeHead(200, { 'content-length': 4 });
  answer.flushHeaders();
  const received = await response;
  const ended = endOf(received);
  answer.end('done');
  expect(await ended).toBe('cut');
  await expect.poll(() => told('A request failed')).toHaveLength(1);
});

test('where nothing can be answered, the connection ends', async () => {
  breakCaller('writeHead');
  const { request } = open(world.port, '/api/a');
  (await upstream.gets('/api/a')).end('done');
  await new Promise((resolve) => request.once('close', resolve));
  await expect.poll(() => told('A request failed')).toHaveLength(1);
});

test('what cannot be counted is answered all the same', async () => {
  const push = world.logged.push.bind(world.logged);
  world.logged.push = (line) => {
    if (JSON.parse(line).msg === 'request') throw new Error(fault);
    return push(line);
  };
  const { response } = open(world.port, '/api/a');
  (await upstream.gets('/api/a')).end('done');
  expect(await endOf(await response)).toBe('whole');
  expect(told('A request could not be counted')).toHaveLength(1);
  const refused = await fetch(`http://127.0.0.1:${world.port}/nothing`);
  expect(refused.status).toBe(404);
});
