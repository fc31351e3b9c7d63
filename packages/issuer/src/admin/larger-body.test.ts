import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { secret, shop } from '../../../../testing/shop.ts';

let issuer: TestIssuer;
let token: string;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
  const { url, context } = issuer;
  const { sql } = context;
  const api = `${url}/admin/v1`;
  await sql`update clients set apis = ${[api]}::text[] where id in ('shop-api', 'orders-service')`;
  await sql`insert into client_roles (client_id, role) values ('shop-api', 'administrator')`;
  token = await tokenOf('shop-api');
});
afterAll(() => issuer.close());

async function tokenOf(client: string): Promise<string> {
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic(client, secret(client)) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const people = (name: string, count = 1_000) => ({
  users: Array.from({ length: count }, (_, n) => ({
    email: `${name}${n}@larger.example`,
    name: 'x'.repeat(150),
  })),
});

const send = (body: string | ReadableStream, headers: Record<string, string>) =>
  fetch(`${issuer.url}/admin/v1/users/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    duplex: 'half',
  } as RequestInit);

test('an administrator imports a thousand people at once, over the listener', async () => {
  const headers = { authorization: `Bearer ${token}` };
  const announced = await send(JSON.stringify(people('announced')), headers);
  expect(await announced.json()).toEqual({ created: 1_000, existing: 0, refused: [] });
  // Two pieces, which are both there before the caller is known.
  const small = await send(JSON.stringify(people('small', 500)), headers);
  expect(await small.json()).toMatchObject({ created: 500 });
  const chunks = new Blob([JSON.stringify(people('chunks'))]).stream();
  expect(await (await send(chunks, headers)).json()).toMatchObject({ created: 1_000 });
});

test('the body is no larger than the operation takes', async () => {
  const headers = { authorization: `Bearer ${token}` };
  expect((await send('x'.repeat(4 * 1024 * 1024 + 1), headers)).status).toBe(413);
});

test('nobody else sends more than is usual, and nobody to another operation', async () => {
  const body = JSON.stringify(people('stranger'));
  for (const authorization of ['', 'Bearer x', `Bearer ${await tokenOf('orders-service')}`]) {
    expect((await send(body, { authorization })).status).toBe(413);
  }
  const elsewhere = await fetch(`${issuer.url}/admin/v1/users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body,
  });
  expect(elsewhere.status).toBe(413);
});
