import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeAs, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, nativeRedirect, secret, shop, webRedirect } from '../../../../testing/shop.ts';
import { createVisitor } from '../../../../testing/visitor.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
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

test('neither codes nor tokens nor passwords reach the log', async () => {
  const issued = await codeFor('shop-web', webRedirect);
  const tokens = (await (await redeem(issued)).json()) as Record<string, string>;
  await redeem(issued);
  const log = issuer.logged.join('');
  expect(log).toContain('token issued');
  for (const secretText of [issued.code, tokens['access_token']!, alice.password]) {
    expect(log).not.toContain(secretText);
  }
});
