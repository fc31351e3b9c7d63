import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { issueAccessToken } from '../tokens/access-token.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

const web = basic('shop-web', secret('shop-web'));

const revoke = (token: string, authorization = web) =>
  fetch(`${issuer.url}/revoke`, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams({ token }),
  });

const userinfo = async (token: string) =>
  (await fetch(`${issuer.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status;

const refresh = async (token: string) => {
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: web },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }),
  });
  return { status: answer.status, ...((await answer.json()) as { access_token?: string }) };
};

test('an access token goes alone', async () => {
  const tokens = await signInToShop(issuer.url);
  expect(await userinfo(tokens.access_token)).toBe(200);
  expect((await revoke(tokens.access_token)).status).toBe(200);
  expect(await userinfo(tokens.access_token)).toBe(401);
  const { status, access_token } = await refresh(tokens.refresh_token);
  expect([status, await userinfo(access_token!)]).toEqual([200, 200]);
});

test('a refresh token takes all that came of it along', async () => {
  const tokens = await signInToShop(issuer.url);
  expect((await revoke(tokens.refresh_token)).status).toBe(200);
  expect(await userinfo(tokens.access_token)).toBe(401);
  expect((await refresh(tokens.refresh_token)).status).toBe(400);
});

test('twenty at once, and once more, are all answered the same', async () => {
  const tokens = await signInToShop(issuer.url);
  const answers = await Promise.all(Array.from({ length: 20 }, () => revoke(tokens.refresh_token)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await revoke(tokens.refresh_token)).status).toBe(200);
  const audited = await issuer.context.sql`
    select subjects from audit_events where action = 'grant.revoke'
    group by subjects having count(*) > 1`;
  expect(audited).toHaveLength(0);
});

describe('what it does not do', () => {
  test('take back the token of another client', async () => {
    const tokens = await signInToShop(issuer.url);
    const other = basic('shop-api', secret('shop-api'));
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      expect((await revoke(token, other)).status).toBe(200);
    }
    expect(await userinfo(tokens.access_token)).toBe(200);
  });

  test('complain about a token it does not know', async () => {
    expect((await revoke('whatever')).status).toBe(200);
  });

  test('answer without authentication', async () => {
    expect((await revoke('whatever', basic('shop-web', 'wrong'))).status).toBe(401);
  });
});

test('a node whose clock is fifteen minutes ahead revokes what others still accept', async () => {
  const tokens = await signInToShop(issuer.url);
  issuer.clock.advance(15 * 60);
  expect((await revoke(tokens.access_token)).status).toBe(200);
  issuer.clock.advance(-15 * 60);
  expect(await userinfo(tokens.access_token)).toBe(401);
});

test('a token that expired weeks ago is answered like any other', async () => {
  const now = secondsAfter(issuer.clock.now(), -30 * 86_400);
  const source = { kind: 'client', source: 'shop-web', client: 'shop-web' } as const;
  const old = issueAccessToken({ ...source, scope: [], audiences: [], now }, issuer.context);
  expect((await revoke(old.accessToken)).status).toBe(200);
});
