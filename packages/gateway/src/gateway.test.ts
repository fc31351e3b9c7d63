import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { accessToken, ask, bearer, createWorld } from './testing/gateway.fixture.ts';

test('closing twice waits for a request in flight as closing once does', async () => {
  const reached = Promise.withResolvers<ServerResponse>();
  const world = await createWorld({ upstream: (_, response) => reached.resolve(response) });
  const answer = ask(world.port, '/api/x', { headers: bearer(accessToken('alice')) });
  const response = await reached.promise;
  const closed = world.gateway.close();
  expect(world.gateway.close()).toBe(closed);
  response.end('done');
  expect((await answer).text).toBe('done');
  await closed;
  expect(world.issuer.asked('/internal/leave').length).toBe(1);
  await world.close();
});
