import type { SwapResponse, SwapResult } from '@sallyport/protocol/internal.ts';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, orders, reports, secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { connect } from '../database/connection.ts';
import { createFactsReader } from './facts-reader.service.ts';
import { resolveAccess } from './resolve-access.service.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

const json = { 'content-type': 'application/json' };

async function swap(...swaps: { token: string; audience: string }[]): Promise<SwapResponse> {
  const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
    method: 'POST',
    headers: { ...json, authorization: issuer.gatewayAuthorization },
    body: JSON.stringify({ leased: true, swaps }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as SwapResponse;
}

async function swapOne(token: string, audience = orders): Promise<SwapResult> {
  return (await swap({ token, audience })).results[0]!;
}

const tokenOfAlice = async () => (await signInToShop(issuer.url)).access_token;

test('one token gives each API a JWT of its own, with what that API may know', async () => {
  const token = await tokenOfAlice();
  const { results } = await swap({ token, audience: orders }, { token, audience: reports });
  const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`));
  const claims = await Promise.all(
    results.map(async (result, index) => {
      if (!result.ok) throw new Error(result.error_description);
      const audience = [orders, reports][index]!;
      const options = { issuer: issuer.url, audience, typ: 'at+jwt' };
      return (await jwtVerify(result.jwt, keys, options)).payload;
    }),
  );
  expect(claims[0]).toMatchObject({
    sub_kind: 'user',
    client_id: 'shop-web',
    roles: ['support'],
    permissions: ['orders:read', 'orders:refund'],
    name: 'Alice',
    email: alice.email,
  });
  expect(claims[1]).toMatchObject({ permissions: ['reports:read'] });
  expect(claims[1]).not.toHaveProperty('email');
  expect(claims[0]!.exp! - claims[0]!.iat!).toBe(60);
});

test('each JWT has an id of its own', async () => {
  const token = await tokenOfAlice();
  const asked = { token, audience: orders };
  const { results } = await swap(asked, asked, { token, audience: reports });
  const ids = results.map((result) => result.ok && decodeJwt(result.jwt).jti);
  expect(new Set(ids).size).toBe(3);
});

test('a role that ends within the second is over, and one that ends later ends the JWT', async () => {
  const token = await tokenOfAlice();
  const { sql, clock } = issuer.context;
  const endIn = (ms: number) => {
    const end = new Date(clock.now().getTime() + ms);
    return sql`update group_members set valid_until = ${end}`.then(() => end);
  };
  try {
    const end = await endIn(5_400);
    const before = Date.now();
    const result = await swapOne(token);
    if (!result.ok) throw new Error(result.error_description);
    const { exp } = decodeJwt(result.jwt);
    expect(exp).toBe(Math.floor(end.getTime() / 1000));
    // By no more than a whole answer may take, and never beyond the end of the JWT.
    expect(before + result.valid_for_ms).toBeLessThanOrEqual(exp! * 1000);

    await endIn(1);
    expect(await swapOne(token)).toMatchObject({ ok: true, principal: { permissions: [] } });
  } finally {
    await sql`update group_members set valid_until = null`;
  }
});

test('tells what routes may require of a person: roles, and when it was that they signed in', async () => {
  const before = Math.floor(Date.now() / 1_000);
  const result = await swapOne(await tokenOfAlice());
  if (!result.ok) throw new Error(result.error_description);
  const { roles, auth_time } = result.principal;
  expect(roles).toEqual(decodeJwt(result.jwt)['roles']);
  expect(roles).toContain('support');
  expect(auth_time).toBeGreaterThanOrEqual(before);
});

test('a caller without roles has no such claim: validators of RFC 9068 refuse an empty one', async () => {
  const asked = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic('orders-service', secret('orders-service')) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await asked.json()) as { access_token: string };
  const result = await swapOne(token, reports);
  if (!result.ok) throw new Error(result.error_description);
  const claims = decodeJwt(result.jwt);
  expect(claims).toMatchObject({ sub: 'orders-service', permissions: [] });
  expect(claims).not.toHaveProperty('roles');
});

test('names everything that it depends on', async () => {
  const result = await swapOne(await tokenOfAlice());
  expect(result.ok && result.tags.map((subject) => subject.split(':')[0])).toEqual(
    expect.arrayContaining([
      'token',
      'client',
      'api',
      'user',
      'grant',
      'session',
      'role',
      'group',
      'key',
    ]),
  );
  expect(result.ok && result.tags).toEqual(
    expect.arrayContaining(['role:support', 'group:staff', 'group:everyone', `api:${orders}`]),
  );
});

describe('refused', () => {
  test('junk, without harm to its neighbours in the batch', async () => {
    const token = await tokenOfAlice();
    const junk = 'sp_at_junk';
    const { results } = await swap({ token: junk, audience: orders }, { token, audience: orders });
    expect(results.map((result) => result.ok)).toEqual([false, true]);
  });

  test('a token of any length, without harm to its neighbours either', async () => {
    const token = await tokenOfAlice();
    const long = token + 'x'.repeat(10_000);
    const { results } = await swap({ token: long, audience: orders }, { token, audience: orders });
    expect(results).toMatchObject([{ ok: false, error: 'invalid_token' }, { ok: true }]);
  });

  test('junk, before the database is asked', async () => {
    const sql = connect({ url: issuer.context.settings.databaseUrl });
    await sql.end();
    const facts = createFactsReader({ sql, clock: issuer.clock });
    const context = { ...issuer.context, facts };
    expect(await resolveAccess('junk', orders, context)).toMatchObject({ error: 'invalid_token' });
    await expect(resolveAccess(await tokenOfAlice(), orders, context)).rejects.toThrow();
  });

  test('an API whose row cannot be read, which is named, without harm to its neighbours', async () => {
    const token = await tokenOfAlice();
    const { sql } = issuer.context;
    await sql`update apis set signing_alg = 'none' where id = ${orders}`;
    try {
      const { results } = await swap({ token, audience: orders }, { token, audience: reports });
      expect(results).toMatchObject([{ ok: false, error: 'server_error' }, { ok: true }]);
      expect(issuer.logged.at(-1)).toContain(`apis \\"${orders}\\": signingAlg`);
    } finally {
      await sql`update apis set signing_alg = 'ES256' where id = ${orders}`;
    }
  });

  test('an API that the token was not issued for', async () => {
    const token = await tokenOfAlice();
    expect(await swapOne(token, 'https://other.example')).toMatchObject({
      error: 'insufficient_scope',
    });
  });

  test.each([
    [
      'the user is disabled',
      (id: string) => issuer.context.sql`
      update users set disabled_at = now() where id = ${id}`,
      (id: string) => issuer.context.sql`
      update users set disabled_at = null where id = ${id}`,
    ],
    [
      'the session has ended',
      (id: string) => issuer.context.sql`
      update sessions set ended_at = now() where user_id = ${id}`,
      null,
    ],
    [
      'the grant was revoked',
      (id: string) => issuer.context.sql`
      update grants set revoked_at = now() where user_id = ${id}`,
      null,
    ],
    [
      'the grant is gone',
      (id: string) => issuer.context.sql`
      delete from grants where user_id = ${id}`,
      null,
    ],
  ])('once %s', async (_, take, restore) => {
    const token = await tokenOfAlice();
    expect((await swapOne(token)).ok).toBe(true);
    const [user] = await issuer.context.sql<{ id: string }[]>`
      select id from users where email = ${alice.email}`;
    await take(user!.id);
    expect(await swapOne(token)).toMatchObject({ ok: false, error: 'invalid_token' });
    await restore?.(user!.id);
  });

  test('once the client may no longer call the API', async () => {
    const token = await tokenOfAlice();
    const { sql } = issuer.context;
    await sql`update clients set apis = '{}' where id = 'shop-web'`;
    expect(await swapOne(token)).toMatchObject({ ok: false, error: 'insufficient_scope' });
    await sql`update clients set apis = ${[orders, reports]} where id = 'shop-web'`;
  });

  test('once it has expired', async () => {
    const token = await tokenOfAlice();
    issuer.clock.advance(601);
    expect(await swapOne(token)).toMatchObject({ error: 'invalid_token' });
  });

  test('without the credential of a gateway', async () => {
    const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
      method: 'POST',
      headers: { ...json, authorization: basic('shop-web', secret('shop-web')) },
      body: JSON.stringify({ leased: true, swaps: [{ token: 'x', audience: 'y' }] }),
    });
    expect(answer.status).toBe(401);
  });
});
