import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../testing/gateway.fixture.ts';
import { endOf, open, PendingUpstream } from '../testing/pending-upstream.fixture.ts';

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

test.each([
  ['chunked NDJSON', { 'content-type': 'application/x-ndjson' }],
  ['an event stream', { 'content-type': 'text/event-stream' }],
  ['a download of known length', { 'content-type': 'text/csv', 'content-length': '7' }],
])('the head of %s leaves when it has come, before any of its body', async (_, headers) => {
  const { response } = open(world.port, '/api/late');
  const sender = await upstream.gets('/api/late');
  sender.writeHead(200, headers).flushHeaders();
  const message = await response;
  expect([message.statusCode, message.headers['content-type']]).toEqual([
    200,
    headers['content-type'],
  ]);
  const end = endOf(message);
  sender.end('{"a":1}');
  expect(await end).toBe('whole');
});
