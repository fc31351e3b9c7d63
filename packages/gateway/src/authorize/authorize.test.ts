import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import { expect, test } from 'vitest';
import { compileRoute } from '../routes/compiled-route.ts';
import { compileRoutes } from '../routes/table.ts';
import { authorize } from './authorize.ts';

const order = (identifier: string, ...actions: string[]) => ({
  type: 'order',
  identifier,
  actions,
});

const plain: SwapPrincipal = {
  kind: 'user',
  sub: 'u',
  client_id: 'c',
  scope: [],
  permissions: [],
  authorization_details: [],
};
const now = 1_800_000_000;
const clock = { wall: () => now * 1_000 };

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
  const refusal = authorize({ ...plain, ...principal }, match.route, match.parameters, clock);
  return refusal ? `${refusal.status} ${refusal.description}` : 'allowed';
}

const details = order('{id}', 'read');
const confined = { authorization_details: [order('42', 'read')] };
const assigned = { assigned_details: [order('42', 'read')] };

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
    '403 This needs a token for order 42 (read), or a role on it.',
  ],
  ['a role on the resource', { details }, assigned, 'allowed'],
  ['a role on it in place of the permission', { permissions: ['a'], details }, assigned, 'allowed'],
  [
    'a role on one resource where all count',
    { permissions: ['a'] },
    assigned,
    '403 This needs the permission a at orders.',
  ],
  ['a role on one resource at a bare route', undefined, assigned, 'allowed'],
  [
    'a role on another one',
    { details: { ...details, identifier: '43' } },
    assigned,
    '403 This needs a token for order 43 (read), or a role on it.',
  ],
  [
    'a role that allows another action',
    { details: { ...details, actions: ['read', 'refund'] } },
    assigned,
    '403 This needs a token for order 42 (read, refund), or a role on it.',
  ],
  [
    'a role on it, by a token that is confined to another one',
    { details: { ...details, identifier: '43' } },
    {
      ...confined,
      assigned_details: [{ type: 'order', identifier: '43', actions: ['read'] }],
    },
    '403 This needs a token for order 43 (read).',
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

const strong = { acr: ['urn:mfa', 'urn:key'], max_age: 300 };
const strongly = { acr: 'urn:key', auth_time: now - 300 };

test.each([
  ['the scope', { scopes: ['s'] }, { scope: ['s', 't'] }, 'allowed'],
  ['one scope of two', { scopes: ['s', 't'] }, { scope: ['s'] }, '403 This needs the scope t.'],
  ['the role', { roles: ['r'] }, { roles: ['r'] }, 'allowed'],
  ['no role', { roles: ['r', 'q'] }, {}, '403 This needs the roles r, q.'],
  ['signed in strongly and lately', strong, strongly, 'allowed'],
  ['weakly', strong, { ...strongly, acr: 'urn:pwd' }, '401 This needs another way of signing in.'],
  ['more strongly than it takes', { acr: ['aal2'] }, { acr: 'phr' }, 'allowed'],
  ['less', { acr: ['aal2'] }, { acr: 'aal1' }, '401 This needs another way of signing in.'],
  ['in no known way', strong, { auth_time: now }, '401 This needs another way of signing in.'],
  [
    'too long ago',
    strong,
    { ...strongly, auth_time: now - 301 },
    '401 This needs a more recent sign-in.',
  ],
  ['no person', { max_age: 300 }, {}, '401 This needs a more recent sign-in.'],
  [
    'too long ago, and nothing that signing in would help',
    { ...strong, permissions: ['a'] },
    {},
    '403 This needs the permission a at orders.',
  ],
  [
    'a link to this order is from no person',
    { details, max_age: 300 },
    confined,
    '401 This needs a more recent sign-in.',
  ],
  [
    'nor does it have roles',
    { details, roles: ['support'] },
    confined,
    '403 This needs the role support.',
  ],
])('%s', (_, require, principal, expected) => {
  expect(judge(require, principal)).toBe(expected);
});

test.each([
  ['/orders/43', '403 This needs a token for order 43 (read).'],
  ['/orders/%34%32', 'allowed'],
  ['/orders/%7Bid%7D', '403 This needs a token for order {id} (read).'],
  ['/orders/$&', '403 This needs a token for order $& (read).'],
])('a confined token at %s: %s', (path, expected) => {
  expect(judge({ details }, confined, path)).toBe(expected);
});

test('the challenge of RFC 9470 says what to ask for', () => {
  const require = { acr: ['urn:mfa', 'urn:key'], max_age: 300 };
  const route = compileRoute({ path: '/', upstream: 'http://a', api: 'orders', require }, []);
  expect(authorize(plain, route, [], clock)).toMatchObject({
    rule: { name: 'require.acr', missing: ['urn:mfa', 'urn:key'] },
    status: 401,
    error: 'insufficient_user_authentication',
    headers: [
      'WWW-Authenticate',
      'Bearer realm="sallyport", error="insufficient_user_authentication", ' +
        'error_description="This needs another way of signing in.", ' +
        'acr_values="urn:mfa urn:key", max_age="300"',
    ],
  });
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
      clock,
    );
  expect(refusal && [...refusal.headers]).toEqual([
    'WWW-Authenticate',
    'Bearer realm="sallyport", error="insufficient_scope", ' +
      'error_description="This needs the permission a?b at orders.", scope="a?b"',
  ]);
});
