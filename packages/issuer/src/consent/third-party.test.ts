import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorizeAs, authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, orders, reports, secret, shop, webRedirect } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { untilStatementWaits } from '../../../../testing/until-statement-waits.ts';
import { createVisitor, csrfOf, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import { listApplications, revokeApplication } from './applications.service.ts';

const redirectUri = 'https://partner.example/callback';
const bob = { email: 'bob@example.com', password: 'correct horse bob!' };
const codeVerifier = verifier();
const shopPage = { clientId: 'shop-web', redirectUri: webRedirect };
let issuer: TestIssuer;
let aliceId: string;

beforeAll(async () => {
  const partner = {
    id: 'partner',
    name: 'Partner',
    type: 'web',
    party: 'third',
    secret: secret('partner'),
    grants: ['authorization_code', 'refresh_token'],
    redirect_uris: [redirectUri],
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    apis: [orders, reports],
  };
  issuer = await startTestIssuer({ ...shop, clients: [...shop.clients, partner] });
  const [row] = await issuer.context.sql<{ id: string }[]>`
    select id from users where email = ${alice.email}`;
  aliceId = row!.id;
});
afterAll(() => issuer.close());
beforeEach(async () => {
  await issuer.context.sql`truncate consents`;
});

interface Asking {
  scope?: string;
  extra?: Record<string, string>;
}

const urlFor = ({ scope = 'openid email', extra = { resource: orders } }: Asking = {}) =>
  authorizeUrl({
    ...{ issuer: issuer.url, clientId: 'partner', redirectUri, codeVerifier },
    scope,
    extra,
  });

async function signedIn(person = alice): Promise<Visitor> {
  const browser = createVisitor();
  await signInToShop(issuer.url, { browser, person });
  return browser;
}

async function open(browser: Visitor, asking?: Asking) {
  const page = (await browser.get(urlFor(asking))).next!;
  expect(page).toContain('/consent/');
  return { page, shown: await browser.get(page) };
}

const fieldsOf = (shown: Visit, answer: string) => ({
  csrf: csrfOf(shown),
  asked: /name="asked" value="([^"]+)"/.exec(shown.text)![1]!,
  answer,
});

async function press(browser: Visitor, page: string, shown: Visit, answer: string) {
  const posted = await browser.post(page, fieldsOf(shown, answer));
  return new URL((await browser.get(posted.next!)).next!);
}

/** Asks, and says yes. @returns the redirect to the client */
async function agree(browser: Visitor, asking?: Asking): Promise<URL> {
  const { page, shown } = await open(browser, asking);
  return press(browser, page, shown, 'given');
}

const silently = async (browser: Visitor, asking?: Asking) =>
  new URL((await browser.get(urlFor(asking))).next!).searchParams;

async function ask(path: string, fields: Record<string, string>) {
  const headers = { authorization: basic('partner', secret('partner')) };
  const body = new URLSearchParams(fields);
  const answer = await fetch(`${issuer.url}${path}`, { method: 'POST', headers, body });
  return (await answer.json()) as Record<string, string>;
}

const exchange = (code: string) =>
  ask('/token', {
    ...{ grant_type: 'authorization_code', code },
    ...{ redirect_uri: redirectUri, code_verifier: codeVerifier },
  });

const revoke = () =>
  revokeApplication(
    { userId: aliceId, clientId: 'partner' },
    { actor: `user:${aliceId}` },
    issuer.context,
  );

test('the page says who asks, for which account, and for what, in words', async () => {
  const { shown } = await open(await signedIn(), { scope: 'openid profile email offline_access' });
  for (const words of [
    'Allow Partner?',
    alice.email,
    'See your e-mail address',
    'Keep this access while you are away',
    'Use Orders in your name',
    'The answer goes to partner.example.',
  ]) {
    expect(shown.text).toContain(words);
  }
  expect(shown.text).not.toContain('Use Reports');
});

test('signing in on the way does not count as agreeing', async () => {
  const browser = createVisitor();
  const page = (await browser.get(urlFor())).next!;
  const csrf = csrfOf(await browser.get(page));
  const posted = await browser.post(page, { csrf, ...alice });
  expect((await browser.get(posted.next!)).next).toContain('/consent/');
});

test('what was agreed to is not asked for again, and more is', async () => {
  const browser = await signedIn();
  expect((await agree(browser)).searchParams.has('code')).toBe(true);
  expect((await silently(browser)).has('code')).toBe(true);
  expect((await silently(browser, { scope: 'openid' })).has('code')).toBe(true);
  await open(browser, { scope: 'openid email profile' });
  await open(browser, { extra: { resource: reports } });
  await open(browser, { extra: { resource: orders, prompt: 'consent' } });
});

test('with prompt=none there is an error until the person has agreed', async () => {
  const browser = await signedIn();
  const none = { extra: { resource: orders, prompt: 'none' } };
  expect((await silently(browser, none)).get('error')).toBe('consent_required');
  await agree(browser);
  expect((await silently(browser, none)).has('code')).toBe(true);
});

test('a person who cancels has agreed to nothing', async () => {
  const browser = await signedIn();
  const { page, shown } = await open(browser);
  const back = await press(browser, page, shown, 'denied');
  expect(back.searchParams.get('error')).toBe('access_denied');
  await open(browser);
});

test('what one person agreed to does not count for another who signs in to the same request', async () => {
  const browser = await signedIn();
  const { page, shown } = await open(browser);
  await browser.post(page, fieldsOf(shown, 'given'));
  const login = { ...shopPage, codeVerifier, extra: { prompt: 'login' } };
  await authorizeAs(browser, { issuer: issuer.url, ...login }, bob);
  const next = page.replace('/consent/', '/authorize/');
  expect((await browser.get(next)).next).toBe(page);
  const asked = await browser.get(page);
  expect(asked.text).toContain(bob.email);
  const back = await press(browser, page, asked, 'given');
  expect(back.searchParams.has('code')).toBe(true);
  const rows = await issuer.context.sql`select email from consents join users on id = user_id`;
  expect(rows.map(({ email }) => email).sort()).toEqual([alice.email, bob.email]);
});

test('taken back, its tokens end and it has to ask again', async () => {
  const browser = await signedIn();
  const scope = 'openid email offline_access';
  const code = (await agree(browser, { scope })).searchParams.get('code')!;
  const said = await exchange(code);
  const listed = await listApplications(aliceId, issuer.context);
  expect(listed.find(({ clientId }) => clientId === 'partner')).toMatchObject({
    name: 'Partner',
    party: 'third',
    scope: ['email', 'offline_access', 'openid'],
    apis: [orders],
    agreedAt: expect.any(Date),
    signedInAt: expect.any(Date),
  });
  await revoke();
  await revoke();
  const again = { grant_type: 'refresh_token', refresh_token: said['refresh_token']! };
  expect((await ask('/token', again))['error']).toBe('invalid_grant');
  const left = await listApplications(aliceId, issuer.context);
  expect(left.map(({ clientId }) => clientId)).not.toContain('partner');
  await open(browser, { scope });
  const events = await issuer.context.sql`
    select action from audit_events where ${'client:partner'} = any(subjects) order by id desc limit 2`;
  expect(events.map(({ action }) => action)).toEqual(['consent.revoke', 'consent.give']);
});

test('a code that is issued while consent is taken back is worth nothing', async () => {
  const browser = await signedIn();
  await agree(browser);
  const { sql } = issuer.context;
  const revoked = await sql.begin(async (tx) => {
    await tx`select from consents where client_id = 'partner' for share`;
    const taking = revoke();
    await untilStatementWaits(tx);
    const code = (await silently(browser)).get('code')!;
    return { taking, code };
  });
  await revoked.taking;
  expect((await exchange(revoked.code))['error']).toBe('invalid_grant');
});

test('what was answered in one tab after it was taken back in another gives no code', async () => {
  const browser = await signedIn();
  const { page, shown } = await open(browser);
  await browser.post(page, fieldsOf(shown, 'given'));
  await revoke();
  expect((await browser.get(page.replace('/consent/', '/authorize/'))).next).toBe(page);
});

describe('an answer counts only for what the page has shown', () => {
  const agreements = () => issuer.context.sql`select from consents`;

  test('and not for a person who has signed in in another tab since', async () => {
    const browser = await signedIn();
    const { page, shown } = await open(browser);
    const login = { ...shopPage, codeVerifier, extra: { prompt: 'login' } };
    await authorizeAs(browser, { issuer: issuer.url, ...login }, bob);
    const posted = await browser.post(page, fieldsOf(shown, 'given'));
    expect((await browser.get(posted.next!)).next).toBe(page);
    expect(await agreements()).toHaveLength(0);
    const back = await press(browser, page, await browser.get(page), 'given');
    expect(back.searchParams.has('code')).toBe(true);
  });

  test.each(['', 'x'])('and not with the mark %j', async (asked) => {
    const browser = await signedIn();
    const { page, shown } = await open(browser);
    const posted = await browser.post(page, { ...fieldsOf(shown, 'given'), asked });
    expect((await browser.get(posted.next!)).next).toBe(page);
    expect(await agreements()).toHaveLength(0);
  });
});
