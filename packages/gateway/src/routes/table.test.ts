import type { Route } from '@sallyport/protocol/route.ts';
import { describe, expect, test } from 'vitest';
import { compileRoutes } from './table.ts';

const upstream = 'http://127.0.0.1:7001';

function tableOf(...lines: string[]) {
  const routes = lines.map((line): Route => {
    const [place = '', methods] = line.split(' ');
    const [host, ...path] = place.split('/');
    return {
      ...(host && { host }),
      path: `/${path.join('/')}`,
      upstream,
      api: line,
      ...(methods && { methods: methods.split(',') }),
    };
  });
  return compileRoutes(routes);
}

/** The line that a request ends at, with the path's parameters, or why at none. */
function find(lines: string[], method: string, path: string, host = ''): string {
  const match = tableOf(...lines).match(method, host, path);
  if (match.kind !== 'route') return match.kind;
  return [match.route.api, ...match.parameters].join(' ← ');
}

describe('the most specific path decides', () => {
  const lines = [
    '/api/*',
    '/api/orders/*',
    '/api/orders/{id}',
    '/api/orders/new',
    '/api/{x}/items',
  ];
  test.each([
    ['/api', '/api/*'],
    ['/api/', '/api/*'],
    ['/api/other/deep', '/api/*'],
    ['/api/orders', '/api/orders/*'],
    ['/api/orders/7', '/api/orders/{id} ← 7'],
    ['/api/orders/7/', '/api/orders/{id} ← 7'],
    ['/api/orders/a%20b', '/api/orders/{id} ← a b'],
    ['/api/orders/new', '/api/orders/new'],
    ['/api/orders/NEW', '/api/orders/new'],
    ['/API/Orders/%6eew', '/api/orders/new'],
    ['/api/orders/7/lines', '/api/orders/*'],
    ['/api/things/items', '/api/{x}/items ← things'],
    ['/other', 'no_route'],
    ['/api/../orders', 'bad_path'],
  ])('%s', (path, expected) => {
    expect(find(lines, 'GET', path)).toBe(expected);
  });
});

describe('the most specific host goes before the most specific path', () => {
  const lines = [
    '/*',
    '/a/b',
    '*.example/*',
    '*.shop.example/*',
    'api.shop.example/a/*',
    'api.shop.example/a/{x} PUT',
    '[::1]/*',
  ];
  test.each([
    ['api.shop.example', '/a', 'api.shop.example/a/*'],
    ['api.shop.example:8443', '/a', 'api.shop.example/a/*'],
    ['api.shop.example.', '/a', 'api.shop.example/a/*'],
    ['api.shop.example.:443', '/a', 'api.shop.example/a/*'],
    // Its path decides, although wider hosts take the method.
    ['api.shop.example', '/a/b', 'method_not_allowed'],
    // No path of its own fits.
    ['api.shop.example', '/b', '*.shop.example/*'],
    ['x.y.shop.example', '/a/b', '*.shop.example/*'],
    ['shop.example', '/a/b', '*.example/*'],
    ['example', '/a/b', '/a/b'],
    ['notshop.example', '/', '*.example/*'],
    ['[::1]:8080', '/a/b', '[::1]/*'],
    ['api.shop.example:80:80', '/a', '/*'],
    ['', '/a/b', '/a/b'],
  ])('%s %s', (host, path, expected) => {
    expect(find(lines, 'GET', path, host)).toBe(expected);
  });

  test('a search in vain at one host leaves nothing for the next', () => {
    expect(find(['a.example/{x}/y', '/{z}/*'], 'GET', '/1/2', 'a.example')).toBe('/{z}/* ← 1');
  });
});

test('methods that were declared within require count', () => {
  const require = { methods: ['GET'] };
  const table = compileRoutes([{ path: '/*', upstream, api: 'orders', require }]);
  expect(table.match('POST', '', '/x').kind).toBe('method_not_allowed');
});

test('routes of one path are told apart by method, the first declared first', () => {
  const lines = ['/orders/{a} GET', '/orders/{b} POST', '/orders/{c}'];
  expect(find(lines, 'GET', '/orders/1')).toBe('/orders/{a} GET ← 1');
  expect(find(lines, 'HEAD', '/orders/1')).toBe('/orders/{a} GET ← 1');
  expect(find(lines, 'POST', '/orders/1')).toBe('/orders/{b} POST ← 1');
  expect(find(lines, 'DELETE', '/orders/1')).toBe('/orders/{c} ← 1');
});

test('another method never falls through to a wider path', () => {
  const match = tableOf('/*', '/admin/* GET').match('POST', '', '/admin/users');
  expect(match).toEqual({ kind: 'method_not_allowed', allow: ['GET', 'HEAD'] });
});

test('a parameter tried in vain leaves nothing behind', () => {
  expect(find(['/{a}/x', '/*'], 'GET', '/1/y')).toBe('/*');
});

test('a route that cannot be compiled is named', () => {
  expect(() => tableOf('/a/*/b')).toThrow('In /a/*/b, * may only be the last segment.');
});

test('a match that was made before is the same, and another method, host or path another', () => {
  const route = (path: string, methods: string[]) => ({
    ...{ path, upstream: 'http://a', api: 'https://orders.example' },
    methods,
  });
  const table = compileRoutes([route('/a/{id}', ['GET']), route('/b', ['GET'])]);
  for (let count = 0; count < 2; count++) {
    expect(table.match('GET', 'a', '/a/1')).toMatchObject({ kind: 'route', parameters: ['1'] });
    expect(table.match('GET', 'a', '/a/2')).toMatchObject({ kind: 'route', parameters: ['2'] });
    expect(table.match('POST', 'a', '/a/1')).toMatchObject({ kind: 'method_not_allowed' });
    expect(table.match('GET', 'a', '/c')).toMatchObject({ kind: 'no_route' });
  }
});

test('a host that ends like a path does not make a path out of one that is none', () => {
  const table = tableOf('/api/*');
  expect(table.match('GET', 'shop.example /x', '/api/a').kind).toBe('route');
  expect(table.match('GET', 'shop.example', '/x /api/a').kind).toBe('bad_path');
});

test('an application that goes first is before a route for everything, and before no other one', () => {
  const routes = ['/*', '/console/open'].map((path) => ({ path, upstream, api: 'orders' }));
  const table = compileRoutes(routes, (host, path) => host === 'a' && path.startsWith('/console'));
  const kind = (host: string, path: string) => table.match('GET', host, path).kind;
  for (let time = 0; time < 2; time++) {
    expect(kind('a', '/console/x')).toBe('no_route');
    expect(kind('b', '/console/x')).toBe('route');
    expect(kind('a', '/console/open')).toBe('route');
    expect(kind('a', '/other')).toBe('route');
  }
});

test('so it is before one for everything of a single method', () => {
  const route = { path: '/*', methods: ['POST'], upstream, api: 'orders' };
  const table = compileRoutes([route], (_, path) => path.startsWith('/console/'));
  expect(table.match('GET', 'a', '/console/').kind).toBe('no_route');
  expect(table.match('GET', 'a', '/x').kind).toBe('method_not_allowed');
});
