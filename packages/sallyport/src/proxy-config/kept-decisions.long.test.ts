import { setTimeout as delay } from 'node:timers/promises';
import { keptMs } from '@sallyport/gateway/decide/cacheable-decisions.ts';
import {
  accessToken,
  ask,
  bearer,
  listen,
  swapped,
} from '@sallyport/gateway/testing/gateway.fixture.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../../../../testing/requires.ts';
import { type JudgedProxy, startJudgedProxy } from './judged-proxy.fixture.ts';
import { nginx } from './nginx.ts';
import { startProxy } from './real-proxy.fixture.ts';
import { planFor } from './sites.ts';

/** What an operator may have set for other sites, and what must not hold for decisions. */
const ofTheOperator = `
  proxy_cache_use_stale error timeout updating http_500 http_502 http_503;
  proxy_cache_background_update on;
  proxy_cache_valid any 1m;
  proxy_cache_min_uses 3;
  proxy_ignore_headers X-Accel-Expires Set-Cookie Vary;
  proxy_intercept_errors on;
`;

requires({ debian: ['nginx'] })('decisions that nginx keeps', () => {
  let judged: JudgedProxy;
  const alice = { host: 'shop.example', ...bearer(accessToken('alice')) };

  beforeAll(async () => {
    judged = await startJudgedProxy('nginx', { cache: true, http: ofTheOperator });
  });
  afterAll(() => judged?.stop());

  const questions = () =>
    judged.world.logged.filter((line) => line.includes('"mode":"decide"')).length;
  const get = (path: string, headers: Record<string, string | string[]> = alice) =>
    ask(judged.real.port, path, { headers });

  test('one question serves the requests of a second', async () => {
    const before = questions();
    const answers = await inTurn(20, () => get('/api/kept'));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(answers[19]!.json()['headers']).toMatchObject({ authorization: 'Bearer jwt-of-alice' });
    // Twenty requests take less than a second, which may end between them.
    expect(questions() - before).toBeLessThanOrEqual(2);
  });

  test('a refusal is never kept', async () => {
    const before = questions();
    await inTurn(3, () => get('/api/refunds'));
    await inTurn(3, () => get('/api/refused', { host: 'shop.example' }));
    expect(questions() - before).toBe(6);
  });

  const session = { host: 'shop.example', cookie: 'theme=dark' };
  test.each<[string, string, Record<string, string | string[]>]>([
    ['a query', '/api/kept?a=1', alice],
    ['another path', '/api/kept2', alice],
    ['capitals in the path', '/api/KEPT', alice],
    ['another host', '/api/kept', { ...alice, host: 'other.example' }],
    ['another port in the host', '/api/kept', { ...alice, host: 'shop.example:81' }],
    ['another token', '/api/kept', { ...alice, ...bearer(accessToken('bob')) }],
    ['a cookie beside it', '/api/kept', { ...alice, cookie: 'a=1' }],
    ['two cookies', '/api/kept', { ...alice, cookie: ['a=1', 'b=2'] }],
    ['two cookies the other way round', '/api/kept', { ...alice, cookie: ['b=2', 'a=1'] }],
    ['an origin', '/api/kept', { ...alice, origin: 'https://evil.example' }],
    ['a site that it comes from', '/api/kept', { ...alice, 'sec-fetch-site': 'cross-site' }],
    ['what a proxy would separate by', '/api/kept', { ...alice, cookie: '|GET|http' }],
    ['no token', '/api/kept', session],
  ])('a request that differs by %s is asked about anew', async (_, path, headers) => {
    await get('/api/kept');
    const before = questions();
    await get(path, headers);
    // Kept by itself, at most.
    expect(questions() - before).toBe(1);
  });

  test('another method is asked about anew', async () => {
    await get('/api/kept');
    const before = questions();
    for (const method of ['POST', 'PUT', 'OPTIONS']) {
      await ask(judged.real.port, '/api/kept', { method, headers: alice });
    }
    expect(questions() - before).toBe(3);
  });

  test('of two Authorization headers, nothing is allowed that the first does not allow', async () => {
    const [first, second, unknown] = ['alice', 'bob', 'x'].map(
      (name) => bearer(accessToken(name)).authorization,
    ) as [string, string, string];
    await get('/api/kept');
    const { status, text } = await get('/api/kept', { ...alice, authorization: [first, second] });
    // nginx knows only the first of them before 1.23.
    if (status === 200) expect(text).toContain('jwt-of-alice');
    expect(text).not.toContain('jwt-of-bob');
    const other = await get('/api/kept', { ...alice, authorization: [unknown, first] });
    expect([400, 401, 403]).toContain(other.status);
  });

  test('after a take-away nothing is let through by it', async () => {
    const { issuer } = judged.world;
    expect((await get('/api/taken')).status).toBe(200);
    const { swap } = issuer;
    issuer.swap = (token, audience) =>
      token === accessToken('alice')
        ? swapped('alice', { permissions: [] })
        : swap(token, audience);
    await issuer.change('user:alice');
    expect((await get('/api/taken')).status).toBe(403);
    issuer.swap = swap;
    await issuer.change('user:alice');
  });

  test('without the gateway nothing outlives the time that it may be kept', async () => {
    expect((await get('/api/kept')).status).toBe(200);
    await judged.world.gateway.close();
    await delay(keptMs);
    expect((await get('/api/kept')).status).toBe(503);
  });
});

requires({ debian: ['nginx'] })('an answer that nginx read late', () => {
  test.each([
    ['is used once', 700, 2],
    ['is kept when it was not late', 0, 1],
  ])('%s', async (_, ms, questions) => {
    let asked = 0;
    const { server, url } = await listen((_request, response) => {
      asked += 1;
      const headers = { 'X-Accel-Expires': '1', Authorization: 'Bearer jwt' };
      setTimeout(() => response.writeHead(200, headers).end(), ms);
    });
    const service = await listen((_request, response) => response.end());
    const at = (address: string) => ({ host: '127.0.0.1', port: Number(new URL(address).port) });
    const routes = [{ path: '/*', upstream: service.url, api: 'https://orders.example' }];
    const gateway = at(service.url);
    const plan = planFor(
      { routes, applications: [] },
      { decide: at(url), decideGrpc: null, gateway, publicHost: 'shop.example', cache: true },
    );
    const real = await startProxy('nginx', nginx(plan));
    // A kept decision ends with a second of the clock, which may come between the two.
    await delay(1_000 - (Date.now() % 1_000) + (ms === 0 ? 50 : 0));
    const answers = await inTurn(2, () => ask(real.port, '/x'));
    await real.stop();
    for (const one of [server, service.server]) one.close().closeAllConnections();
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(asked).toBe(questions);
  });
});

async function inTurn<T>(times: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let turn = 0; turn < times; turn++) results.push(await act());
  return results;
}
