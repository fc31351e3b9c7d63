import type { Route } from '@sallyport/protocol/route.ts';
import { describe, expect, test } from 'vitest';
import { compileRoutes } from './table.ts';

const upstream = 'http://127.0.0.1:7001';

function tableOf(...lines: string[]) {
  const routes = lines.map((line): Route => {
    const [path = '', methods] = line.split(' ');
    const api = line;
    return {
      path,
      upstream,
      api,
      ...(methods ? { require: { methods: methods.split(',') } } : {}),
    };
  });
  return compileRoutes(routes);
}

/** The line that a request ends at, with the path's parameters, or why at none. */
function find(lines: string[], method: string, path: string): string {
  const match = tableOf(...lines).match(method, path);
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

test('routes of one path are told apart by method, the first declared first', () => {
  const lines = ['/orders/{a} GET', '/orders/{b} POST', '/orders/{c}'];
  expect(find(lines, 'GET', '/orders/1')).toBe('/orders/{a} GET ← 1');
  expect(find(lines, 'HEAD', '/orders/1')).toBe('/orders/{a} GET ← 1');
  expect(find(lines, 'POST', '/orders/1')).toBe('/orders/{b} POST ← 1');
  expect(find(lines, 'DELETE', '/orders/1')).toBe('/orders/{c} ← 1');
});

test('another method never falls through to a wider path', () => {
  const match = tableOf('/*', '/admin/* GET').match('POST', '/admin/users');
  expect(match).toEqual({ kind: 'method_not_allowed', allow: ['GET', 'HEAD'] });
});

test('a parameter tried in vain leaves nothing behind', () => {
  expect(find(['/{a}/x', '/*'], 'GET', '/1/y')).toBe('/*');
});

test('a route that cannot be compiled is named', () => {
  expect(() => tableOf('/a/*/b')).toThrow('In /a/*/b, * may only be the last segment.');
});
