import { expect, test } from 'vitest';
import { principalOf } from './issuer-rules.ts';
import { can, requirePermission } from './permissions.ts';

const clerk = await principalOf({ sub: 'user-1', permissions: ['orders:read'] });
const details = { type: 'order', identifier: '42', actions: ['read'] };
const visitor = await principalOf({
  sub: 'link:1',
  permissions: ['orders:read'],
  authorization_details: [details],
});

test('a permission is held or not', () => {
  expect(can(clerk, 'orders:read')).toBe(true);
  expect(can(clerk, 'orders:refund')).toBe(false);
  expect(can(clerk, { permissions: ['orders:read', 'orders:refund'] })).toBe(false);
});

test('a confined token passes only for its resource', () => {
  expect(can(visitor, { permissions: ['orders:read'], details })).toBe(true);
  expect(can(visitor, 'orders:read')).toBe(false);
});

test('what is missing is named', () => {
  expect(() => requirePermission(clerk, 'orders:refund')).toThrow('This needs orders:refund.');
  expect(() => requirePermission(clerk, { details })).toThrow('does not permit this');
  expect(requirePermission(clerk, 'orders:read')).toBeUndefined();
});
