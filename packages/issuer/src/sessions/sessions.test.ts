import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorizeAs, authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, secret, shop, webRedirect } from '../../../../testing/shop.ts';
import type { Tokens } from '../../../../testing/sign-in.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../testing/visitor.ts';

const idle = 12 * 3600;
const bob = { email: 'bob@example.com', password: 'correct horse bob!' };

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

let browser: Visitor;
beforeEach(() => {
  browser = createVisitor();
});

const request = (extra: Record<string, string> = {}) => ({
  issuer: issuer.url,
  clientId: 'shop-web',
  redirectUri: webRedirect,
  scope: 'openid profile email',
  codeVerifier: verifier(),
  extra,
});

const callToken = (fields: Record<string, string>) =>
  fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic('shop-web', secret('shop-web')) },
    body: new URLSearchParams(fields),
  });

/** Signs in with the password, also when a user is signed in already. */
const signIn = (person = alice): Promise<Tokens> => authorize({ prompt: 'login' }, person);

async function authorize(extra: Record<string, string>, person = alice): Promise<Tokens> {
  const asked = request(extra);
  const code = (await authorizeAs(browser, asked, person)).searchParams.get('code')!;
  const answer = await callToken({
    grant_type: 'authorization_code',
    code,
    redirect_uri: webRedirect,
    code_verifier: asked.codeVerifier,
  });
  return (await answer.json()) as Tokens;
}

const cookie = () => browser.cookie(issuer.url, '__Host-sp_sso')!;
const sid = ({ id_token }: Tokens) => decodeJwt(id_token)['sid'] as string;

async function isSignedIn(): Promise<boolean> {
  const { next } = await browser.get(authorizeUrl(request({ prompt: 'none' })));
  return new URL(next!).searchParams.has('code');
}

async function refreshes({ refresh_token }: Tokens): Promise<boolean> {
  return (await callToken({ grant_type: 'refresh_token', refresh_token })).ok;
}

const eventsOf = async (session: string) => {
  const rows = await issuer.context.sql<{ action: string; actor: string; detail: object }[]>`
    select action, actor, detail from audit_events where ${`session:${session}`} = any(subjects)
    order by id`;
  return rows.map(({ action, detail }) => ({ action, detail }));
};

describe('signing in again', () => {
  test('goes on in the same session, with another cookie and a new moment', async () => {
    const first = await signIn();
    const before = cookie();
    issuer.clock.advance(600);
    const second = await signIn();
    expect(sid(second)).toBe(sid(first));
    expect(cookie()).not.toBe(before);
    const moments = [first, second].map(({ id_token }) => decodeJwt(id_token)['auth_time']);
    expect(Number(moments[1]) - Number(moments[0])).toBeGreaterThanOrEqual(600);
    expect(await refreshes(first)).toBe(true);
    const headers = { cookie: `__Host-sp_sso=${before}` };
    const old = await fetch(authorizeUrl(request({ prompt: 'none' })), {
      headers,
      redirect: 'manual',
    });
    expect(old.headers.get('location')).toContain('login_required');
    expect(await eventsOf(sid(first))).toEqual([
      { action: 'session.start', detail: { amr: ['pwd'], acr: 'aal1' } },
      { action: 'session.renew', detail: { amr: ['pwd'], acr: 'aal1' } },
    ]);
  });

  test('as another user ends the session of the first one', async () => {
    const first = await signIn();
    const second = await signIn(bob);
    expect(sid(second)).not.toBe(sid(first));
    const headers = { authorization: `Bearer ${first.access_token}` };
    expect((await fetch(`${issuer.url}/userinfo`, { headers })).status).toBe(401);
    expect(await refreshes(first)).toBe(false);
    expect(await refreshes(second)).toBe(true);
    expect((await eventsOf(sid(first))).at(-1)?.action).toBe('session.end');
  });

  test('after having been away for too long finds nothing of the old session', async () => {
    const first = await signIn();
    issuer.clock.advance(idle + 1);
    const second = await signIn();
    expect(sid(second)).not.toBe(sid(first));
    expect([await refreshes(first), await refreshes(second)]).toEqual([false, true]);
  });

  test('in two tabs at once is signed in, whichever cookie comes last', async () => {
    await signIn();
    const open = async () => {
      const page = (await browser.get(authorizeUrl(request({ prompt: 'login' })))).next!;
      return { page, csrf: csrfOf(await browser.get(page)) };
    };
    const tabs = [await open(), await open()];
    const answers = await Promise.all(
      tabs.map(({ page, csrf }) => browser.post(page, { csrf, ...alice })),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await isSignedIn()).toBe(true);
  });
});

test('without amr from the provider the ID token has none', async () => {
  const first = await signIn();
  expect(decodeJwt(first.id_token)['amr']).toEqual(['pwd']);
  await issuer.context.sql`update sessions set amr = '{}' where id = ${sid(first)}`;
  const { id_token } = await authorize({ prompt: 'none' });
  expect(decodeJwt(id_token)).not.toHaveProperty('amr');
});

describe('a session that is left', () => {
  test('is over for its cookie and for its refresh tokens at the same moment', async () => {
    const tokens = await signIn();
    issuer.clock.advance(idle - 30);
    expect(await isSignedIn()).toBe(true);
    issuer.clock.advance(idle - 30);
    expect(await refreshes(tokens)).toBe(true);
    issuer.clock.advance(idle - 30);
    expect(await isSignedIn()).toBe(true);
    issuer.clock.advance(idle + 1);
    expect([await isSignedIn(), await refreshes(tokens)]).toEqual([false, false]);
  });

  test('is written to once a minute at most', async () => {
    const tokens = await signIn();
    const seen = async () => {
      const [row] = await issuer.context.sql<{ at: Date }[]>`
        select seen_at as at from sessions where id = ${sid(tokens)}`;
      return row!.at.getTime();
    };
    const start = await seen();
    issuer.clock.advance(30);
    expect([await isSignedIn(), await refreshes(tokens)]).toEqual([true, true]);
    expect(await seen()).toBe(start);
    issuer.clock.advance(31);
    await isSignedIn();
    expect(await seen()).toBeGreaterThanOrEqual(start + 61_000);
  });
});
