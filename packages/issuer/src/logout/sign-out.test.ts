/** What token handlers ask: who is signed in, and to end that. */
import type { SessionResponse } from '@sallyport/protocol/internal.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, shop, webRedirect } from '../../../../testing/shop.ts';
import { signInToShop, type Tokens } from '../../../../testing/sign-in.ts';
import { createVisitor, type Visitor } from '../../../../testing/visitor.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

const ask = (path: string, body: object, authorization = issuer.gatewayAuthorization) =>
  fetch(`${issuer.internalUrl}/internal/${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const session = ({ access_token }: Tokens) => ask('session', { access_token });

const signOut = ({ access_token, refresh_token }: Tokens, client_id = 'shop-web') =>
  ask('sign-out', { client_id, access_token, refresh_token });

const logoutAt = (browser: Visitor) =>
  browser.get(
    `${issuer.url}/logout?${new URLSearchParams({
      client_id: 'shop-web',
      post_logout_redirect_uri: 'https://shop.example/',
    })}`,
  );

/** Whether the issuer still knows who this browser is. */
async function isSignedIn(browser: Visitor): Promise<boolean> {
  const request = { issuer: issuer.url, clientId: 'shop-web', redirectUri: webRedirect };
  const url = authorizeUrl({ ...request, codeVerifier: verifier(), extra: { prompt: 'none' } });
  return new URL((await browser.get(url)).next!).searchParams.has('code');
}

describe('the session of an application', () => {
  test('is told with what its scopes are for, roles and permissions', async () => {
    const told = (await (await session(await signInToShop(issuer.url))).json()) as SessionResponse;
    expect(told).toMatchObject({
      user: { sub: expect.any(String), name: 'Alice', email: 'alice@example.com' },
      roles: expect.arrayContaining(['support']),
    });
    expect(told.permissions[orders]).toEqual(expect.arrayContaining(['orders:read']));
    const tokens = await signInToShop(issuer.url, { scope: 'openid' });
    const { user } = (await (await session(tokens)).json()) as SessionResponse;
    expect(Object.keys(user)).toEqual(['sub']);
  });

  test('is told to gateways alone', async () => {
    const tokens = await signInToShop(issuer.url);
    const body = { access_token: tokens.access_token };
    expect((await ask('session', body, `Bearer ${tokens.access_token}`)).status).toBe(401);
    expect((await ask('sign-out', { ...body, client_id: 'shop-web' }, '')).status).toBe(401);
  });
});

describe('signing out of an application', () => {
  test('ends the session at the issuer, which has no question left to ask', async () => {
    const browser = createVisitor();
    const tokens = await signInToShop(issuer.url, { browser });
    const other = await signInToShop(issuer.url, { browser });
    expect((await signOut(tokens)).status).toBe(204);
    expect((await session(tokens)).status).toBe(401);
    expect((await session(other)).status).toBe(401);
    expect(await isSignedIn(browser)).toBe(false);
    expect((await logoutAt(browser)).next).toBe('https://shop.example/');
  });

  test('twice is no error', async () => {
    const tokens = await signInToShop(issuer.url);
    expect((await signOut(tokens)).status).toBe(204);
    expect((await signOut(tokens)).status).toBe(204);
    const junk = { ...tokens, access_token: 'junk', refresh_token: 'junk' };
    expect((await signOut(junk)).status).toBe(204);
  });

  test('with tokens of another client ends nothing', async () => {
    const tokens = await signInToShop(issuer.url);
    await signOut(tokens, 'shop-cli');
    expect((await session(tokens)).status).toBe(200);
  });

  test('ends a grant that outlives its session, and leaves that to the person', async () => {
    const browser = createVisitor();
    const scope = 'openid offline_access';
    const tokens = await signInToShop(issuer.url, { browser, scope });
    await signOut(tokens);
    expect((await session(tokens)).status).toBe(401);
    expect((await logoutAt(browser)).text).toContain('asks to sign you out');
  });
});
