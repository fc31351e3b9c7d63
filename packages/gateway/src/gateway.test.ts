import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
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

describe('closing waits for requests and not for connections', () => {
  const request = `GET /api/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${accessToken('alice')}\r\n\r\n`;

  test.each([
    ['not begun, and says that its connection closes', false],
    ['begun, and has promised to keep its connection', true],
  ])('whose response has %s', async (_, begun) => {
    const reached = Promise.withResolvers<ServerResponse>();
    const world = await createWorld({
      upstream: (_, response) => reached.resolve(response),
      settings: { limits: { drainTimeout: 60_000 } },
    });
    const caller = connect(world.port, '127.0.0.1').setEncoding('latin1');
    let answer = '';
    caller.on('data', (piece) => {
      answer += piece;
    });
    const left = once(caller, 'close');
    caller.write(request);
    const response = await reached.promise;
    response.writeHead(200, { 'content-length': 4 });
    if (begun) {
      response.write('do');
      await once(caller, 'data');
    }
    const closed = world.gateway.close();
    response.end(begun ? 'ne' : 'done');
    await Promise.all([closed, left]);
    expect(answer).toMatch(/done$/);
    expect(/^Connection: (.*)\r$/m.exec(answer)?.[1]).toBe(begun ? undefined : 'close');
    await world.close();
  });
});
