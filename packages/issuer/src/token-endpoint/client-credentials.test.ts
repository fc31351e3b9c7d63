import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, secret, shop } from '../../../../testing/shop.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

async function ask(id: string, fields: Record<string, string> = {}): Promise<object> {
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic(id, secret(id)) },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }),
  });
  return (await answer.json()) as object;
}

test('a client gets what it is registered for', async () => {
  expect(await ask('shop-api', { resource: orders })).toMatchObject({ scope: 'links:create' });
});

test('a client without scopes is told of none', async () => {
  expect(await ask('orders-service')).toEqual({
    access_token: expect.stringMatching(/^sp_at_/),
    token_type: 'Bearer',
    expires_in: 600,
  });
});
