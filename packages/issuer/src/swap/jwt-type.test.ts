import type { SwapResponse } from '@sallyport/protocol/internal.ts';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, reports, secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  const [first, second] = shop.apis;
  issuer = await startTestIssuer({ ...shop, apis: [{ ...first, jwt_type: 'JWT' }, second] });
});
afterAll(() => issuer.close());

const asOrders = { authorization: basic('orders-service', secret('orders-service')) };

async function jwtFor(audience: string): Promise<string> {
  const { access_token } = await signInToShop(issuer.url);
  const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: issuer.gatewayAuthorization },
    body: JSON.stringify({ leased: true, swaps: [{ token: access_token, audience }] }),
  });
  const [result] = ((await answer.json()) as SwapResponse).results;
  if (!result?.ok) throw new Error(result?.error_description);
  return result.jwt;
}

const exchange = (subject: string): Promise<Response> =>
  fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: asOrders,
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: subject,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      resource: reports,
    }),
  });

test('the JWTs of an API are marked as it says, by the gateway and by introspection', async () => {
  expect(decodeProtectedHeader(await jwtFor(orders)).typ).toBe('JWT');
  expect(decodeProtectedHeader(await jwtFor(reports)).typ).toBe('at+jwt');

  const { access_token: token } = await signInToShop(issuer.url);
  const answer = await fetch(`${issuer.url}/introspect`, {
    method: 'POST',
    headers: { ...asOrders, accept: 'application/jwt' },
    body: new URLSearchParams({ token, resource: orders }),
  });
  expect(answer.status).toBe(200);
  expect(decodeProtectedHeader(await answer.text()).typ).toBe('JWT');
});

test('a service exchanges one that is marked JWT, for one of the type of the API that it calls', async () => {
  const answer = await exchange(await jwtFor(orders));
  expect(answer.status).toBe(200);
  const { access_token: jwt } = (await answer.json()) as { access_token: string };
  expect(decodeProtectedHeader(jwt).typ).toBe('at+jwt');
});

test('an ID token is not exchanged', async () => {
  const { id_token: idToken } = await signInToShop(issuer.url);
  if (!idToken) throw new Error('no ID token came');
  expect(decodeProtectedHeader(idToken).typ).not.toBe('at+jwt');
  const answer = await exchange(idToken);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: 'invalid_request' });
});
