import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Answered,
  accessToken,
  ask,
  bearer,
  createWorld,
  type World,
} from '../testing/gateway.fixture.ts';

let world: World;

/** A decision for a token, as a proxy asks for it that was asked from an address. */
const decide = (token: string, address: string): Promise<Answered> =>
  ask(world.decidePort, '/decide', {
    headers: {
      ...bearer(accessToken(token)),
      'x-forwarded-method': 'GET',
      'x-forwarded-uri': '/api/x',
      'x-forwarded-for': `10.0.0.1, ${address}`,
    },
  });

beforeEach(async () => {
  world = await createWorld({ settings: { limits: { waitingTokens: 2 } } });
});

afterEach(async () => {
  await world.close();
});

test('when too many tokens wait, the network that sent most of them loses some', async () => {
  // As many batches as there may be at a time, so that everybody else waits.
  const holds = Array.from({ length: 4 }, () => world.issuer.hold('/internal/swap'));
  const busy: Promise<Answered>[] = [];
  for (const [index, { reached }] of holds.entries()) {
    busy.push(decide(`busy-${index}`, '192.0.2.1'));
    await reached;
  }
  const junk = ['junk-1', 'junk-2', 'junk-3'].map((token) => decide(token, '192.0.2.1'));
  expect((await Promise.race(junk)).status).toBe(503);
  const honest = decide('alice', '192.0.2.2');
  // Two of the three have been turned away now, the second one for the honest caller.
  const turnedAway = Promise.withResolvers<void>();
  let left = junk.length - 1;
  for (const answer of junk) void answer.then(() => --left === 0 && turnedAway.resolve());
  await turnedAway.promise;
  for (const { release } of holds) release();
  expect((await honest).status).toBe(200);
  const statuses = (await Promise.all(junk)).map(({ status }) => status).sort();
  expect(statuses).toEqual([401, 503, 503]);
  expect((await Promise.all(busy)).every(({ status }) => status === 401)).toBe(true);
});
