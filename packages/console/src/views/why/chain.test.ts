import { expect, test } from 'vitest';
import { chainOf, type Receipt } from './chain.ts';

const receipt = {
  route: '/api/orders/{id}/refund',
  credentials: 'session_cookie',
  caller: { kind: 'user', sub: 'alice' },
  rule: { name: 'require.permissions', missing: ['orders:refund'] },
  error: 'insufficient_scope',
} as unknown as Receipt;

const failed = (changes: Partial<Receipt>) =>
  chainOf({ ...receipt, ...changes }).find(({ state }) => state === 'failed')?.step;

test('the first link that is missing is marked, and what follows was not reached', () => {
  expect(chainOf(receipt).map(({ state }) => state)).toEqual([
    ...['passed', 'passed', 'passed', 'passed', 'failed'],
  ]);
  expect(
    chainOf({ ...receipt, rule: null, credentials: 'none' }).map(({ state }) => state),
  ).toEqual(['passed', 'passed', 'failed', 'not reached', 'not reached']);
});

test.each<[string, Partial<Receipt>, string]>([
  ['no route', { rule: null, route: null, credentials: 'none' }, 'route'],
  ['a token that is not accepted', { rule: null, error: 'invalid_token' }, 'caller'],
  ['a token that nobody is behind', { rule: null, caller: null }, 'caller'],
  ['a token for another API', { rule: null }, 'rule'],
])('%s', (_, changes, step) => {
  expect(failed(changes)).toBe(step);
});
