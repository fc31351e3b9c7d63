/** A button that is pressed again after its sign-in was answered with a code. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { openConnections } from '../../../../testing/open-connections.ts';
import { alice, bob, secret, shop, webRedirect } from '../../../../testing/shop.ts';
import {
  untilStatementsWait,
  untilStatementWaits,
} from '../../../../testing/until-statement-waits.ts';
import { createVisitor, csrfOf, type Visit, type Visitor } from '../../../../testing/visitor.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

const codeVerifier = verifier();

interface Answered {
  browser: Visitor;
  /** The page with the form, and what is sent from it. */
  page: string;
  fields: Record<string, string>;
  /** Where the dispatcher is. */
  next: string;
}

/** Up to the redirect that gives the code. */
async function signIn(extra: Record<string, string> = {}, person = alice): Promise<Answered> {
  const browser = createVisitor();
  const request = { issuer: issuer.url, clientId: 'shop-web', redirectUri: webRedirect };
  const page = (await browser.get(authorizeUrl({ ...request, codeVerifier, extra }))).next!;
  const fields = { csrf: csrfOf(await browser.get(page)), ...person };
  return { browser, page, fields, next: (await browser.post(page, fields)).next! };
}

const codeOf = ({ next }: Visit): string | null =>
  next === undefined ? null : new URL(next).searchParams.get('code');

async function answered(): Promise<Answered & { code: string }> {
  const signedIn = await signIn();
  return { ...signedIn, code: codeOf(await signedIn.browser.get(signedIn.next))! };
}

async function redeem(code: string): Promise<{ status: number; access_token: string }> {
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic('shop-web', secret('shop-web')) },
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code },
      ...{ code_verifier: codeVerifier, redirect_uri: webRedirect },
    }),
  });
  return { status: answer.status, ...((await answer.json()) as { access_token: string }) };
}

const userinfo = async ({ access_token }: { access_token: string }): Promise<number> =>
  (await fetch(`${issuer.url}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } }))
    .status;

test('gets another code, and the one before is unknown and takes nothing back', async () => {
  const { browser, page, fields, next, code } = await answered();
  const late = await browser.post(page, fields);
  expect(late.next).toBe(next);
  const other = codeOf(await browser.get(next))!;
  expect(other).toMatch(/^sp_ac_/);
  expect(other).not.toBe(code);
  // In the order in which a browser sends them that had followed the first answer, too.
  expect((await redeem(code)).status).toBe(400);
  const tokens = await redeem(other);
  expect(tokens.status).toBe(200);
  expect((await redeem(code)).status).toBe(400);
  expect(await userinfo(tokens)).toBe(200);
  // A code that was redeemed is still one that is replayed.
  expect((await redeem(other)).status).toBe(400);
  expect(await userinfo(tokens)).toBe(401);
});

test('gets a page once the code was redeemed, and the tokens stay', async () => {
  const { browser, page, fields, next, code } = await answered();
  const tokens = await redeem(code);
  const late = await browser.get((await browser.post(page, fields)).next!);
  expect(late).toMatchObject({
    status: 400,
    text: expect.stringContaining('This sign-in is over'),
  });
  expect((await browser.get(next)).status).toBe(400);
  expect(await userinfo(tokens)).toBe(200);
});

test('gets the same code as another one of the same moment', async () => {
  const { browser, next, code } = await answered();
  const codes = await together(3, browser, next, 'authorization_codes');
  expect(new Set(codes).size).toBe(1);
  expect(codes[0]).not.toBe(code);
  expect(await userinfo(await redeem(codes[0]!))).toBe(200);
});

test('of those that began before there was a code, each gets it', async () => {
  const { browser, next: signedIn } = await signIn();
  await browser.get(signedIn);
  const request = { issuer: issuer.url, clientId: 'shop-web', redirectUri: webRedirect };
  const extra = { prompt: 'consent' };
  const page = (await browser.get(authorizeUrl({ ...request, codeVerifier, extra }))).next!;
  const fields = { csrf: csrfOf(await browser.get(page)), answer: 'given' };
  const { next } = await browser.post(page, fields);
  const codes = await together(3, browser, next!, 'authorization_requests');
  expect(new Set(codes).size).toBe(1);
  expect(await userinfo(await redeem(codes[0]!))).toBe(200);
});

/** So many requests, of which none has changed a row of the table before all have read it. */
async function together(count: number, browser: Visitor, url: string, table: string) {
  const { sql } = issuer.context;
  const clicks: Promise<Visit>[] = [];
  await openConnections(sql, 7);
  await sql.begin(async (tx) => {
    await tx`select from ${tx(table)} for update`;
    for (let at = 1; at <= count; at++) {
      clicks.push(browser.get(url));
      // Else one's short statements take the connections, and another's is sent behind one that waits.
      await untilStatementsWait(tx, at);
    }
  });
  return (await Promise.all(clicks)).map(codeOf);
}

test.each(['redemption', 'click'] as const)('and a redemption: the %s is first', async (first) => {
  const { browser, next, code } = await answered();
  const { sql } = issuer.context;
  const begun: Promise<unknown>[] = [];
  const start = {
    click: () => begun.push(browser.get(next)),
    redemption: () => begun.push(redeem(code)),
  };
  await sql.begin(async (tx) => {
    await tx`select from authorization_codes where redeemed_at is null for update`;
    start[first]();
    await untilStatementWaits(tx);
    start[first === 'click' ? 'redemption' : 'click']();
  });
  const results = await Promise.all(begun);
  const [clicked, redeemed] = (first === 'click' ? results : results.toReversed()) as [
    Visit,
    Awaited<ReturnType<typeof redeem>>,
  ];
  const other = codeOf(clicked);
  // One of the two has won, and the grant lives in either case.
  expect(redeemed.status === 200).toBe(other === null);
  const tokens = other === null ? redeemed : await redeem(other);
  expect(await userinfo(tokens)).toBe(200);
});

test('gets nothing in another browser, nor for another person, nor after ten seconds', async () => {
  const { browser, page, fields, next, code } = await answered();
  const stranger = createVisitor();
  await stranger.get(page);
  expect((await stranger.get(next)).status).toBe(400);
  const other = await signIn({}, bob);
  await other.browser.get(other.next);
  expect((await other.browser.get(next)).status).toBe(400);
  issuer.clock.advance(11);
  expect((await browser.post(page, fields)).status).toBe(400);
  expect((await browser.get(next)).status).toBe(400);
  expect((await redeem(code)).status).toBe(200);
});

test('gets it by form where the first did', async () => {
  const { browser, next } = await signIn({ response_mode: 'form_post' });
  const codes = [];
  for (const _ of [1, 2]) {
    const { text } = await browser.get(next);
    codes.push(/name="code" value="([^"]+)"/.exec(text)![1]!);
  }
  expect((await redeem(codes[0]!)).status).toBe(400);
  expect((await redeem(codes[1]!)).status).toBe(200);
});

test('gives another code five times and no more', async () => {
  const { browser, next } = await answered();
  const codes = [];
  for (let at = 0; at < 6; at++) codes.push(codeOf(await browser.get(next)));
  expect(codes.slice(0, 5)).not.toContain(null);
  expect(codes[5]).toBeNull();
  expect((await redeem(codes[4]!)).status).toBe(200);
});
