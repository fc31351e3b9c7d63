import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorizeAs, authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import {
  alice,
  nativeRedirect,
  orders,
  reports,
  secret,
  shop,
  webRedirect,
} from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { createVisitor } from '../../../../testing/visitor.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

interface Tokens {
  access_token: string;
  refresh_token?: string;
  error?: string;
}

const apply = (declaration: object) =>
  applyConfiguration(declarationSchema.parse(declaration), issuer.context);

async function post(
  form: Record<string, string>,
  authorization?: string,
): Promise<Tokens & { status: number }> {
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    body: new URLSearchParams(form),
  });
  return { status: answer.status, ...((await answer.json()) as Tokens) };
}

const web = basic('shop-web', secret('shop-web'));

async function tokensFor(clientId: string, redirectUri: string, authorization?: string) {
  const codeVerifier = verifier();
  const request = { issuer: issuer.url, clientId, redirectUri, codeVerifier, scope: 'openid' };
  const back = await authorizeAs(createVisitor(), request, alice);
  return post(
    {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code')!,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
      ...(authorization === undefined ? { client_id: clientId } : {}),
    },
    authorization,
  );
}

describe('of a public client', () => {
  let first: string;
  beforeEach(async () => {
    first = (await tokensFor('shop-cli', nativeRedirect)).refresh_token!;
  });
  const refresh = (token: string) =>
    post({ grant_type: 'refresh_token', refresh_token: token, client_id: 'shop-cli' });

  test('rotates', async () => {
    const second = await refresh(first);
    expect(second.status).toBe(200);
    expect(second.refresh_token).not.toBe(first);
    expect((await refresh(second.refresh_token!)).status).toBe(200);
  });

  test('presented by 30 at once gives everybody the same successor', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => refresh(first)));
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
  });

  test('requested too much of stays as it was', async () => {
    const request = { grant_type: 'refresh_token', refresh_token: first, client_id: 'shop-cli' };
    const wider = await post({ ...request, scope: 'openid email' });
    expect(wider).toMatchObject({ error: 'invalid_scope' });
    const elsewhere = await post({ ...request, resource: 'https://nope.example' });
    expect(elsewhere).toMatchObject({ error: 'invalid_target' });
    issuer.clock.advance(11);
    expect((await refresh(first)).status).toBe(200);
  });

  test('replayed after ten seconds ends the family', async () => {
    const second = await refresh(first);
    issuer.clock.advance(11);
    expect(await refresh(first)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await refresh(second.refresh_token!)).toMatchObject({ error: 'invalid_grant' });
  });

  test('replayed once its successor was used ends the family', async () => {
    const second = await refresh(first);
    const third = await refresh(second.refresh_token!);
    expect(await refresh(first)).toMatchObject({ error: 'invalid_grant' });
    expect(await refresh(third.refresh_token!)).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('of a confidential client', () => {
  const refresh = (token: string, more: Record<string, string> = {}) =>
    post({ grant_type: 'refresh_token', refresh_token: token, ...more }, web);

  test('stays as it is', async () => {
    const { refresh_token } = await tokensFor('shop-web', webRedirect, web);
    const answers = [await refresh(refresh_token!), await refresh(refresh_token!)];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.refresh_token).toBeUndefined();
    }
  });

  test('may be narrowed, and never widened', async () => {
    const { refresh_token } = await tokensFor('shop-web', webRedirect, web);
    const wider = await refresh(refresh_token!, { scope: 'openid email' });
    expect(wider).toMatchObject({ error: 'invalid_scope' });
    const elsewhere = await refresh(refresh_token!, { resource: 'https://other.example' });
    expect(elsewhere).toMatchObject({ error: 'invalid_target' });
  });

  test('works for no other client', async () => {
    const { refresh_token } = await tokensFor('shop-web', webRedirect, web);
    const answer = await post({
      grant_type: 'refresh_token',
      refresh_token: refresh_token!,
      client_id: 'shop-cli',
    });
    expect(answer).toMatchObject({ error: 'invalid_grant' });
  });

  test('brings nothing back that its client may not ask for any more', async () => {
    const scope = 'openid email';
    const tokens = await signInToShop(issuer.url, { scope });
    const [page, ...others] = shop.clients;
    const less = { ...page, scopes: ['openid'], apis: [orders] };
    await apply({ ...shop, clients: [less, ...others] });
    const answer = await refresh(tokens.refresh_token);
    expect(answer).toMatchObject({ status: 200, scope: 'openid' });
    for (const token of [tokens.access_token, answer.access_token]) {
      const headers = { authorization: `Bearer ${token}` };
      const info = await fetch(`${issuer.url}/userinfo`, { headers });
      expect(await info.json()).toEqual({ sub: expect.any(String), acr: 'aal1' });
    }
    expect(await refresh(tokens.refresh_token, { scope })).toMatchObject({
      error: 'invalid_scope',
    });
    expect(await refresh(tokens.refresh_token, { resource: reports })).toMatchObject({
      error: 'invalid_target',
    });
    await apply(shop);
    expect(await refresh(tokens.refresh_token)).toMatchObject({ scope });
  });

  test('is of no use once its session was left, and does not bring it back', async () => {
    const browser = createVisitor();
    const { refresh_token } = await signInToShop(issuer.url, { browser });
    issuer.clock.advance(12 * 3600 + 1);
    expect(await refresh(refresh_token)).toMatchObject({ error: 'invalid_grant' });
    const request = { issuer: issuer.url, clientId: 'shop-web', redirectUri: webRedirect };
    const extra = { prompt: 'none' };
    const { next } = await browser.get(
      authorizeUrl({ ...request, codeVerifier: verifier(), extra }),
    );
    expect(new URL(next!).searchParams.get('error')).toBe('login_required');
  });

  test('is written to once a minute, however often it is used', async () => {
    const { refresh_token } = await tokensFor('shop-web', webRedirect, web);
    const { sql } = issuer.context;
    const written = async () => {
      const [row] = await sql<{ end: Date }[]>`
        select max(idle_expires_at) as end from refresh_tokens where client_id = 'shop-web'`;
      return row!.end.getTime();
    };
    const first = await written();
    await Promise.all(Array.from({ length: 20 }, () => refresh(refresh_token!)));
    expect(await written()).toBe(first);
    issuer.clock.advance(61);
    await Promise.all(Array.from({ length: 20 }, () => refresh(refresh_token!)));
    expect(await written()).toBeGreaterThanOrEqual(first + 61_000);
  });

  test('idles out after thirty days', async () => {
    const { refresh_token } = await tokensFor('shop-web', webRedirect, web);
    issuer.clock.advance(30 * 86_400 + 1);
    expect(await refresh(refresh_token!)).toMatchObject({ error: 'invalid_grant' });
  });
});
