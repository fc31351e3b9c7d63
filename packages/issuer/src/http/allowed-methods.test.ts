import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { shop } from '../../../../testing/shop.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

const link = '/links/00000000-0000-4000-8000-000000000000';

test.each([
  ['GET', '/token', 'OPTIONS, POST'],
  ['GET', '/introspect', 'POST'],
  ['DELETE', '/userinfo', 'GET, HEAD, OPTIONS, POST'],
  ['PUT', link, 'DELETE, GET, HEAD'],
  ['PUT', '/admin/v1/users', 'GET, HEAD, POST'],
  ['POST', '/jwks', 'GET, HEAD, OPTIONS'],
])('%s %s is told what is allowed', async (method, path, allowed) => {
  const answer = await fetch(issuer.url + path, { method });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed]);
  expect(await answer.json()).toMatchObject({ error: 'method_not_allowed' });
});

test.each(['/nothing', '/token/', '/links/a/b', '/admin/v1', '/assets/'])(
  'at %s there is nothing',
  async (path) => {
    const answer = await fetch(issuer.url + path, { method: 'PUT' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([404, null]);
    expect(await answer.json()).toMatchObject({ error: 'not_found' });
  },
);

test('at / a page says what this is', async () => {
  const answer = await fetch(`${issuer.url}/`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/html; charset=UTF-8',
  ]);
  expect(await answer.text()).toContain('href="/.well-known/openid-configuration"');
});
