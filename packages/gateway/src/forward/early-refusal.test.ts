import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { samples } from '../../../../testing/samples.ts';
import { accessToken, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';

let world: World;

afterEach(async () => {
  await world.close();
});

const tooLarge =
  'HTTP/1.1 413 Content Too Large\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo large';

// apache/apisix#13366, nodejs/node#54366: the upstream's reset overtook its answer.
test.each(samples(Array.from({ length: 20 }, (_, index) => index + 1)))(
  'an upload of 30 MB that is refused at once, on a connection that closes, gets its 413 (%i)',
  async () => {
    world = await createWorld({
      upstream: (request) => {
        request.socket.write(tooLarge);
        request.socket.destroy();
      },
    });
    const headers = { ...bearer(accessToken('alice')), 'content-length': 30_000_000 };
    const request = httpRequest({
      ...{ host: '127.0.0.1', port: world.port, path: '/api/x', method: 'POST', agent: false },
      headers,
    });
    request.on('error', () => {});
    const answered = once(request, 'response');
    request.write(Buffer.alloc(30_000_000));
    const [response] = (await answered) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    request.destroy();
  },
);
