import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, orders, reports, shop, webRedirect } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../testing/visitor.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { hashOpaqueToken } from '../tokens/opaque-token.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
});
afterAll(() => issuer.close());

const bob = { email: 'bob@example.com', password: 'correct horse bob!' };

const url = (extra: Record<string, string> = {}, redirectUri = webRedirect) =>
  authorizeUrl({
    issuer: issuer.url,
    clientId: 'shop-web',
    redirectUri,
    codeVerifier: verifier(),
    scope: 'openid profile email',
    extra,
  });

const isSignIn = (next: string | undefined) => next?.startsWith(`${issuer.url}/sign-in/`) ?? false;
const parametersOf = (next: string | undefined) => new URL(next!).searchParams;

/** Fills in the form of a sign-in page. @returns where that leads. */
async function submit(visitor: Visitor, page: string, person = alice): Promise<string> {
  const csrf = csrfOf(await visitor.get(page));
  return (await visitor.post(page, { csrf, ...person })).next!;
}

test.each([
  ['an address beyond ASCII', 'JÖRG@exämple.de', 'value="JöRG@xn--exmple-cua.de"'],
  ['319 letters and an emoji', `${'a'.repeat(319)}😀`, `value="${'a'.repeat(319)}"`],
  ['something that is no address', 'employee 7', 'value="employee 7"'],
])('login_hint may be %s', async (_, hint, shown) => {
  const browser = createVisitor();
  const { next } = await browser.get(url({ login_hint: hint }));
  expect((await browser.get(next!)).text).toContain(shown);
});

describe('id_token_hint', () => {
  test('of another user gets no code without a question', async () => {
    const { id_token: hint } = await signInToShop(issuer.url, { person: bob });
    const browser = createVisitor();
    await signInToShop(issuer.url, { browser });
    const { next } = await browser.get(url({ id_token_hint: hint, prompt: 'none' }));
    expect(parametersOf(next).get('error')).toBe('login_required');
    expect(parametersOf(next).has('code')).toBe(false);
  });

  test('of the signed-in user changes nothing', async () => {
    const browser = createVisitor();
    const { id_token: hint } = await signInToShop(issuer.url, { browser });
    issuer.clock.advance(600);
    const { next } = await browser.get(url({ id_token_hint: hint, prompt: 'none' }));
    expect(parametersOf(next).has('code')).toBe(true);
  });

  test('asks to sign in, and a user other than the hinted one gets no code', async () => {
    const { id_token: hint } = await signInToShop(issuer.url, { person: bob });
    const browser = createVisitor();
    await signInToShop(issuer.url, { browser });
    const page = (await browser.get(url({ id_token_hint: hint }))).next!;
    expect(isSignIn(page)).toBe(true);
    const refused = parametersOf((await browser.get(await submit(browser, page))).next);
    expect(refused.get('error')).toBe('login_required');
    const again = (await browser.get(url({ id_token_hint: hint }))).next!;
    const admitted = parametersOf((await browser.get(await submit(browser, again, bob))).next);
    expect(admitted.has('code')).toBe(true);
  });

  test('must be an ID token, and given to this client', async () => {
    const { access_token, id_token } = await signInToShop(issuer.url);
    const forged = `${id_token.slice(0, -8)}AAAAAAAA`;
    for (const hint of [access_token, forged, 'x']) {
      const { next } = await createVisitor().get(url({ id_token_hint: hint }));
      expect(parametersOf(next).get('error')).toBe('invalid_request');
    }
    const cli = { clientId: 'shop-cli', redirectUri: 'http://127.0.0.1:4000/callback' };
    const request = { issuer: issuer.url, ...cli, codeVerifier: verifier() };
    const extra = { id_token_hint: id_token };
    const { next } = await createVisitor().get(authorizeUrl({ ...request, extra }));
    expect(parametersOf(next).get('error')).toBe('invalid_request');
  });
});

describe('sub in the parameter claims', () => {
  const expecting = (sub: unknown, more: Record<string, string> = {}) =>
    url({ claims: JSON.stringify({ id_token: { sub } }), ...more });
  const errorOf = async (browser: Visitor, sub: unknown, more?: Record<string, string>) =>
    parametersOf((await browser.get(expecting(sub, more))).next).get('error');
  const silently = { prompt: 'none' };

  test('of another user gets no code, and of the signed-in one changes nothing', async () => {
    const { id_token: hint } = await signInToShop(issuer.url, { person: bob });
    const browser = createVisitor();
    const { id_token: own } = await signInToShop(issuer.url, { browser });
    const [other, same] = [decodeJwt(hint).sub, decodeJwt(own).sub];
    for (const sub of [
      { value: other },
      { values: [other] },
      { value: 'x' },
      { value: { toString: 1 } },
    ]) {
      expect(await errorOf(browser, sub, silently)).toBe('login_required');
    }
    for (const sub of [{ value: same }, { values: [same] }, { essential: true }, null]) {
      expect(await errorOf(browser, sub, silently)).toBeNull();
    }
    const page = (await browser.get(expecting({ value: other }))).next!;
    expect(isSignIn(page)).toBe(true);
    const refused = parametersOf((await browser.get(await submit(browser, page))).next);
    expect(refused.get('error')).toBe('login_required');
    for (const [sub, more] of [
      [{ values: [same, other] }, {}],
      [{ value: same }, { id_token_hint: hint }],
      [{ value: 'a\0' }, {}],
    ] as const) {
      expect(await errorOf(browser, sub, more)).toBe('invalid_request');
    }
  });
});

test.each(['a\0', '\ud800'])('claims that no database keeps are refused: %j', async (name) => {
  const claims = JSON.stringify({ id_token: { [name]: null } });
  const { next } = await createVisitor().get(url({ claims }));
  expect(parametersOf(next).get('error')).toBe('invalid_request');
});

describe('a request that was begun in another browser', () => {
  test('begins anew: a sign-in from before is none for prompt=login', async () => {
    const begun = (await createVisitor().get(url({ prompt: 'login' }))).next!;
    issuer.clock.advance(60);
    const browser = createVisitor();
    await signInToShop(issuer.url, { browser });
    issuer.clock.advance(60);
    const { next } = await browser.get(begun.replace('/sign-in/', '/authorize/'));
    expect(isSignIn(next)).toBe(true);
  });

  test('is not kept alive by opening it again and again', async () => {
    const begun = (await createVisitor().get(url())).next!;
    issuer.clock.advance(50 * 60);
    const answer = await createVisitor().get(begun);
    expect(answer.status).toBe(200);
    const restarted = `${issuer.url}${/action="(\/sign-in\/[^"]*)"/.exec(answer.text)![1]}`;
    expect(restarted).not.toBe(begun);
    issuer.clock.advance(11 * 60);
    expect((await createVisitor().get(restarted)).status).toBe(400);
  });
});

describe('a client that was changed while a person signed in', () => {
  /** Signs in, with a change to the client between the request and the form. */
  async function signInAfter(change: () => Promise<unknown>, extra = {}) {
    const browser = createVisitor();
    const page = (await browser.get(url(extra))).next!;
    await change();
    return browser.get(await submit(browser, page));
  }

  afterEach(() => applyConfiguration(declarationSchema.parse(shop), issuer.context));

  test('gets no answer at an address that it has lost', async () => {
    const answer = await signInAfter(
      () => issuer.context.sql`update clients set redirect_uris = '{}' where id = 'shop-web'`,
    );
    expect([answer.status, answer.next]).toEqual([400, undefined]);
    expect(answer.text).toContain('redirect_uri is not registered');
  });

  test('gets neither scopes nor APIs that it has lost', async () => {
    const answer = await signInAfter(
      () => issuer.context.sql`
        update clients set scopes = '{openid,email}', apis = ${[orders]} where id = 'shop-web'`,
    );
    expect(parametersOf(answer.next).has('code')).toBe(true);
    const [grant] = await issuer.context.sql`
      select scope, apis from grants order by created_at desc limit 1`;
    expect(grant).toEqual({ scope: ['openid', 'email'], apis: [orders] });
    expect(shop.clients[0]!.apis).toContain(reports);
  });

  test.each([
    ["grants = '{client_credentials}'", 'unauthorized_client'],
    ["pkce = 'required'", 'invalid_request'],
  ])('is held to what it is now: %s', async (change, error) => {
    const { sql } = issuer.context;
    await sql`update clients set pkce = 'optional' where id = 'shop-web'`;
    const answer = await signInAfter(
      () => sql.unsafe(`update clients set ${change} where id = 'shop-web'`),
      { code_challenge: '', code_challenge_method: '' },
    );
    expect(parametersOf(answer.next).get('error')).toBe(error);
  });
});

test('a web client comes back at the very port that it registered', async () => {
  const { sql } = issuer.context;
  const local = 'http://localhost:8080/callback';
  await sql`
    update clients set redirect_uris = ${[webRedirect, local]} where id = 'shop-web'`;
  expect(isSignIn((await createVisitor().get(url({}, local))).next)).toBe(true);
  const elsewhere = local.replace('8080', '9999');
  expect((await createVisitor().get(url({}, elsewhere))).status).toBe(400);
});

test('what goes wrong here is told to the client, and to the log with its cause', async () => {
  const { sql } = issuer.context;
  await sql`alter table authorization_requests rename to out_of_the_way`;
  const { status, next } = await createVisitor().get(url());
  await sql`alter table out_of_the_way rename to authorization_requests`;
  expect([status, next?.startsWith(webRedirect)]).toEqual([303, true]);
  const answer = Object.fromEntries(parametersOf(next));
  expect(answer).toMatchObject({ error: 'server_error', state: 'the-state', iss: issuer.url });
  expect(answer['error_description']).not.toContain('authorization_requests');
  const logged = issuer.logged.filter((line) => line.includes('"server_error"'));
  expect(logged).toHaveLength(1);
  expect(logged[0]).toContain('authorization_requests');
});

test('of two tabs that finish the same request, both get an answer, and one code is good', async () => {
  const browser = createVisitor();
  const page = (await browser.get(url())).next!;
  const end = await submit(browser, page);
  const both = await Promise.all([browser.get(end), browser.get(end)]);
  // The one whose proofs were spent by the other goes on with the cookie that there is by now: to the
  // same place, or past the sign-in page where they were gone before it looked.
  const led = await Promise.all(
    both.map(async (answer) => {
      let at = answer;
      while (at.next?.startsWith(issuer.url)) at = await browser.get(at.next);
      return at;
    }),
  );
  const codes = led.map(({ next }) => new URL(next!).searchParams.get('code')!);
  const hashes = codes.map((code) => hashOpaqueToken('code', code)!);
  const { sql } = issuer.context;
  const good = await sql`select from authorization_codes where hash = any(${hashes}::bytea[])`;
  expect(good).toHaveLength(1);
});
