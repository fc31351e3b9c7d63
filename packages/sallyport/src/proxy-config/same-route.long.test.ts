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

/** The service that a request reaches is that of the route by which the gateway has judged it. */
withEachProxy((proxy) => `the route that ${proxy} takes`, routedBy);

function routedBy(proxy: RealProxyName): void {
  let real: RealProxy;
  const closing: (() => void)[] = [];

  beforeAll(async () => {
    const decide = await listen((_request, response) => response.end());
    const service = await listen(({ url = '' }, response) => response.end(url));
    for (const { server } of [decide, service]) {
      closing.push(() => void server.close().closeAllConnections());
    }
    const at = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) });
    const api = 'https://orders.example';
    const routes = [
      { path: '/kiosk/*', upstream: `${service.url}/narrow`, api },
      { path: '/*', upstream: `${service.url}/wide`, api },
    ];
    const addresses = { decide: at(decide.url), gateway: at(service.url), decideGrpc: null };
    const plan = planFor(
      { routes, applications: [] },
      { ...addresses, publicHost: 'shop.example', cache: false },
    );
    real = await startProxy(proxy, proxies[proxy](plan));
  });
  afterAll(async () => {
    await real?.stop();
    for (const close of closing) close();
  });

  test.each([
    ['/kiosk/a', 'narrow'],
    ['/KIOSK/a', 'narrow'],
    ['/%6biosk/a', 'narrow'],
    ['/%4BIOS%4b', 'narrow'],
    ['/%E2%84%AAiosk/a', 'narrow'],
    ['/kios%e2%84%aa', 'narrow'],
    ['/kio%C5%BFk/a', 'wide'],
    ['/kiosks/a', 'wide'],
    ['/%256biosk/a', 'wide'],
  ])('%s', async (path, base) => {
    expect((await ask(real.port, path)).text).toBe(`/${base}${path}`);
  });
}
