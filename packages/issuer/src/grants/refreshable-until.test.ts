import { afterEach, beforeEach, expect, test } from 'vitest';
import { authorizeAs, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, secret, shop, webRedirect } from '../../../../testing/shop.ts';
import { createVisitor } from '../../../../testing/visitor.ts';

const hour = 3600;
const day = 24 * hour;

let issuer: TestIssuer;
beforeEach(async () => {
  issuer = await startTestIssuer(shop);
});
afterEach(() => issuer.close());

async function token(fields: Record<string, string>) {
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic('shop-web', secret('shop-web')) },
    body: new URLSearchParams(fields),
  });
  const body = (await answer.json()) as {
    refresh_token?: string;
    refresh_token_expires_in: number;
  };
  return { status: answer.status, ...body };
}

async function signIn(scope: string) {
  const codeVerifier = verifier();
  const client = { clientId: 'shop-web', redirectUri: webRedirect };
  const request = { issuer: issuer.url, ...client, codeVerifier, scope };
  const back = await authorizeAs(createVisitor(), request, alice);
  const code = back.searchParams.get('code')!;
  const proof = { code_verifier: codeVerifier, redirect_uri: webRedirect };
  return token({ grant_type: 'authorization_code', code, ...proof });
}

const refresh = (refreshToken: string) =>
  token({ grant_type: 'refresh_token', refresh_token: refreshToken });

test.each([
  ['openid', 12 * hour, 30 * day],
  ['openid offline_access', 30 * day, 90 * day],
])('a token response for %s says how long the refresh token lives', async (scope, idle, whole) => {
  const { refresh_token: refreshToken, refresh_token_expires_in: first } = await signIn(scope);
  expect(first).toBe(idle);
  let passed = 0;
  let told = first;
  // It is used in time again and again, until the end of the session or the grant is nearer.
  while (whole - passed > idle) {
    const step = Math.min(told - hour, whole - passed - 60);
    issuer.clock.advance(step);
    passed += step;
    const again = await refresh(refreshToken!);
    expect(again.status).toBe(200);
    told = again.refresh_token_expires_in;
    expect(told).toBeLessThanOrEqual(Math.min(idle, whole - passed));
    expect(told).toBeGreaterThan(Math.min(idle, whole - passed) - 60);
  }
  issuer.clock.advance(told + 60);
  expect((await refresh(refreshToken!)).status).toBe(400);
});
