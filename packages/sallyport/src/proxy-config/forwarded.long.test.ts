import { readEnvoyOriginal, readOriginal } from '@sallyport/gateway/decide/original-request.ts';
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
import { commonNames, withheldNames, withheldPrefixes } from './withheld.ts';

/** These remove headers by how they begin, too. */
const byPrefix: readonly RealProxyName[] = ['haproxy', 'caddy'];

interface Forwarded {
  url: string;
  method: string;
  rawHeaders: string[];
}

/** What reaches a service by way of a real proxy when the gateway allows everything. */
withEachProxy((proxy) => `what ${proxy} forwards`, forwardedBy);

function forwardedBy(proxy: RealProxyName): void {
  const judged: string[] = [];
  let forwarded: Forwarded[] = [];
  let real: RealProxy;
  let servicePort: number;
  const closing: (() => void)[] = [];

  beforeAll(async () => {
    const decide = await listen(({ method = '', url = '', rawHeaders }, response) => {
      const original =
        proxy === 'envoy' ? readEnvoyOriginal(method, url, rawHeaders) : readOriginal(rawHeaders);
      judged.push(original.ok ? `${original.method} ${original.target}` : original.reason);
      const headers = { Authorization: 'Bearer jwt', Cookie: '', 'X-Request-Id': 'the-gateways' };
      response.writeHead(200, headers).end();
    });
    const service = await listen(({ url = '', method = '', rawHeaders }, response) => {
      forwarded.push({ url, method, rawHeaders });
      response.end();
    });
    for (const { server } of [decide, service]) {
      closing.push(() => void server.close().closeAllConnections());
    }
    servicePort = Number(new URL(service.url).port);
    const at = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) });
    const api = 'https://orders.example';
    const routes = [
      { path: '/x/*', upstream: service.url, api },
      { host: 'api.shop.example', path: '/x/*', upstream: `${service.url}/named`, api },
      { host: '*.below.example', path: '/x/*', upstream: `${service.url}/below`, api },
      { path: '/s/*', upstream: service.url, strip_prefix: '/s', api },
      { path: '/t/{tenant}/*', upstream: `${service.url}/base`, strip_prefix: '/t/{tenant}', api },
    ];
    const plan = planFor(
      { routes, applications: [] },
      {
        decide: at(decide.url),
        decideGrpc: null,
        gateway: at(service.url),
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

  /** What one request became: what was judged, and what the service got. */
  async function send(path: string, headers: Record<string, string | string[]>, method = 'GET') {
    judged.length = 0;
    forwarded = [];
    const { status } = await ask(real.port, path, { method, headers });
    return { status, judged: judged[0], got: forwarded[0] };
  }

  const valuesOf = (got: Forwarded | undefined, name: string): string[] =>
    (got?.rawHeaders ?? []).filter(
      (_, at, all) => at % 2 === 1 && all[at - 1]!.toLowerCase() === name,
    );

  test('the caller is not believed about itself', async () => {
    const { got } = await send('/x/a', {
      host: 'evil.example',
      authorization: 'Bearer sp_at_outside',
      cookie: 'session=1',
      'x-request-id': 'the-callers',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-proto': 'gopher',
      'x-forwarded-host': 'evil.example',
      'x-real-ip': '203.0.113.7',
      'proxy-authorization': 'Basic eA==',
      accept: 'text/plain',
      'x-custom': 'passes',
    });
    const seen = (name: string) => valuesOf(got, name).join(',');
    expect({
      host: seen('host'),
      authorization: seen('authorization'),
      cookie: seen('cookie'),
      id: seen('x-request-id'),
      address: seen('x-forwarded-for'),
      scheme: seen('x-forwarded-proto'),
      publicHost: seen('x-forwarded-host'),
      real: seen('x-real-ip'),
      toProxies: seen('proxy-authorization'),
      accept: seen('accept'),
      custom: seen('x-custom'),
    }).toEqual({
      host: `127.0.0.1:${servicePort}`,
      authorization: 'Bearer jwt',
      cookie: '',
      id: 'the-gateways',
      address: '127.0.0.1',
      scheme: 'http',
      publicHost: 'shop.example',
      real: '127.0.0.1',
      toProxies: '',
      accept: 'text/plain',
      custom: 'passes',
    });
  });

  const names = [
    // Node sends no Trailer without a body in chunks.
    ...new Set([...withheldNames, ...commonNames].filter((name) => name !== 'trailer')),
    ...(byPrefix.includes(proxy) ? withheldPrefixes.map((prefix) => `${prefix}made-up`) : []),
  ];
  test(`none of ${names.length} names that services may believe passes`, async () => {
    // HAProxy takes 101 headers at most.
    for (let from = 0; from < names.length; from += 50) {
      const some = names.slice(from, from + 50).map((name) => [name, 'forged']);
      const { got } = await send('/x/a', Object.fromEntries(some));
      expect(forgedIn(got)).toEqual([]);
    }
  });

  test('nor in capitals, nor with underscores in the name', async () => {
    const spelt = [
      ...['REMOTE-USER', 'Remote_User', 'X_Forwarded_For', 'X_AUTH_REQUEST_USER', 'Content_Length'],
      ...['X-Forwarded_User', 'PROXY', 'X_Real_IP', 'x_user'],
    ];
    const { got } = await send('/x/a', Object.fromEntries(spelt.map((name) => [name, 'forged'])));
    expect(forgedIn(got)).toEqual([]);
  });

  test('what Connection names is for this connection only', async () => {
    const { got } = await send('/x/a', {
      connection: 'close, X-Hop',
      'x-hop': 'forged',
      te: 'gzip',
      'keep-alive': 'timeout=5',
    });
    expect(valuesOf(got, 'te').join() + valuesOf(got, 'keep-alive').join()).toBe('');
    expect(valuesOf(got, 'authorization')).toEqual(['Bearer jwt']);
  });

  test.each([
    'X-Forwarded-For',
    'Authorization',
    'X-Request-Id',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'Cookie',
  ])('Connection does not take %s of ours away', async (name) => {
    const { status, got } = await send('/x/a', { connection: `close, ${name}` });
    const lower = name.toLowerCase();
    // Envoy refuses some of these.
    if (got === undefined) return expect(status).toBe(400);
    if (lower !== 'cookie') expect(valuesOf(got, lower)).toHaveLength(1);
    expect(valuesOf(got, 'authorization')).toEqual(['Bearer jwt']);
  });

  const paths = [
    ...['a', 'a/', '', 'a%20b', '%7Euser', 'a%2Bb', 'a+b', 'a%26b', '%C3%A9', '%c3%a9', 'a|b'],
    ...['[1]', 'a%3Fb', 'a%3fb%23c', '100%25', 'a%27b', "a'b", 'a:b@c', '%E2%84%AA', 'a*b(c)!d,e'],
    ...['a?b=%2F..%2F', 'a?', 'a??b=/../c', 'a?b=%00&c=+%20', '%41', 'a.b', '.a', 'a..b'],
    // The gateway refuses these: if they pass here, they are what was judged.
    ...['/a', 'a//b', 'a%2fb', 'a%2Fb', '%2e%2e/c', '%252e', 'a;b', 'a%3bb', './a', 'b/../c', '..'],
    ...['a%5cb', 'a%00b', '%u002e', '%E0%80%AF', 'a%', 'a%zz'],
  ];
  test.each(paths)('is judged as it is forwarded: %s', async (rest) => {
    for (const [prefix, base] of [
      ['/x/', '/x/'],
      ['/s/', '/'],
      ['/t/one/', '/base/'],
    ] as const) {
      const path = `${prefix}${rest}`;
      const { status, judged, got } = await send(path, {});
      if (judged === undefined) {
        // The proxy itself has refused it, or it is the gateway's to answer.
        expect([400, got?.url === path ? status : 400]).toContain(status);
        continue;
      }
      // Caddy encodes a few characters ("'[]*") before it asks, or after: all else is the same.
      const judgedPath = judged.slice('GET '.length);
      if (proxy !== 'caddy') expect(judgedPath).toBe(path);
      const expected = base + judgedPath.slice(prefix.length);
      if (!got) expect(status).toBe(400);
      else if (proxy !== 'caddy') expect(got.url).toBe(expected);
      else expect(unescape(got.url)).toBe(unescape(expected));
    }
  });

  test.each([
    ['api.shop.example', '/named/x/a'],
    ['API.shop.example', '/named/x/a'],
    ['api.shop.example:8443', '/named/x/a'],
    ['api.shop.example.', '/named/x/a'],
    ['api.shop.example.:8443', '/named/x/a'],
    ['one.below.example', '/below/x/a'],
    ['one.two.below.example:81', '/below/x/a'],
    ['one.below.example.', '/below/x/a'],
    ['below.example', '/x/a'],
    ['xapi.shop.example', '/x/a'],
    ['shop.example', '/x/a'],
  ])('goes where the host leads that the gateway reads: %s', async (host, url) => {
    const { status, got } = await send('/x/a', { host });
    // The proxy may refuse a host, but reads it in no other way.
    expect([url, `refused with ${status}`]).toContain(got?.url ?? `refused with ${status}`);
  });

  test('a preflight is the gateway’s to answer', async () => {
    const { judged, got } = await send(
      '/x/a',
      {
        origin: 'https://page.example',
        'access-control-request-method': 'POST',
        host: 'a.example',
      },
      'OPTIONS',
    );
    expect([judged, got?.url]).toEqual([undefined, '/x/a']);
    expect(valuesOf(got, 'host')).toEqual(['a.example']);
  });

  test('where nothing is left of the path it is /', async () => {
    expect((await send('/s', {})).got?.url).toBe('/');
    expect((await send('/s?a=1', {})).got?.url).toBe('/?a=1');
    expect((await send('/t/one', {})).got?.url).toBe('/base');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'OPTIONS'])(
    'is judged by the method that it has: %s',
    async (method) => {
      const { judged, got } = await send('/x/a', {}, method);
      expect([judged, got?.method]).toEqual([`${method} /x/a`, method]);
    },
  );
}

/** Where a caller's value has come through. */
const forgedIn = (got: Forwarded | undefined): string[] =>
  (got?.rawHeaders ?? ['nothing was forwarded', 'forged']).filter(
    (_, at, all) => at % 2 === 0 && all[at + 1]!.includes('forged'),
  );
