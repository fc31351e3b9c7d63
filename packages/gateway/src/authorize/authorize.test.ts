import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import { expect, test } from 'vitest';
import { compileRoutes } from '../routes/table.ts';
import { authorize } from './authorize.ts';

const order = (identifier: string, ...actions: string[]) => ({
  type: 'order',
  identifier,
  actions,
});

function judge(
  require: Route['require'],
  principal: Partial<SwapPrincipal>,
  path = '/orders/42',
): string {
  const route: Route = {
    path: '/orders/{id}',
    upstream: 'http://127.0.0.1:1',
    api: 'orders',
    ...(require ? { require } : {}),
  };
  const match = compileRoutes([route]).match('GET', '', path);
  if (match.kind !== 'route') throw new Error(match.kind);
  const plain: SwapPrincipal = {
    kind: 'user',
    sub: 'u',
    client_id: 'c',
    scope: [],
    permissions: [],
    authorization_details: [],
  };
  const refusal = authorize({ ...plain, ...principal }, match.route, match.parameters);
  return refusal ? `${refusal.status} ${refusal.description}` : 'allowed';
}

const details = order('{id}', 'read');
const confined = { authorization_details: [order('42', 'read')] };

test.each([
  ['a bare route', undefined, {}, 'allowed'],
  ['the permission', { permissions: ['a'] }, { permissions: ['a', 'b'] }, 'allowed'],
  [
    'one of two',
    { permissions: ['a', 'b'] },
    { permissions: ['a'] },
    '403 This needs the permission b at orders.',
  ],
  [
    'none of two',
    { permissions: ['a', 'b'] },
    {},
    '403 This needs the permissions a, b at orders.',
  ],
  ['the resource', { details }, confined, 'allowed'],
  ['the permission or the resource', { permissions: ['a'], details }, confined, 'allowed'],
  [
    'the permission in place of the resource',
    { permissions: ['a'], details },
    { permissions: ['a'] },
    'allowed',
  ],
  [
    'a permission where only a resource counts',
    { details },
    { permissions: ['a'] },
    '403 This needs a token for order 42 (read).',
  ],
  [
    'a confined token at a bare route',
    undefined,
    confined,
    '403 This access token is only for particular resources, and this route names none.',
  ],
  [
    'a confined token with a permission',
    { permissions: ['a'] },
    { ...confined, permissions: ['a'] },
    '403 This access token is only for particular resources, and this route names none.',
  ],
] as const)('%s', (_, require, principal, expected) => {
  expect(judge(require as Route['require'], principal as Partial<SwapPrincipal>)).toBe(expected);
});

test.each([
  ['/orders/43', '403 This needs a token for order 43 (read).'],
  ['/orders/%34%32', 'allowed'],
  ['/orders/%7Bid%7D', '403 This needs a token for order {id} (read).'],
  ['/orders/$&', '403 This needs a token for order $& (read).'],
])('a confined token at %s: %s', (path, expected) => {
  expect(judge({ details }, confined, path)).toBe(expected);
});

test('the challenge names what is missing', () => {
  const route: Route = {
    path: '/',
    upstream: 'http://a',
    api: 'orders',
    require: { permissions: ['a"b'] },
  };
  const match = compileRoutes([route]).match('GET', '', '/');
  const principal = {
    kind: 'user',
    sub: '',
    client_id: '',
    scope: [],
    permissions: [],
    authorization_details: [],
  } as const;
  const refusal =
    match.kind === 'route' &&
    authorize(
      { ...principal, scope: [], permissions: [], authorization_details: [] },
      match.route,
      [],
    );
  expect(refusal && [...refusal.headers]).toEqual([
    'WWW-Authenticate',
    'Bearer realm="sallyport", error="insufficient_scope", ' +
      'error_description="This needs the permission a?b at orders.", scope="a?b"',
  ]);
});
