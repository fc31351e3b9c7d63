import { expect, test } from 'vitest';
import { proxies } from './index.ts';
import { planFor } from './sites.ts';
import { placeOf } from './upstreams.ts';

const place = (upstream: string | { url: string; weight?: number }[], more: object = {}) =>
  placeOf({ path: '/x/*', upstream, api: 'https://orders.example', ...more }, new Map());

test('several upstreams are one group with weights', () => {
  const { upstream } = place([{ url: 'http://a:1', weight: 3 }, { url: 'http://b:2' }]);
  expect(upstream).toEqual({
    name: 'sallyport_upstream_1',
    tls: false,
    http2: false,
    host: 'a:1',
    servers: [
      { host: 'a', port: 1, weight: 3 },
      { host: 'b', port: 2, weight: 1 },
    ],
  });
});

test.each([
  ['path', ['http://a/one', 'http://b/two']],
  ['http and https', ['http://a', 'https://a']],
  ['certificate', ['https://a', 'https://b']],
])('those that differ in more than their place are refused in a sentence: %s', (words, urls) => {
  expect(() => place(urls.map((url) => ({ url })))).toThrow(words);
  expect(() => place(urls.map((url) => ({ url })))).toThrow('Let the proxy send this path');
});

test.each(['http2', 'http1'] as const)('%s is another upstream than the other one', (protocol) => {
  const { upstream } = place('https://a', { upstream_protocol: protocol });
  expect(upstream).toMatchObject({ tls: true, http2: protocol === 'http2' });
});

test('one over HTTP/2 is refused in a sentence by nginx, which cannot, and written for the others', () => {
  const at = { host: 'a', port: 1 };
  const route = {
    path: '/x/*',
    upstream: 'http://b',
    upstream_protocol: 'http2',
    api: 'c',
  } as const;
  const addresses = { decide: at, decideGrpc: null, gateway: at, publicHost: 'd', cache: false };
  const plan = planFor({ routes: [route], applications: [] }, addresses);
  expect(() => proxies.nginx(plan)).toThrow(
    '/x/* has upstream_protocol: http2, which nginx cannot',
  );
  expect(proxies.haproxy(plan)).toContain('server server_1 b:80 proto h2');
  expect(proxies.caddy(plan)).toContain('h2c://b:80');
  expect(proxies.traefik(plan)).toContain('url: h2c://b:80');
  expect(proxies.envoy(plan)).toContain('http2_protocol_options');
});
