import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type HostileServer,
  startHostileServer,
  timeoutFor,
} from '../../../../testing/hostile-server.ts';
import { boundedFetch } from './bounded-fetch.ts';

let server: HostileServer;
beforeAll(async () => {
  server = await startHostileServer();
});
afterAll(() => server.close());

const boundsFor = (path: string) => ({ maxBytes: 512 * 1024, timeoutMs: timeoutFor(path) });
const get = (path: string) => boundedFetch(server.url + path, {}, boundsFor(path));

test('an answer within the bounds comes back whole', async () => {
  const answer = await get('/good');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(await answer.json()).toEqual({ good: true });
});

test.each(['/endless', '/endless-error', '/endless-redirect', '/announced', '/bomb'])(
  '%s is left once it is too long',
  async (path) => {
    const before = server.sent();
    await expect(get(path)).rejects.toThrow(/sent more than 524288 bytes/);
    expect(server.sent() - before).toBeLessThan(16 * 1024 * 1024);
  },
);

test.each(['/drip', '/silent', '/silent-body'])('%s is left once it takes too long', (path) =>
  expect(get(path)).rejects.toThrow(/timeout/),
);

test.each(['/short', '/huge-header', '/no-gzip'])('%s is an error', (path) =>
  expect(get(path)).rejects.toThrow(TypeError),
);

test('a redirect is not followed', async () => {
  const before = server.asked.length;
  expect((await get('/redirect')).status).toBe(302);
  expect(server.asked.slice(before)).toEqual(['/redirect']);
});

test('the caller may leave earlier', async () => {
  const signal = AbortSignal.abort(new Error('left'));
  await expect(boundedFetch(`${server.url}/good`, { signal })).rejects.toThrow('left');
});

test('an answer without a body has none', async () => {
  const answer = await boundedFetch(`${server.url}/good`, { method: 'HEAD' });
  expect([answer.status, answer.body]).toEqual([200, null]);
});
