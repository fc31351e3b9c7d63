import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import { ask, PushableClock } from '../testing/gateway.fixture.ts';
import { type Answer, createHttpServer, type HttpServer } from './server.ts';

let server: HttpServer;
let logged: { msg: string; requestId: string; err: { message: string } }[];

async function serve(answer: Answer): Promise<number> {
  logged = [];
  const log = pino({}, { write: (line) => logged.push(JSON.parse(line)) });
  const limits = { connections: 10, stallTimeout: 1_000 };
  const clock = new PushableClock();
  const serving = { limits, requestIds: () => 'request-1', clock, log };
  server = createHttpServer(answer, serving);
  return server.listen({ host: '127.0.0.1', port: 0 });
}

const boom = (): never => {
  throw new Error('the secret cause');
};

afterEach(async () => {
  await server.drain(100);
});

test.each<[string, Answer]>([
  ['throws', boom],
  ['rejects', async () => boom()],
])('an answer that %s is a logged 500, and the next request is served', async (_, answer) => {
  let requests = 0;
  const port = await serve((request, response, requestId) => {
    if (requests++ === 0) return answer(request, response, requestId);
    response.end('fine');
  });
  const failed = await ask(port, '/');
  expect([failed.status, failed.json()]).toEqual([
    500,
    {
      error: 'server_error',
      error_description: 'The gateway failed. Its log says why.',
      request_id: 'request-1',
    },
  ]);
  expect(logged).toMatchObject([
    { msg: 'A request failed', requestId: 'request-1', err: { message: 'the secret cause' } },
  ]);
  expect((await ask(port, '/')).text).toBe('fine');
});

test('one that throws in the middle is cut off, never completed', async () => {
  const port = await serve((_, response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('part');
    boom();
  });
  await expect(ask(port, '/')).rejects.toThrow();
  expect(logged.length).toBe(1);
});
