import { ask, listen } from '@sallyport/gateway/testing/gateway.fixture.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proxies } from './index.ts';
import {
  type RealProxy,
  type RealProxyName,
  startProxy,
  withEachProxy,
} from './real-proxy.fixture.ts';
import { planFor } from './sites.ts';

/** What of the gateway's answer reaches the caller by way of a real proxy, and which server is asked. */
withEachProxy((proxy) => `what ${proxy} returns`, returnedBy);

const cookies = [
  'sp_session=3.a; Path=/; Secure',
  'sp_session.1=b; Path=/',
  'sp_session.2=c; Path=/',
];
const page = 'https://page.example';

function returnedBy(proxy: RealProxyName): void {
  let real: RealProxy;
  const reached = [0, 0];
  const closing: (() => void)[] = [];

  beforeAll(async () => {
    const decide = await listen(({ headers, url = '' }, response) => {
      const target = String(headers['x-original-uri'] ?? headers['x-forwarded-uri'] ?? url);
      const status = target.includes('refused') ? 403 : 200;
      response.setHeader('Authorization', 'Bearer jwt');
      if (target.includes('plain')) return response.writeHead(200).end();
      response.setHeader('Set-Cookie', cookies);
      if (status === 200) {
        for (const [index, one] of cookies.entries()) {
          response.setHeader(`Sallyport-Set-Cookie-${index + 1}`, one);
        }
      }
      if (headers.origin === page) {
        response.setHeader('Access-Control-Allow-Origin', page);
        response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
      }
      response.setHeader('Vary', 'Origin');
      response.setHeader('RateLimit', '"user";r=9;t=6');
      response.writeHead(status).end();
    });
    const services = await Promise.all(
      [0, 1].map((number) =>
        listen((_request, response) => {
          reached[number]! += 1;
          response.setHeader('Access-Control-Allow-Origin', '*');
          response.setHeader('Set-Cookie', 'own=1');
          response.end();
        }),
      ),
    );
    for (const { server } of [decide, ...services]) {
      closing.push(() => void server.close().closeAllConnections());
    }
    const at = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) });
    const common = {
      api: 'https://orders.example',
      cors: { origins: [page] },
      rate_limits: [{ per: 'user', limit: 10, window: 60 }] as const,
    };
    const [one, other] = services.map(({ url }) => url) as [string, string];
    const routes = [
      { ...common, path: '/x/*', upstream: one },
      { ...common, path: '/group/*', upstream: [{ url: one, weight: 3 }, { url: other }] },
    ];
    const plan = planFor(
      {
        routes: routes.map((route) => ({ ...route, rate_limits: [...route.rate_limits] })),
        applications: [],
      },
      {
        decide: at(decide.url),
        decideGrpc: null,
        gateway: at(one),
        publicHost: 'shop.example',
        cache: false,
      },
    );
    real = await startProxy(proxy, proxies[proxy](plan));
  });
  afterAll(async () => {
    await real?.stop();
    for (const close of closing) close();
  });

  test.each(['/x/allowed', '/x/refused'])('a refreshed session, whole, with %s', async (path) => {
    const { headers, status } = await ask(real.port, path);
    const own = status === 200 ? ['own=1'] : [];
    // nginx has no variable for the others of a refusal.
    const passed = proxy === 'nginx' && status === 403 ? cookies.slice(0, 1) : cookies;
    expect([...headers['set-cookie']!].sort()).toEqual([...own, ...passed].sort());
    expect(Object.keys(headers).filter((name) => name.startsWith('sallyport-'))).toEqual([]);
  });

  test('nothing that the gateway did not say', async () => {
    const { headers } = await ask(real.port, '/x/plain');
    expect(headers['set-cookie']).toEqual(['own=1']);
    expect(Object.entries(headers).join()).not.toMatch(
      /\{|sallyport|access-control|ratelimit|retry/i,
    );
  });

  test.each(['/x/allowed', '/x/refused'])('who may read it, with %s', async (path) => {
    const mine = await ask(real.port, path, { headers: { origin: page } });
    expect(mine.headers).toMatchObject({
      'access-control-allow-origin': page,
      'access-control-expose-headers': 'Retry-After',
      ratelimit: '"user";r=9;t=6',
    });
    expect(mine.headers.vary).toContain('Origin');
    const others = await ask(real.port, path, { headers: { origin: 'https://evil.example' } });
    expect(others.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('several servers get their shares', async () => {
    reached.fill(0);
    for (let turn = 0; turn < 80; turn++) await ask(real.port, '/group/a');
    expect(reached[0]! + reached[1]!).toBe(80);
    expect(reached[0]!).toBeGreaterThan(45);
    expect(reached[1]!).toBeGreaterThan(8);
  });
}
