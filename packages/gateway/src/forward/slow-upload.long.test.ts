import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { accessToken, bearer, createWorld } from '../testing/gateway.fixture.ts';

/** Longer than Node gives a whole request by default, which is 300 s (node#46574). */
const seconds = 330;

test('an upload that progresses goes on, however long it takes', { timeout: 400_000 }, async () => {
  const world = await createWorld();
  onTestFinished(() => world.close());
  const headers = { ...bearer(accessToken('alice')), 'content-length': seconds / 2 };
  const request = httpRequest({ port: world.port, path: '/api/x', method: 'POST', headers });
  const answered = once(request, 'response');
  for (let sent = 0; sent < seconds / 2; sent++) {
    request.write('x');
    await pause(2_000);
  }
  request.end();
  const [response] = (await answered) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  response.resume();
});
