import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { shop } from '../../../../testing/shop.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

const allowedBy = async (method: string, path: string) => {
  const answer = await fetch(issuer.url + path, { method });
  const { headers, status } = answer;
  await answer.body?.cancel();
  return [
    status,
    headers.get('access-control-allow-origin'),
    headers.get('access-control-expose-headers'),
  ];
};

test.each([
  ['GET', '/.well-known/openid-configuration', 200],
  ['GET', '/jwks', 200],
  ['POST', '/token', 415],
  ['POST', '/revoke', 415],
  ['GET', '/userinfo', 401],
  ['GET', '/token', 405],
  ['OPTIONS', '/token', 204],
])('any page may read the answer to %s %s, which is %i', async (method, path, status) => {
  expect(await allowedBy(method, path)).toEqual([status, '*', 'WWW-Authenticate']);
});

test.each([
  ['POST', '/introspect'],
  ['POST', '/access/v1/evaluation'],
  ['GET', '/authorize'],
  ['GET', '/health/live'],
  ['GET', '/admin/v1/users'],
])('and not that to %s %s', async (method, path) => {
  const [, origin, exposed] = await allowedBy(method, path);
  expect([origin, exposed]).toEqual([null, null]);
});
