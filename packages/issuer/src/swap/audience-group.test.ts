import type { SwapResponse } from '@sallyport/protocol/internal.ts';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, reports, secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';

const other = 'https://other.example';

let issuer: TestIssuer;
beforeAll(async () => {
  const [first, second] = shop.apis;
  issuer = await startTestIssuer({
    ...shop,
    apis: [
      { ...first, audience_group: 'shop' },
      { ...second, audience_group: 'shop' },
      { id: other, name: 'Other', permissions: ['orders:read'] },
    ],
    clients: shop.clients.map((client) =>
      'apis' in client && client.id !== 'shop-cli'
        ? { ...client, apis: [...client.apis, other] }
        : client,
    ),
  });
});
afterAll(() => issuer.close());

async function swap(token: string, audience: string) {
  const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: issuer.gatewayAuthorization },
    body: JSON.stringify({ leased: true, swaps: [{ token, audience }] }),
  });
  const [result] = ((await answer.json()) as SwapResponse).results;
  if (!result?.ok) throw new Error(result?.error_description);
  return { claims: decodeJwt(result.jwt), tags: result.tags, principal: result.principal };
}

test('APIs of one group share a JWT, with what all may know and all permissions', async () => {
  const { access_token } = await signInToShop(issuer.url);
  const atReports = await swap(access_token, reports);
  expect(atReports.claims).toMatchObject({ aud: [reports, orders], email: 'alice@example.com' });
  expect(atReports.principal.permissions.toSorted()).toEqual([
    'orders:read',
    'orders:refund',
    'reports:read',
  ]);
  // A change at either evicts it.
  expect(atReports.tags).toEqual(expect.arrayContaining([`api:${orders}`, `api:${reports}`]));
});

test('an API without a group is alone', async () => {
  const { access_token } = await signInToShop(issuer.url);
  expect((await swap(access_token, other)).claims).toMatchObject({
    aud: other,
    permissions: ['orders:read'],
  });
});

test('a link is for the one API that it was made for', async () => {
  const made = await send(`${issuer.url}/links`, {
    authorization: basic('shop-api', secret('shop-api')),
    body: { url: 'https://shop.example/x', api: orders, permissions: ['orders:read'] },
  });
  const action = new URLSearchParams(new URL(made['url']!).hash.slice(1)).get('action_token');
  const redeemed = await send(`${issuer.url}/links/redeem`, {
    origin: 'https://shop.example',
    body: { action_token: action },
  });
  expect((await swap(redeemed['access_token']!, orders)).claims).toMatchObject({
    aud: orders,
    permissions: ['orders:read'],
  });
});

async function send(
  url: string,
  { body, ...headers }: { body: object; authorization?: string; origin?: string },
): Promise<Record<string, string>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, string>;
}

test('a JWT of a group can be exchanged by the service that it was sent to', async () => {
  const { access_token } = await signInToShop(issuer.url);
  const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: issuer.gatewayAuthorization },
    body: JSON.stringify({ leased: true, swaps: [{ token: access_token, audience: orders }] }),
  });
  const { results } = (await answer.json()) as { results: { jwt: string }[] };
  const exchanged = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic('orders-service', secret('orders-service')) },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: results[0]!.jwt,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      resource: other,
    }),
  });
  const { access_token: jwt } = (await exchanged.json()) as { access_token: string };
  expect(decodeJwt(jwt)).toMatchObject({
    aud: other,
    permissions: ['orders:read'],
    origin: { api: orders, client: 'shop-web' },
  });
});
