import type { Route } from '@sallyport/protocol/route.ts';
import { expect, test } from 'vitest';
import { explainShadow, findShadows } from './shadows.ts';

const upstream = 'http://orders:7001';
const open = (path: string, host?: string): Route => ({
  ...{ path, upstream, authenticate: 'none', ...(host && { host }) },
});
const closed = (path: string, host?: string, methods?: string[]): Route => ({
  ...{ path, upstream, api: 'https://orders.example' },
  ...{ ...(host && { host }), ...(methods && { methods }) },
});

test.each([
  ['a route for everything at a host', [closed('/api/*'), open('/*', 'shop.example')], [1, 0]],
  ['a wider host', [closed('/a/{id}', '*.shop.example'), open('/a/*', 'x.shop.example')], [1, 0]],
  ['hosts below a name', [closed('/a', undefined, ['PUT']), open('/*', '*.shop.example')], [1, 0]],
])('%s goes before what is protected', (_, routes, [index, other]) => {
  expect(findShadows(routes)).toEqual([expect.objectContaining({ index, protected: other })]);
});

test.each([
  ['another path', [closed('/api/*'), open('/pages/*', 'shop.example')]],
  ['another host', [closed('/api/*', 'api.example'), open('/*', 'shop.example')]],
  ['the same host', [closed('/api/*', 'shop.example'), open('/*', 'shop.example')]],
  ['none', [closed('/api/*'), open('/*')]],
  ['one that is protected, too', [closed('/api/*'), closed('/*', 'shop.example')]],
  [
    'a host that has the path itself',
    [closed('/api/*'), closed('/api/*', 'shop.example'), open('/*', 'shop.example')],
  ],
])('a public route at %s does not', (_, routes) => {
  expect(findShadows(routes)).toEqual([]);
});

test('what to do is said', () => {
  const routes = [closed('/api/*'), open('/*', 'localhost')];
  expect(explainShadow(findShadows(routes)[0]!, routes)).toBe(
    'at localhost this public route goes before routes[0] (/api/*), which protects the same path: ' +
      'the host decides before the path. Give routes[0] the same host, too.',
  );
});
