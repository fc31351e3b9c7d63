import { expect, test } from 'vitest';
import { pathForLog } from './path-for-log.ts';

test.each([
  ['/api/orders/42', '/api/orders/42'],
  ['/reset/sp_act_abc', '/reset/…'],
  [`/reset/${'A-_9'.repeat(10)}/now`, '/reset/…/now'],
  [`/api/${'a/'.repeat(20)}orders`, `/api/${'a/'.repeat(20)}orders`],
  [`/${'a.'.repeat(400)}`, `/${'a.'.repeat(400)}`.slice(0, 500)],
])('%.40s', (path, logged) => {
  expect(pathForLog(path)).toBe(logged);
});
