import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import {
  alice,
  bob,
  nativeRedirect,
  orders,
  reports,
  secret,
  shop,
  webRedirect,
} from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { createVisitor, csrfOf, type Visit, type Visitor } from '../../../../testing/visitor.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';

const orderType = {
  type: 'order',
  actions: [
    {
      name: 'read',
      permission: 'orders:read',
      text: { en: 'See order {identifier}', de: 'Bestellung {identifier} sehen' },
    },
    { name: 'refund', permission: 'orders:refund', text: 'Refund order {identifier}' },
  ],
};
const reportType = {
  type: 'report',
  actions: [{ name: 'read', permission: 'reports:read', text: 'See the report of {identifier}' }],
};
const partner = {
  ...{ id: 'partner', name: 'Partner', type: 'web', party: 'third', secret: secret('partner') },
  grants: ['authorization_code', 'refresh_token'],
  redirect_uris: ['https://partner.example/callback'],
  scopes: ['openid', 'newsletter', 'constructor'],
  apis: [orders, reports],
  authorization_details_types: ['order'],
};
const declaration = {
  ...shop,
  apis: [
    {
      ...shop.apis[0]!,
      name: { en: 'Orders', de: 'Bestellungen' },
      authorization_details: [orderType],
      audience_group: 'shop',
    },
    { ...shop.apis[1]!, authorization_details: [reportType], audience_group: 'shop' },
  ],
  scopes: [{ name: 'newsletter', text: { en: 'Send the newsletter', de: 'Newsletter schicken' } }],
  clients: [
    ...shop.clients.map((client) =>
      client.redirect_uris
        ? {
            ...client,
            authorization_details_types: client.apis.includes(reports)
              ? ['order', 'report']
              : ['order'],
          }
        : client,
    ),
    partner,
  ],
};

let issuer: TestIssuer;
const apply = (changed: object) =>
  applyConfiguration(declarationSchema.parse({ ...declaration, ...changed }), issuer.context);

beforeAll(async () => {
  issuer = await startTestIssuer(declaration);
});
afterAll(() => issuer.close());

const read42 = { type: 'order', identifier: '42', actions: ['read'] };
const both42 = { ...read42, actions: ['read', 'refund'] };
const read43 = { ...read42, identifier: '43' };
const report = { type: 'report', identifier: 'May', actions: ['read'] };
const text = (...details: object[]) => JSON.stringify(details);

const redirects: Record<string, string> = {
  'shop-web': webRedirect,
  'shop-cli': nativeRedirect,
  partner: partner.redirect_uris[0]!,
};

interface Asking {
  client?: string;
  details?: string;
  scope?: string;
  extra?: Record<string, string>;
}
const codeVerifier = verifier();
const urlFor = ({ client = 'shop-web', details, scope, extra }: Asking) =>
  authorizeUrl({
    ...{ issuer: issuer.url, clientId: client, redirectUri: redirects[client]!, codeVerifier },
    ...(scope === undefined ? {} : { scope }),
    extra: { ...(details === undefined ? {} : { authorization_details: details }), ...extra },
  });

const browsers = new Map<string, Promise<Visitor>>();

async function signIn(person: typeof alice): Promise<Visitor> {
  const browser = createVisitor();
  await signInToShop(issuer.url, { browser, person });
  return browser;
}

/** One browser a person: no test signs out. */
function signedIn(person = alice): Promise<Visitor> {
  const browser = browsers.get(person.email) ?? signIn(person);
  browsers.set(person.email, browser);
  return browser;
}

interface Answer {
  status: number;
  body: {
    access_token: string;
    refresh_token: string;
    authorization_details?: unknown;
    error?: string;
  };
}

async function token(fields: Record<string, string>, client = 'shop-web'): Promise<Answer> {
  const isPublic = client === 'shop-cli';
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: isPublic ? {} : { authorization: basic(client, secret(client)) },
    body: new URLSearchParams({ ...fields, ...(isPublic && { client_id: client }) }),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

const redeem = (back: URL, client = 'shop-web', extra: Record<string, string> = {}) =>
  token(
    {
      ...{ grant_type: 'authorization_code', code: back.searchParams.get('code')! },
      ...{ redirect_uri: redirects[client]!, code_verifier: codeVerifier },
      ...extra,
    },
    client,
  );

const refresh = (refreshToken: string, extra: Record<string, string> = {}, client = 'shop-web') =>
  token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...extra }, client);

/** What a gateway is told of a token at an API. */
async function swap(outside: string, audience = orders) {
  const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: issuer.gatewayAuthorization },
    body: JSON.stringify({ leased: true, swaps: [{ token: outside, audience }] }),
  });
  const { results } = (await answer.json()) as {
    results: { ok: boolean; jwt: string; error?: string }[];
  };
  return results[0]!;
}

async function tokensFor(asking: Asking, person = alice): Promise<Answer['body']> {
  const browser = await signedIn(person);
  const back = new URL((await browser.get(urlFor(asking))).next!);
  const { status, body } = await redeem(back, asking.client);
  expect(status, `${back} ${JSON.stringify(body)}`).toBe(200);
  return body;
}

test('clients can read which types there are', async () => {
  const answer = await fetch(`${issuer.url}/.well-known/oauth-authorization-server`);
  expect(await answer.json()).toMatchObject({
    authorization_details_types_supported: ['order', 'report'],
  });
});

test('the tokens are for what was asked for, and for nothing else', async () => {
  const tokens = await tokensFor({ details: text(both42, report), scope: 'openid email' });
  expect(tokens.authorization_details).toEqual([both42, report]);
  const atOrders = decodeJwt((await swap(tokens.access_token)).jwt);
  // Of a group, and yet for one API; no role that would say more.
  expect(atOrders).toMatchObject({ aud: orders, permissions: [], authorization_details: [both42] });
  expect(atOrders['roles']).toBeUndefined();
  const atReports = decodeJwt((await swap(tokens.access_token, reports)).jwt);
  expect(atReports).toMatchObject({ aud: reports, authorization_details: [report] });
  const introspected = await fetch(`${issuer.url}/introspect`, {
    method: 'POST',
    headers: { authorization: basic('orders-service', secret('orders-service')) },
    body: new URLSearchParams({ token: tokens.access_token }),
  });
  expect(await introspected.json()).toMatchObject({
    active: true,
    permissions: [],
    authorization_details: [both42],
  });
  const userinfo = await fetch(`${issuer.url}/userinfo`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  expect(await userinfo.json()).toMatchObject({ email: alice.email });
});

test('what a person may not do themselves they cannot let an application do', async () => {
  const tokens = await tokensFor({ client: 'shop-web', details: text(both42, read43) }, bob);
  const claims = decodeJwt((await swap(tokens.access_token)).jwt);
  expect(claims['authorization_details']).toEqual([read42, read43]);
  await apply({ roles: [shop.roles[0], { name: 'customer', permissions: [] }] });
  expect(await swap(tokens.access_token)).toMatchObject({ ok: false, error: 'insufficient_scope' });
  await apply({});
  expect(await swap(tokens.access_token)).toMatchObject({ ok: true });
});

test('at a refresh there may be less, and never more', async () => {
  const { refresh_token, access_token: whole } = await tokensFor({ details: text(both42, report) });
  const less = await refresh(refresh_token, { authorization_details: text(read42) });
  expect(less.body.authorization_details).toEqual([read42]);
  const claims = decodeJwt((await swap(less.body.access_token)).jwt);
  expect(claims['authorization_details']).toEqual([read42]);
  expect(await swap(less.body.access_token, reports)).toMatchObject({ ok: false });
  for (const more of [
    read43,
    { ...both42, actions: ['read', 'cancel'] },
    { ...report, type: 'order' },
  ]) {
    const answer = await refresh(refresh_token, { authorization_details: text(read42, more) });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_authorization_details' } });
  }
  const one = await refresh(refresh_token, { resource: orders });
  expect(one.body.authorization_details).toEqual([both42]);
  const none = await refresh(refresh_token, {
    resource: orders,
    authorization_details: text(report),
  });
  expect(none).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
  expect((await refresh(refresh_token)).body.authorization_details).toEqual([both42, report]);
  expect(await swap(whole, reports)).toMatchObject({ ok: true });
});

test('a public client that refreshes keeps what it has, and no more', async () => {
  const browser = await signedIn();
  const page = (await browser.get(urlFor({ client: 'shop-cli', details: text(read42) }))).next!;
  const shown = await browser.get(page);
  expect(shown.text).toContain('See order 42');
  const posted = await browser.post(page, { csrf: csrfOf(shown), answer: 'given' });
  const back = new URL((await browser.get(posted.next!)).next!);
  const more = await redeem(back, 'shop-cli', { authorization_details: text(both42) });
  expect(more.body.error).toBe('invalid_authorization_details');
  // After a mistake the code can still be used.
  const { body } = await redeem(back, 'shop-cli', { authorization_details: text(read42) });
  expect(body.authorization_details).toEqual([read42]);
  const next = await refresh(
    body.refresh_token,
    { authorization_details: text(read43) },
    'shop-cli',
  );
  expect(next.body.error).toBe('invalid_authorization_details');
  const again = await refresh(body.refresh_token, {}, 'shop-cli');
  expect(again.body.authorization_details).toEqual([read42]);
});

test('details that are for none of the resources use up no code', async () => {
  const browser = await signedIn();
  const back = new URL((await browser.get(urlFor({ details: text(both42, report) }))).next!);
  const elsewhere = { resource: orders, authorization_details: text(report) };
  const refused = { status: 400, body: { error: 'invalid_target' } };
  expect(await redeem(back, 'shop-web', elsewhere)).toMatchObject(refused);
  const { body } = await redeem(back, 'shop-web', { resource: orders });
  expect(body.authorization_details).toEqual([both42]);
});

test('what was granted as a whole, and what is no grant of a person, has no details', async () => {
  const whole = await tokensFor({});
  expect(whole.authorization_details).toBeUndefined();
  const asked = { authorization_details: text(read42) };
  const refused = { status: 400, body: { error: 'invalid_authorization_details' } };
  expect(await refresh(whole.refresh_token, asked)).toMatchObject(refused);
  const service = await token({ grant_type: 'client_credentials', ...asked }, 'shop-api');
  expect(service).toMatchObject(refused);
});

test('a service cannot exchange it for a token that is not confined', async () => {
  const { access_token } = await tokensFor({ details: text(both42) });
  const answer = await token(
    {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: (await swap(access_token)).jwt,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      resource: reports,
    },
    'orders-service',
  );
  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
});

test('a client that may not ask for a type any more has nothing, and not everything', async () => {
  const { access_token, refresh_token } = await tokensFor({ details: text(read42) });
  const browser = await signedIn();
  const url = urlFor({ details: text(read42), extra: { prompt: 'login' } });
  const page = (await browser.get(url)).next!;
  const withoutTypes = declaration.clients.map((client) =>
    client.id === 'shop-web' ? { ...client, authorization_details_types: [] } : client,
  );
  await apply({ clients: withoutTypes });
  expect(await swap(access_token)).toMatchObject({ ok: false });
  expect((await refresh(refresh_token)).body.error).toBe('invalid_grant');
  const csrf = csrfOf(await browser.get(page));
  const signed = await browser.post(page, { csrf, ...alice });
  const back = new URL((await browser.get(signed.next!)).next!);
  expect(back.searchParams.get('error')).toBe('invalid_authorization_details');
  await apply({});
});

test.each([
  ['no JSON', 'order', 'invalid_authorization_details'],
  ['an unknown type', text({ ...read42, type: 'invoice' }), 'invalid_authorization_details'],
  ['an unknown action', text({ ...read42, actions: ['burn'] }), 'invalid_authorization_details'],
  ['too much', text(...Array.from({ length: 99 }, () => both42)), 'invalid_authorization_details'],
])('%s goes back to the client as an error', async (_, details, error) => {
  const browser = await signedIn();
  const back = new URL((await browser.get(urlFor({ details }))).next!);
  expect(Object.fromEntries(back.searchParams)).toMatchObject({ error, state: 'the-state' });
});

test('resource names the APIs of the types, if it names any', async () => {
  const browser = await signedIn();
  const ask = async (resource: string) =>
    new URL((await browser.get(urlFor({ details: text(read42), extra: { resource } }))).next!);
  expect((await ask(orders)).searchParams.has('code')).toBe(true);
  expect((await ask(reports)).searchParams.get('error')).toBe('invalid_target');
});

describe('an application of a third party', () => {
  beforeEach(async () => {
    await issuer.context.sql`delete from consents`;
  });
  const ask = (details: object[], scope = 'openid') =>
    urlFor({ client: 'partner', details: text(...details), scope });
  const fieldsOf = (shown: Visit) => ({
    csrf: csrfOf(shown),
    asked: /name="asked" value="([^"]+)"/.exec(shown.text)![1]!,
    answer: 'given',
  });
  async function agree(browser: Visitor, url: string): Promise<URL> {
    const page = (await browser.get(url)).next!;
    expect(page).toContain('/consent/');
    const posted = await browser.post(page, fieldsOf(await browser.get(page)));
    return new URL((await browser.get(posted.next!)).next!);
  }

  test('asks in words, in the language of the page', async () => {
    const browser = await signedIn();
    const hostile = { ...read42, identifier: '<b>1</b> $& {identifier}' };
    const page = (await browser.get(ask([both42, hostile], 'openid newsletter constructor'))).next!;
    const english = (await browser.get(page)).text;
    for (const words of [
      'See order 42',
      'Refund order 42',
      'See order &lt;b&gt;1&lt;/b&gt; $&amp; {identifier}',
      'Send the newsletter',
      '“constructor”',
    ]) {
      expect(english).toContain(words);
    }
    // Not the API as a whole.
    expect(english).not.toContain('Use Orders');
    await browser.post(`${issuer.url}/language`, { language: 'de', here: '/' });
    const german = (await browser.get(page)).text;
    for (const words of ['Bestellung 42 sehen', 'Refund order 42', 'Newsletter schicken']) {
      expect(german).toContain(words);
    }
    const whole = urlFor({ client: 'partner', extra: { resource: orders } });
    const shown = await browser.get((await browser.get(whole)).next!);
    expect(shown.text).toContain('Bestellungen');
    await browser.post(`${issuer.url}/language`, { language: 'en', here: '/' });
  });

  test('is remembered for the same, and for nothing else', async () => {
    const browser = await signedIn();
    const back = await agree(browser, ask([read42]));
    const { body } = await redeem(back, 'partner');
    expect(body.authorization_details).toEqual([read42]);
    expect((await browser.get(ask([read42]))).next).toContain('?code=');
    for (const other of [[read43], [both42], [read42, read43]]) {
      expect((await browser.get(ask(other))).next).toContain('/consent/');
    }
    // Neither does it count for the API as a whole, nor the other way round.
    const whole = urlFor({ client: 'partner', extra: { resource: orders } });
    await agree(browser, whole);
    expect((await browser.get(ask([read43]))).next).toContain('/consent/');
    await agree(browser, ask([both42, read43]));
    for (const known of [[read42], [read43], [both42, read43]]) {
      expect((await browser.get(ask(known))).next).toContain('?code=');
    }
    const [row] = await issuer.context.sql<{ details: unknown }[]>`select details from consents`;
    expect(row!.details).toEqual([
      { ...both42, api: orders },
      { ...read43, api: orders },
    ]);
  });

  test('gets no code for what was taken back in another tab meanwhile', async () => {
    const browser = await signedIn();
    const page = (await browser.get(ask([{ ...read42, identifier: '77' }]))).next!;
    const posted = await browser.post(page, fieldsOf(await browser.get(page)));
    await issuer.context.sql`delete from consents`;
    expect((await browser.get(posted.next!)).next).not.toContain('code=');
  });

  test('remembers the last hundred', async () => {
    const browser = await signedIn();
    await agree(browser, ask([read42]));
    await issuer.context.sql`
      update consents set details = (
        select jsonb_agg(jsonb_build_object('api', 'x', 'type', 'order', 'identifier', each::text,
          'actions', '[]'::jsonb)) from generate_series(1, 100) each)`;
    await agree(browser, ask([read43]));
    const [row] = await issuer.context.sql<{ details: object[] }[]>`select details from consents`;
    expect(row!.details).toHaveLength(100);
    expect(row!.details[0]).toEqual({ ...read43, api: orders });
  });
});
