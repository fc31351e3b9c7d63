import { expect, onTestFinished, test } from 'vitest';
import type { Limits } from '../settings.ts';
import { accessToken, ask, bearer, createWorld } from '../testing/gateway.fixture.ts';

const headers = bearer(accessToken('alice'));

/** An upstream whose answer, of this type, is silent for 600 ms in the middle. */
async function get(type: string, limits: Partial<Limits>): Promise<string> {
  const world = await createWorld({
    settings: { limits },
    upstream: (_, response) => {
      response.writeHead(200, { 'content-type': type });
      response.write('one ');
      setTimeout(() => response.end('two'), 600);
    },
  });
  onTestFinished(() => world.close());
  return ask(world.port, '/api/x', { headers }).then(
    ({ text }) => text,
    () => 'cut',
  );
}

test('an event stream may be silent for as long as its own limit says', async () => {
  const limits = { bodyTimeout: 100, streamTimeout: 10_000 };
  expect(await get('text/event-stream', limits)).toBe('one two');
  expect(await get('application/x-ndjson', limits)).toBe('cut');
});

test('beyond it, it ends, and another answer goes on', async () => {
  const limits = { bodyTimeout: 10_000, streamTimeout: 100 };
  expect(await get('text/event-stream', limits)).toBe('cut');
  expect(await get('application/x-ndjson', limits)).toBe('one two');
});
