import { expect, test } from 'vitest';
import { wantsJwt } from './wants-jwt.ts';

test.each([
  ['application/jwt', true],
  ['Application/JWT; q=0.5', true],
  ['application/json, application/jwt', true],
  ['application/jwt;q=0', false],
  ['application/jwt; q=0.000', false],
  ['application/jwt+x', false],
  ['application/token-introspection+jwt', false],
  ['*/*', false],
  ['', false],
  [undefined, false],
])('%s: %s', (accept, right) => {
  expect(wantsJwt(accept)).toBe(right);
});
