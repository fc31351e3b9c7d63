import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const valid = `00-${traceId}-00f067aa0ba902b7-01`;
const tracestate = 'vendor=1';

/** What the upstream was sent, and what the log has. */
async function traced(traceparent: string | string[]) {
  world.logged.length = 0;
  const headers = { ...bearer(accessToken('alice')), traceparent, tracestate };
  const { headers: sent } = (await ask(world.port, '/api/x', { headers })).json() as {
    headers: Record<string, string>;
  };
  const line = () =>
    world.logged.map((each) => JSON.parse(each)).find(({ msg }) => msg === 'request');
  await expect.poll(line).toBeDefined();
  return { sent: [sent['traceparent'], sent['tracestate']], logged: line().trace };
}

test.each([valid, `cc-${traceId}-00f067aa0ba902b7-01-what-comes-later`])(
  'a valid trace goes on as it is, and is in the log: %s',
  async (value) => {
    expect(await traced(value)).toEqual({ sent: [value, tracestate], logged: traceId });
  },
);

describe('one that is not valid goes nowhere, and its state neither', () => {
  test.each([
    ['another text', 'x'],
    ['upper case', valid.toUpperCase()],
    ['version ff', valid.replace('00-', 'ff-')],
    ['no trace', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['no span', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['more than version 00 has', `${valid}-more`],
    ['too short', valid.slice(0, -1)],
    ['two of them', [valid, valid]],
  ])('%s', async (_, value) => {
    expect(await traced(value)).toEqual({ sent: [undefined, undefined], logged: undefined });
  });
});
