import { describe, expect, test } from 'vitest';
import { routesSchema } from './route-schema.ts';

const route = { path: '/api/*', upstream: 'http://127.0.0.1:7001', api: 'https://orders.example' };

const complaints = (result: { error?: { issues: { path: PropertyKey[]; message: string }[] } }) =>
  (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

test('accepts the routes of the documentation', () => {
  const details = { type: 'order', identifier: '{id}', actions: ['read'] };
  const routes = [
    { ...route, authenticate: ['bearer', 'cookie'], require: { permissions: ['orders:read'] } },
    { ...route, path: '/api/orders/{id}', require: { details } },
    { ...route, host: '*.shop.example', methods: ['GET'], upstream: 'http://orders:7001/base' },
    { ...route, path: '/t/{tenant}/*', strip_prefix: '/t/{tenant}' },
    { path: '/webhooks/*', upstream: route.upstream, authenticate: 'none', cors: 'upstream' },
    { ...route, cors: { origins: ['*', 'https://*.a.example:8443', 'http://[::1]:81'] } },
    { ...route, upstream: [{ url: 'http://a:1', weight: 3 }, { url: 'http://b:1/base' }] },
    { ...route, rate_limits: [{ per: 'user', limit: 100, window: 60 }] },
    { ...route, health: { path: '/up', interval: 5, timeout: 0.5, healthy_status: [204] } },
    { ...route, limits: { response_timeout: 0.5, upload_timeout: 120 } },
    { ...route, upstream_protocol: 'http2' },
    { ...route, require: { scopes: ['a'], roles: ['b'], acr: ['urn:c'], max_age: 300 } },
  ];
  for (const one of routes) expect(routesSchema.parse([one])).toEqual([one]);
});

describe('says what is wrong with a route', () => {
  test.each([
    [{ path: 'api' }, '0.path: Begin the path with a slash: /api.'],
    [{ path: '/a/*/b' }, '0.path: In /a/*/b, * may only be the last segment.'],
    [{ path: '/{a}/{a}' }, '0.path: In /{a}/{a}, {a} occurs twice.'],
    [
      { path: '/a%20b' },
      '0.path: In /a%20b, the segment "a%20b" is neither plain text, a {name}, nor a last *.',
    ],
    ...['http://x/a?b', 'http://u@x/', 'http://x/a/../b', 'http://x/a//b', 'ftp://x', 'x/y'].map(
      (upstream): [object, string] => [
        { upstream },
        '0.upstream: An upstream is an origin, with a path if it has one: http://127.0.0.1:7001/base, without query and credentials.',
      ],
    ),
    [
      { upstream: [{ url: 'http://a:1' }, { url: 'http://b:1?x' }] },
      '0.upstream.1.url: An upstream is an origin, with a path if it has one: http://127.0.0.1:7001/base, without query and credentials.',
    ],
    [
      { upstream: [{ url: 'http://a:1' }, { url: 'http://a:1', weight: 2 }] },
      '0.upstream: Write each url once. One that is to get more requests has a weight.',
    ],
    [
      { upstream: {} },
      '0.upstream: Write an origin, or a list of them: [{ url: http://orders-1:7001 }].',
    ],
    [
      {
        api: undefined,
        authenticate: 'none',
        rate_limits: [{ per: 'user', limit: 1, window: 1 }],
      },
      '0.rate_limits.0.per: At a public route no one is known. Count per address or per route.',
    ],
    ...['/', '/ap', '/api/*', '/other', 'api', '/api/x'].map((strip_prefix): [object, string] => [
      { strip_prefix },
      `0.strip_prefix: The path /api/* does not begin with ${strip_prefix}.`,
    ]),
    [{ require: { max_age: 0 } }, '0.require.max_age: Too small: expected number to be >=1'],
    [
      { require: { scopes: ['a b'] } },
      '0.require.scopes.0: Write printable ASCII without spaces, quotes and backslashes.',
    ],
    [{ methods: ['get'] }, '0.methods.0: Write methods in capitals: GET.'],
    [
      { require: { methods: ['GET'] } },
      '0.require: Write the methods beside the path, and not in require: methods: [GET].',
    ],
    ...['API.example', 'a.example:8080', 'https://a.example', '*', 'a.*.example', 'a..example'].map(
      (host): [object, string] => [
        { host },
        '0.host: A host is a name in lower case without a port: api.shop.example, or *.shop.example.',
      ],
    ),
    [
      { require: { details: { type: 'order', identifier: '{id}', actions: ['read'] } } },
      '0.require.details.identifier: The path /api/* has no parameter {id}.',
    ],
    [
      { api: undefined },
      '0.api: Write the API that callers use here, or authenticate: none for a public route.',
    ],
    [
      { authenticate: 'none' },
      '0.api: At a public route there is no JWT. Leave api out, or write how callers authenticate.',
    ],
    [
      { authenticate: 'none', require: {} },
      '0.require: A public route requires nothing. Leave require out, or write how callers authenticate.',
    ],
    [
      { authenticate: ['none'] },
      '0.authenticate: Write a list of bearer, cookie and client_secret, or none for a public route.',
    ],
    [
      { cors: 'none' },
      '0.cors: Write upstream, or settings with origins: { origins: [https://shop.example] }.',
    ],
    [{ requires: {} }, '0: Unrecognized key: "requires"'],
  ])('%j', (change, message) => {
    expect(complaints(routesSchema.safeParse([{ ...route, ...change }]))).toEqual([message]);
  });
});

test.each([
  ...[
    'a.example',
    'null',
    'https://',
    'https://a.*.example',
    '**',
    'ftp://a',
    'https://*.127.0.0.1',
  ].map((origin): [object, string] => [{ origins: [origin] }, 'An origin is']),
  ...[
    ['https://a.example:443', 'https://a.example'],
    ['http://a.example:080', 'http://a.example'],
    ['http://[::1]:80', 'http://[::1]'],
    ['http://[0:0::1]', 'http://[::1]'],
    ['https://A.example', 'https://a.example'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['https://a.example/', 'https://a.example'],
    ['https://a.example/shop?x#y', 'https://a.example'],
    ['https://*.a.example:443', 'https://*.a.example'],
    ['HTTPS://*.A.example/', 'https://*.a.example'],
  ].map(([origin, written]): [object, string] => [
    { origins: [origin] },
    `origins.0: Browsers write this origin so: ${written}.`,
  ]),
  [{ origins: ['*'], credentials: true }, 'With credentials: true, list the origins'],
  [{ origins: ['*'], headers: ['X A'] }, 'Write the name of a header'],
  [{ origins: ['*'], orgins: [] }, 'Unrecognized key'],
])('says what is wrong with %j', (cors, message) => {
  expect(complaints(routesSchema.safeParse([{ ...route, cors }]))).toEqual([
    expect.stringContaining(message),
  ]);
});
