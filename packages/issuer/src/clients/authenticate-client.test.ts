import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { secret, shop } from '../../../../testing/shop.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

async function ask(fields: Record<string, string>, authorization?: string) {
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...fields }),
  });
  return {
    status: answer.status,
    challenge: answer.headers.get('www-authenticate'),
    body: (await answer.json()) as { error?: string; error_description?: string },
  };
}

describe('with a wrong secret the answer is the same as for an unknown client', async () => {
  const client_secret = 'not the secret of any client';
  const attempts: [string, Record<string, string>, authorization?: string][] = [
    ['by the right method', {}, basic('shop-api', client_secret)],
    ['by another', { client_id: 'shop-api', client_secret }],
    ['by none', { client_id: 'shop-api' }],
    ['as a client that has none', { client_id: 'shop-cli', client_secret }],
  ];
  test.each(attempts)('%s', async (_, fields, authorization) => {
    const stranger = await ask({}, basic('no-such-client', client_secret));
    expect(stranger.status).toBe(401);
    expect(await ask(fields, authorization)).toEqual(stranger);
  });
});

test('with the right secret the answer says how to send it', async () => {
  const { status, body } = await ask({ client_id: 'shop-api', client_secret: secret('shop-api') });
  expect(status).toBe(401);
  expect(body.error_description).toContain('client_secret_basic');
});

test('a 401 always says how to authenticate', async () => {
  const { status, challenge } = await ask({});
  expect([status, challenge]).toEqual([401, 'Basic realm="sallyport", charset="UTF-8"']);
});
