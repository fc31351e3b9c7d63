import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

async function ask(authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization };
  const answer = await fetch(`${issuer.url}/userinfo`, { headers });
  return { status: answer.status, challenge: answer.headers.get('www-authenticate'), answer };
}

test('tells what the scopes are for', async () => {
  const { access_token } = await signInToShop(issuer.url, { scope: 'openid email' });
  const { answer } = await ask(`Bearer ${access_token}`);
  expect(await answer.json()).toEqual({
    sub: expect.any(String),
    email: alice.email,
    email_verified: expect.any(Boolean),
    acr: 'aal1',
  });
});

test.each([
  ['no credentials', undefined],
  ['those of a client', basic('shop-web', secret('shop-web'))],
])('with %s it asks for a token, and calls nothing wrong', async (_, authorization) => {
  const { status, challenge } = await ask(authorization);
  expect([status, challenge]).toEqual([401, 'Bearer realm="sallyport"']);
});

test('with a token that is none it says so', async () => {
  const { status, challenge } = await ask('Bearer junk');
  expect([status, challenge]).toEqual([401, expect.stringContaining('error="invalid_token"')]);
});
