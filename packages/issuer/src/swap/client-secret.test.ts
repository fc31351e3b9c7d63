import type { SwapResponse, SwapResult } from '@sallyport/protocol/internal.ts';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, secret, shop } from '../../../../testing/shop.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer({
    ...shop,
    clients: [
      ...shop.clients,
      {
        ...{ id: 'by-post', name: 'By post', type: 'service', secret: secret('by-post') },
        ...{ auth_method: 'client_secret_post', grants: ['client_credentials'], apis: [orders] },
      },
    ],
  });
});
afterAll(() => issuer.close());

async function swap(token: string, network = '192.0.2.7'): Promise<SwapResult> {
  const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: issuer.gatewayAuthorization },
    body: JSON.stringify({ leased: true, swaps: [{ token, audience: orders, network }] }),
  });
  return ((await answer.json()) as SwapResponse).results[0]!;
}

test('the secret of a client gives what its access token would', async () => {
  const credentials = basic('shop-api', secret('shop-api'));
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: credentials },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: orders }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  const [bySecret, byToken] = [await swap(credentials), await swap(access_token)];
  if (!bySecret.ok || !byToken.ok) throw new Error('refused');
  expect(bySecret.principal).toEqual(byToken.principal);
  expect(bySecret.tags).toEqual(
    expect.arrayContaining(['client:shop-api', 'client_secret:shop-api', `api:${orders}`]),
  );
  const { sub, sub_kind, aud, permissions } = decodeJwt(bySecret.jwt);
  expect({ sub, sub_kind, aud, permissions }).toEqual({
    ...{ sub: 'shop-api', sub_kind: 'client', aud: orders },
    permissions: decodeJwt(byToken.jwt)['permissions'],
  });
});

test.each([
  ['a wrong secret', basic('shop-api', secret('other')), 'invalid_client'],
  ['an unknown client', basic('nobody', secret('nobody')), 'invalid_client'],
  ['a client with another method', basic('by-post', secret('by-post')), 'invalid_client'],
  ['a client without the grant', basic('shop-web', secret('shop-web')), 'access_denied'],
  ['no base64', 'Basic !', 'invalid_client'],
])('%s gives nothing', async (_, token, error) => {
  expect(await swap(token)).toMatchObject({ ok: false, error });
});

test('guesses are counted by the network of the caller, as at the token endpoint', async () => {
  const right = basic('orders-service', secret('orders-service'));
  for (let guess = 0; guess < 20; guess++) {
    const answer = await swap(basic('orders-service', `${secret('x')}${guess}`), '198.51.100.1');
    expect(answer).toMatchObject({ error: 'invalid_client' });
  }
  expect(await swap(right, '198.51.100.1')).toMatchObject({
    ok: false,
    error: 'too_many_requests',
    retry_after: expect.any(Number),
  });
  expect(await swap(right, '192.0.2.7')).not.toMatchObject({ error: 'too_many_requests' });
});

test('a secret that is replaced is worth nothing, and caches are told', async () => {
  const before = await swap(basic('shop-api', secret('shop-api')));
  expect(before.ok).toBe(true);
  const clients = shop.clients.map((client) =>
    client.id === 'shop-api' ? { ...client, secret: secret('new') } : client,
  );
  const [from] = await issuer.context.sql`select pos from head`;
  await applyConfiguration(declarationSchema.parse({ ...shop, clients }), issuer.context);
  expect(await swap(basic('shop-api', secret('shop-api')))).toMatchObject({
    error: 'invalid_client',
  });
  expect((await swap(basic('shop-api', secret('new')))).ok).toBe(true);
  const changes = await issuer.context.sql`
    select tags from changes where pos > ${from!['pos']}`;
  expect(JSON.stringify(changes)).toContain('client_secret:shop-api');
});
