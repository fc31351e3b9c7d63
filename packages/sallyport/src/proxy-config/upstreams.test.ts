import { expect, test } from 'vitest';
import { placeOf } from './upstreams.ts';

const place = (upstream: string | { url: string; weight?: number }[], more: object = {}) =>
  placeOf({ path: '/x/*', upstream, api: 'https://orders.example', ...more }, new Map());

test('several upstreams are one group with weights', () => {
  const { upstream } = place([{ url: 'http://a:1', weight: 3 }, { url: 'http://b:2' }]);
  expect(upstream).toEqual({
    name: 'sallyport_upstream_1',
    tls: false,
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

test('an upstream over HTTP/2 is refused in a sentence', () => {
  expect(() => place('http://a', { upstream_protocol: 'http2' })).toThrow(
    'Let the proxy send this path to the gateway.',
  );
});
