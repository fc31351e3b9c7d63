import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono, type Context as Request } from 'hono';
import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import { systemRandom } from '../runtime/random.ts';
import { ThinnedLog } from '../runtime/thinned-log.ts';
import { boundWork, type WorkBounds } from './bounded-work.ts';
import { createCallers } from './callers.ts';
import { answerWithJson } from './error-response.ts';

let close = async () => {};
afterEach(() => close());

/** A server whose `/work` and `/news` answer when `finish` is called. */
async function serve(
  bounds: Pick<WorkBounds, 'requests' | 'requestsPerNetwork' | 'requestTimeout'>,
) {
  const app = new Hono();
  const log = pino({ level: 'silent' });
  const outage = { isPassing: () => false, noticed() {} };
  const reports = { thinned: new ThinnedLog(log), callers: createCallers(), outage };
  app.onError(answerWithJson({ log, random: systemRandom, ...reports }));
  const networkOf = (request: Request) => request.req.header('x-network') ?? null;
  app.use(boundWork({ ...bounds, networkOf, except: new Set(['/news']) }));
  const held = Promise.withResolvers<void>();
  for (const path of ['/work', '/news']) {
    app.get(path, async (request) => {
      await held.promise;
      return request.text('done');
    });
  }
  const server = createAdaptorServer(app);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = async () => {
    held.resolve();
    server.close();
    await once(server, 'close');
  };
  return {
    ask: (path: string, network?: string) =>
      fetch(url + path, network === undefined ? {} : { headers: { 'x-network': network } }),
    finish: held.resolve,
  };
}

test('what takes too long is answered 503, and says that the outcome is unknown', async () => {
  const { ask } = await serve({ requests: 10, requestTimeout: 50 });
  const answer = await ask('/work');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await answer.json()).toEqual({
    error: 'temporarily_unavailable',
    error_description: 'The request took too long, and the outcome is unknown. Repeat it.',
  });
});

test('what waits for news has no deadline', async () => {
  const { ask, finish } = await serve({ requests: 10, requestTimeout: 20 });
  const news = ask('/news');
  expect((await ask('/work')).status).toBe(503);
  finish();
  expect((await news).status).toBe(200);
});

test('who comes when too many are under way is refused, abandoned work included', async () => {
  const { ask, finish } = await serve({ requests: 2, requestTimeout: 50 });
  const abandoned = await Promise.all([ask('/work'), ask('/work')]);
  expect(abandoned.map(({ status }) => status)).toEqual([503, 503]);
  const refused = await ask('/work');
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({
    error_description: 'Too many requests are under way. Try again.',
  });
  finish();
  await expect.poll(async () => (await ask('/work')).status).toBe(200);
});

test('one network uses up its own places, and not those of others', async () => {
  const { ask, finish } = await serve({ requests: 10, requestsPerNetwork: 2, requestTimeout: 50 });
  const crowd = await Promise.all([ask('/work', 'crowd'), ask('/work', 'crowd')]);
  expect(crowd.map(({ status }) => status)).toEqual([503, 503]);
  expect(await (await ask('/work', 'crowd')).json()).toMatchObject({
    error_description: 'Too many requests are under way. Try again.',
  });
  const others = ask('/work', 'others');
  finish();
  expect((await others).status).toBe(200);
});
