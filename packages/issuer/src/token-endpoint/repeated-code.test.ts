/** A code that a token handler redeems more than once, because a browser repeated its callback. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeAs, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, secret, shop, webRedirect } from '../../../../testing/shop.ts';
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

async function codeForShop(): Promise<Issued> {
  const codeVerifier = verifier();
  const client = { clientId: 'shop-web', redirectUri: webRedirect };
  const request = { issuer: issuer.url, ...client, codeVerifier };
  const back = await authorizeAs(createVisitor(), request, alice);
  return { code: back.searchParams.get('code')!, codeVerifier };
}

interface Answered {
  status: number;
  error?: string;
  access_token: string;
  refresh_token: string;
}

async function redeem(
  { code, codeVerifier }: Issued,
  changes: Record<string, string> = {},
  at = issuer.internalUrl,
): Promise<Answered> {
  const answer = await fetch(`${at}/token`, {
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
  return { status: answer.status, ...((await answer.json()) as Omit<Answered, 'status'>) };
}

const userinfo = async ({ access_token }: Answered): Promise<number> =>
  (await fetch(`${issuer.url}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } }))
    .status;

test('asked again by a gateway, at once or while the code lives, gives the same grant', async () => {
  const issued = await codeForShop();
  const answers = await Promise.all(Array.from({ length: 10 }, () => redeem(issued)));
  issuer.clock.advance(59);
  answers.push(await redeem(issued));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
  expect(await Promise.all(answers.map(userinfo))).toEqual(answers.map(() => 200));
});

test('asked again after its life gives nothing, and takes nothing back', async () => {
  const issued = await codeForShop();
  const first = await redeem(issued);
  issuer.clock.advance(61);
  expect(await redeem(issued)).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect(await userinfo(first)).toBe(200);
});

test.each([
  ['another verifier', { code_verifier: 'x'.repeat(43) }],
  ['another redirect_uri', { redirect_uri: 'https://shop.example/other' }],
])('asked again with %s takes back what it gave', async (_, changes) => {
  const issued = await codeForShop();
  const first = await redeem(issued);
  expect(await redeem(issued, changes)).toMatchObject({ status: 400, error: 'invalid_grant' });
  expect(await userinfo(first)).toBe(401);
});

test('asked again at the public listener takes back what it gave (RFC 6749, section 4.1.2)', async () => {
  const issued = await codeForShop();
  const first = await redeem(issued);
  expect(await redeem(issued, {}, issuer.url)).toMatchObject({ error: 'invalid_grant' });
  expect(await userinfo(first)).toBe(401);
});

test('asked again after the grant was revoked gives nothing', async () => {
  const issued = await codeForShop();
  const { refresh_token } = await redeem(issued);
  await fetch(`${issuer.url}/revoke`, {
    method: 'POST',
    headers: { authorization: basic('shop-web', secret('shop-web')) },
    body: new URLSearchParams({ token: refresh_token }),
  });
  expect(await redeem(issued)).toMatchObject({ status: 400, error: 'invalid_grant' });
});
