import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeAs, authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import {
  alice,
  nativeRedirect,
  orders,
  secret,
  shop,
  webRedirect,
} from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { createVisitor } from '../../../../testing/visitor.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  const legacy = {
    id: 'legacy',
    name: 'Older library',
    type: 'web',
    secret: secret('legacy'),
    pkce: 'optional',
    grants: ['authorization_code'],
    redirect_uris: [webRedirect],
    scopes: ['openid'],
  };
  issuer = await startTestIssuer(
    { ...shop, clients: [...shop.clients, legacy] },
    { logRequests: true },
  );
});
afterAll(() => issuer.close());

interface Issued {
  code: string;
  codeVerifier: string;
}

async function codeFor(clientId: string, redirectUri: string, scope?: string): Promise<Issued> {
  const codeVerifier = verifier();
  const request = { issuer: issuer.url, clientId, redirectUri, codeVerifier };
  const back = await authorizeAs(
    createVisitor(),
    scope === undefined ? request : { ...request, scope },
    alice,
  );
  return { code: back.searchParams.get('code')!, codeVerifier };
}

function redeem({ code, codeVerifier }: Issued, changes: Record<string, string> = {}) {
  return fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic('shop-web', secret('shop-web')) },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      code_verifier: codeVerifier,
      redirect_uri: webRedirect,
      ...changes,
    }),
  });
}

test('an independent client gets through the whole flow', async () => {
  const insecure = { [oauth.allowInsecureRequests]: true };
  const url = new URL(issuer.url);
  const server = await oauth.processDiscoveryResponse(
    url,
    await oauth.discoveryRequest(url, insecure),
  );
  const client: oauth.Client = { client_id: 'shop-web' };
  const codeVerifier = oauth.generateRandomCodeVerifier();
  const nonce = oauth.generateRandomNonce();
  const back = await authorizeAs(
    createVisitor(),
    {
      issuer: issuer.url,
      clientId: 'shop-web',
      redirectUri: webRedirect,
      scope: 'openid profile email',
      codeVerifier,
      extra: { nonce },
    },
    alice,
  );
  const parameters = oauth.validateAuthResponse(server, client, back, 'the-state');
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.ClientSecretBasic(secret('shop-web')),
    parameters,
    webRedirect,
    codeVerifier,
    insecure,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, response, insecure);
  const { sub } = oauth.getValidatedIdTokenClaims(tokens)!;
  const info = await oauth.processUserInfoResponse(
    server,
    client,
    sub,
    await oauth.userInfoRequest(server, client, tokens.access_token, insecure),
  );
  expect(info).toMatchObject({ name: 'Alice', email: alice.email });
  expect(tokens.access_token).toMatch(/^sp_at_/);
  expect(tokens.refresh_token).toMatch(/^sp_rt_/);
});

describe('a code', () => {
  test('presented by 50 at once gives tokens to one', async () => {
    const issued = await codeFor('shop-web', webRedirect);
    const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(issued)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(49);
  });

  test('presented twice takes back what it gave', async () => {
    const issued = await codeFor('shop-web', webRedirect);
    const first = (await (await redeem(issued)).json()) as { access_token: string };
    const again = await redeem(issued);
    expect(await again.json()).toMatchObject({ error: 'invalid_grant' });
    const info = await fetch(`${issuer.url}/userinfo`, {
      headers: { authorization: `Bearer ${first.access_token}` },
    });
    expect(info.status).toBe(401);
  });

  test.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['another redirect_uri', { redirect_uri: 'https://shop.example/other' }],
  ])('with %s gives nothing, and is spent', async (_, changes) => {
    const issued = await codeFor('shop-web', webRedirect);
    const wrong = await redeem(issued, changes);
    expect(await wrong.json()).toMatchObject({ error: 'invalid_grant' });
    expect(await (await redeem(issued)).json()).toMatchObject({ error: 'invalid_grant' });
  });

  test('without its verifier gives nothing', async () => {
    const { code } = await codeFor('shop-web', webRedirect);
    const answer = await fetch(`${issuer.url}/token`, {
      method: 'POST',
      headers: { authorization: basic('shop-web', secret('shop-web')) },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: webRedirect,
      }),
    });
    expect(await answer.json()).toEqual({
      error: 'invalid_grant',
      error_description: 'code_verifier is missing.',
    });
  });

  test('of another client gives nothing', async () => {
    const { code, codeVerifier } = await codeFor('shop-cli', nativeRedirect);
    const answer = await redeem({ code, codeVerifier }, { redirect_uri: nativeRedirect });
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
  });

  test('expires after a minute', async () => {
    const issued = await codeFor('shop-web', webRedirect);
    issuer.clock.advance(61);
    expect(await (await redeem(issued)).json()).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('a code whose request asks for the wrong thing', () => {
  test.each([
    ['a scope that was not granted', { scope: 'openid email' }, 'invalid_scope'],
    ['a malformed scope', { scope: 'openid  email' }, 'invalid_scope'],
    ['another resource', { resource: 'https://nope.example' }, 'invalid_target'],
  ])('is left for a better one: %s', async (_, changes, error) => {
    const issued = await codeFor('shop-web', webRedirect);
    expect(await (await redeem(issued, changes)).json()).toMatchObject({ error });
    expect((await redeem(issued)).status).toBe(200);
  });

  test('is spent where the verifier is wrong too', async () => {
    const issued = await codeFor('shop-web', webRedirect);
    const wrong = { code_verifier: 'x'.repeat(43), scope: 'openid email' };
    expect(await (await redeem(issued, wrong)).json()).toMatchObject({ error: 'invalid_grant' });
    expect((await redeem(issued)).status).toBe(400);
  });
});

test('a request may name scopes and resources that were granted', async () => {
  const issued = await codeFor('shop-web', webRedirect, 'openid profile email');
  const answer = await redeem(issued, { scope: 'openid email', resource: orders });
  expect(await answer.json()).toMatchObject({ scope: 'openid email' });
});

describe('redirect_uri', () => {
  const legacy = basic('legacy', secret('legacy'));
  const token = (fields: Record<string, string>, authorization: string) =>
    fetch(`${issuer.url}/token`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ grant_type: 'authorization_code', ...fields }),
    });

  test('may be left out where a verifier proves whose code it is', async () => {
    const { code, codeVerifier } = await codeFor('shop-web', webRedirect);
    const fields = { code, code_verifier: codeVerifier };
    expect((await token(fields, basic('shop-web', secret('shop-web')))).status).toBe(200);
  });

  test('may not where nothing else does', async () => {
    const browser = createVisitor();
    const request = { issuer: issuer.url, clientId: 'legacy', redirectUri: webRedirect };
    const url = new URL(authorizeUrl({ ...request, codeVerifier: verifier() }));
    for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
    await signInToShop(issuer.url, { browser });
    const back = new URL((await browser.get(url.href)).next!);
    const code = back.searchParams.get('code')!;
    const without = await token({ code }, legacy);
    expect(await without.json()).toMatchObject({ error: 'invalid_request' });
    expect((await token({ code, redirect_uri: webRedirect }, legacy)).status).toBe(200);
  });
});

describe('a code whose sign-in has ended', () => {
  const refusal = { error: 'invalid_grant', error_description: expect.stringContaining('ended') };
  const warnings = () => issuer.logged.filter((line) => line.includes('code replayed')).length;

  test('by logout gives nothing, and is no replay', async () => {
    const browser = createVisitor();
    const { id_token } = await signInToShop(issuer.url, { browser });
    const codeVerifier = verifier();
    const request = { issuer: issuer.url, clientId: 'shop-web', redirectUri: webRedirect };
    const back = await authorizeAs(browser, { ...request, codeVerifier }, alice);
    await browser.get(`${issuer.url}/logout?${new URLSearchParams({ id_token_hint: id_token })}`);
    const before = warnings();
    const answer = await redeem({ code: back.searchParams.get('code')!, codeVerifier });
    expect(await answer.json()).toEqual(refusal);
    expect(warnings()).toBe(before);
  });

  test('as the user was disabled gives nothing, be it for offline use', async () => {
    const issued = await codeFor('shop-web', webRedirect, 'openid offline_access');
    const { sql } = issuer.context;
    await sql`update users set disabled_at = now() where email = ${alice.email}`;
    expect(await (await redeem(issued)).json()).toEqual(refusal);
    await sql`update users set disabled_at = null where email = ${alice.email}`;
  });
});

test('neither codes nor tokens nor passwords reach the log', async () => {
  const issued = await codeFor('shop-web', webRedirect);
  const tokens = (await (await redeem(issued)).json()) as Record<string, string>;
  await redeem(issued);
  const log = issuer.logged.join('');
  expect(log).toContain('"grantType":"authorization_code"');
  for (const secretText of [issued.code, tokens['access_token']!, alice.password]) {
    expect(log).not.toContain(secretText);
  }
});
