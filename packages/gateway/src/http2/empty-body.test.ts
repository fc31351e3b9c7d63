import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from '../testing/gateway.fixture.ts';
import { answerOn, asAlice, connectPlain } from './asking.fixture.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld({
    upstream: (request, response) => {
      request.resume();
      request.on('end', () => response.end(JSON.stringify(request.rawTrailers)));
    },
  });
});

afterAll(() => world.close());

/** While its token is asked about, nothing of the request is read. */
test.each([
  ['nothing', {}, []],
  ['trailers alone', { 'x-sum': '1' }, ['x-sum', '1']],
])('a body of %s that has come before it is read ends', async (_, trailers, received) => {
  await world.issuer.change('user:alice');
  const session = connectPlain(world.port);
  const stream = session.request(
    { ':method': 'POST', ':path': '/api/x', ...asAlice },
    { endStream: false, waitForTrailers: true },
  );
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  // The header section leaves by itself.
  setImmediate(() => stream.end());
  const { status, text } = await answerOn(stream);
  expect([status, JSON.parse(text)]).toEqual([200, received]);
  session.destroy();
});
