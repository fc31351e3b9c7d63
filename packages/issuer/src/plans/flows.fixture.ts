import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { TokenKind } from '@sallyport/protocol/token-format.ts';
import { generateSync } from 'otplib';
import { Authenticator } from '../../../../testing/authenticator.ts';
import { authorizeAs, authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { watchMails } from '../../../../testing/mails.ts';
import {
  alice,
  nativeRedirect,
  orders,
  reports,
  secret,
  shop,
  webRedirect,
} from '../../../../testing/shop.ts';
import { signInToShop, type Tokens } from '../../../../testing/sign-in.ts';
import { createVisitor, csrfOf, type Visitor } from '../../../../testing/visitor.ts';
import { abuseSchema } from '../abuse/abuse-configuration.ts';
import { abuseSettings } from '../abuse/abuse-settings.ts';
import { takeSolution } from '../abuse/person-check.service.ts';
import { solveWork } from '../abuse/solve-work.fixture.ts';
import { makeWork } from '../abuse/work.ts';
import { useAccount } from '../account/use-account.fixture.ts';
import { tokenExchangeGrant } from '../clients/grant-types.ts';
import type { Transaction } from '../database/connection.ts';
import { adminAudience } from '../directory/built-in.ts';
import {
  keepProvedAddress,
  listAddresses,
  makePrimary,
  removeAddress,
} from '../directory/users/addresses.service.ts';
import { changePerson } from '../directory/users/profile.service.ts';
import { readFactors } from '../factors/factors.service.ts';
import {
  forgetDevices,
  listDevices,
  recogniseDevice,
  rememberDevice,
} from '../factors/remembered-devices/remembered-devices.service.ts';
import {
  startProvider,
  type UpstreamProvider,
  upstreamClient,
} from '../federation/provider.fixture.ts';
import { encryptAtRest } from '../keys/at-rest.ts';
import { optionsOf } from '../passkeys/asked.fixture.ts';
import { applyPolicy } from '../policies/policies.service.ts';
import {
  registrationPolicy,
  registrationSection,
} from '../registration-policy/registration-policy.ts';
import { routes } from '../routes.ts';
import { numericDate } from '../runtime/clock.ts';
import { signInPolicy, signInSection } from '../sign-in-policy/policy.ts';
import { mintOpaqueToken } from '../tokens/opaque-token.ts';

/** An issuer on one connection, and each request that it answers, one after the other. */
export interface Flows {
  issuer: TestIssuer;
  /** By name. Each of them may be run again and again. */
  steps: readonly (readonly [name: string, run: () => Promise<unknown>])[];
  close(): Promise<void>;
}

/** Whose sessions nothing else needs. */
const bob = { email: 'bob@example.com', password: 'correct horse bob!' };
const root = { email: 'root@example.com', password: 'correct horse root!' };
/** An application of a third party. */
const partner = {
  ...{ id: 'partner', name: 'Partner', type: 'web', party: 'third' },
  ...{ secret: secret('partner'), redirect_uris: ['https://partner.example/callback'] },
  ...{ grants: ['authorization_code'], scopes: ['openid'], apis: [orders] },
};
const redirectUris: Readonly<Record<string, string>> = {
  ...{ 'shop-web': webRedirect, 'shop-cli': nativeRedirect },
  partner: partner.redirect_uris[0]!,
};
/** Asked for at sign-in, after more failures than there are here. */
const abuse = abuseSettings(
  abuseSchema.parse({
    checks: { registration: 'off', forgotten_password: 'off', sign_in_after: 100 },
  }),
  { denied: [] },
);
const json = { 'content-type': 'application/json' };
const web = basic('shop-web', secret('shop-web'));
const api = basic('shop-api', secret('shop-api'));
const service = basic('orders-service', secret('orders-service'));

export async function startFlows(): Promise<Flows> {
  const issuer = await startTestIssuer(
    {
      ...shop,
      users: [...shop.users, { ...root, name: 'Root', roles: ['administrator'] }],
      clients: [...shop.clients, partner],
    },
    // With a secret of its own, it makes its keys, too.
    { databaseConnections: 1, abuse, secret: randomBytes(32) },
  );
  const { sql } = issuer.context;
  // Analyzing a table later makes the server plan anew.
  await sql.unsafe(`do $$ declare name text; begin
    for name in select relid::regclass from pg_stat_user_tables t
      join pg_class on oid = relid where relkind = 'r'
    loop execute format('alter table %s set (autovacuum_enabled = off)', name); end loop;
  end $$`);
  const audience = adminAudience(issuer.url);
  await sql`update clients set apis = apis || ${[audience]}::text[] where id = 'shop-web'`;
  const upstream = await startProvider(issuer.url + routes.federationCallback('acme'));
  await declareProvider(issuer, upstream);
  return {
    issuer,
    steps: Object.entries(stepsOf(issuer, upstream)),
    async close() {
      upstream.close();
      await issuer.close();
    },
  };
}

async function declareProvider({ context }: TestIssuer, { issuer }: UpstreamProvider) {
  const { sql, secrets, random } = context;
  const plain = Buffer.from(upstreamClient.secret);
  const sealed = encryptAtRest(secrets.atRest, 'provider acme', plain, random);
  const groups = [{ claim: 'groups', value: 'buyers', group: 'customers' }];
  const settings = { groups, registration: 'open', profile: 'every_sign_in' };
  await sql`
    insert into providers
      (id, type, name, issuer, client_id, client_secret, scopes, default_groups, settings, declared)
    values ('acme', 'oidc', 'Acme', ${issuer}, ${upstreamClient.id}, ${sealed},
      '{openid,email,profile}', '{customers}', ${sql.json(settings)}, true)`;
}

function stepsOf(issuer: TestIssuer, upstream: UpstreamProvider) {
  const { url, internalUrl } = issuer;
  const browser = createVisitor();
  const shopPage = { issuer: url, clientId: 'shop-web', redirectUri: webRedirect };
  let tokens: Tokens;
  let links = 0;
  let people = 0;

  async function send(
    target: string,
    status: number,
    { authorization, origin, fields, body, method = 'POST' }: Call,
  ) {
    const answer = await fetch(target, {
      method,
      headers: {
        ...(authorization && { authorization }),
        ...(origin && { origin }),
        ...(body && json),
      },
      body: fields ? new URLSearchParams(fields) : body ? JSON.stringify(body) : null,
    });
    const text = await answer.text();
    if (answer.status !== status) {
      throw new Error(`${method} ${target} answered ${answer.status}: ${text}`);
    }
    return text.startsWith('{') ? JSON.parse(text) : text;
  }
  const token = (status: number, authorization: string, fields: Record<string, string>) =>
    send(`${url}/token`, status, { fields, ...(authorization && { authorization }) });
  const inside = (path: string, body: object, status = 200) =>
    send(`${internalUrl}/internal/${path}`, status, {
      body,
      authorization: issuer.gatewayAuthorization,
    });
  const administrate = (method: string, path: string, status: number, body?: object) =>
    send(`${url}/admin/v1${path}`, status, {
      ...{ method, authorization: `Bearer ${admin.access_token}` },
      ...(body && { body }),
    });
  let admin: Tokens;

  /** Of what no version of ours has stored. */
  async function insertMail(kind: string): Promise<string> {
    const { sql, random } = issuer.context;
    const id = random.uuid();
    await sql`
      insert into mails (id, kind, language, recipient, sealed, created_at, next_attempt_at,
        deliver_before, expires_at)
      values (${id}, ${kind}, 'en', 'x@mail.example', 'x', now(), now(), now() + interval '1 hour',
        date_trunc('milliseconds', now() + interval '1 day'))`;
    await sql`select pg_notify('sallyport_mails', '')`;
    return id;
  }

  /** Resolves once an attempt came to this. */
  async function mailIs(status: string, id: string): Promise<void> {
    const { sql } = issuer.context;
    const read = () => sql`
      select from mails where id = ${id} and status = ${status}
        and (status <> 'queued' or last_error is not null)`;
    // There is one connection, and the sender needs it for a transaction.
    while ((await read()).length === 0) await delay(5);
  }

  async function code(visitor: Visitor, clientId: string, scope: string) {
    const codeVerifier = verifier();
    const redirectUri = redirectUris[clientId]!;
    const request = { issuer: url, clientId, redirectUri, codeVerifier, scope };
    let back = await authorizeAs(visitor, request, alice);
    if (back.pathname.startsWith('/consent/')) {
      const shown = await visitor.get(back.href);
      const asked = /name="asked" value="([^"]+)"/.exec(shown.text)?.[1] ?? '';
      const answer = { csrf: csrfOf(shown), asked, answer: 'given' };
      const { next } = await visitor.post(back.href, answer);
      back = new URL((await visitor.get(next!)).next!);
    }
    return {
      grant_type: 'authorization_code',
      ...(clientId === 'shop-cli' && { client_id: clientId }),
      code: back.searchParams.get('code')!,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    };
  }
  const unknown = (kind: TokenKind) => mintOpaqueToken(kind, issuer.context.random).token;
  const refresh = (refresh_token: string, more = {}) => ({
    grant_type: 'refresh_token',
    refresh_token,
    ...more,
  });
  const clientToken = async () =>
    (await token(200, service, { grant_type: 'client_credentials' })).access_token as string;
  async function newLink(uses = 1) {
    const body = {
      url: `https://shop.example/landing/${++links}`,
      api: orders,
      permissions: ['orders:read'],
      authorization_details: [{ type: 'order', identifier: '42', actions: ['read'] }],
      uses,
    };
    const made = await send(`${url}/links`, 201, { authorization: api, body });
    const action = new URLSearchParams(new URL(made.url).hash.slice(1)).get('action_token')!;
    return { id: made.id as string, action };
  }
  const redeem = (action_token: string, status: number, retry?: string) =>
    send(`${url}/links/redeem`, status, {
      ...{ origin: 'https://shop.example' },
      body: { action_token, ...(retry && { retry_key: retry }) },
    });
  async function linkToken(): Promise<string> {
    return (await redeem((await newLink()).action, 200)).access_token;
  }
  const introspect = (value: string, accept = 'application/json') =>
    fetch(`${url}/introspect`, {
      method: 'POST',
      headers: { authorization: service, accept },
      body: new URLSearchParams({ token: value }),
    }).then((answer) => answer.text());
  async function atProvider(visitor: Visitor, who: string, cancel = false) {
    const request = new URLSearchParams({
      ...{ response_type: 'code', client_id: 'shop-web', redirect_uri: webRedirect },
      ...{ scope: 'openid', state: 's', login_hint: cancel ? 'cancels' : who },
      ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
    });
    const signIn = (await visitor.get(`${url}/authorize?${request}`)).next!;
    const interaction = signIn.split('/').at(-1)!;
    const button = url + routes.federationStart('acme', interaction);
    let visit = await visitor.post(button, { csrf: csrfOf(await visitor.get(signIn)) });
    while (visit.next && !visit.next.startsWith(`${url}/federation/`)) {
      visit = await visitor.get(visit.next);
    }
    const callback = visit.next!;
    return { callback, answer: await visitor.get(callback) };
  }
  const mails = watchMails(issuer.context);
  const details = { name: 'Person', password: 'a quiet harbour at night' };
  const terms = { version: '1', url: 'https://shop.example/terms' };
  const agreed = { terms: 'yes', terms_version: terms.version };
  /** With all ways to sign in. */
  const setMode = (mode: 'open' | 'waiting_list') =>
    issuer.context.sql.begin(async (tx) => {
      const wanted = registrationSection.parse({ mode, terms });
      // As by default in between, which has no row.
      await applyPolicy(tx, registrationPolicy, registrationSection.parse({}));
      await applyPolicy(tx, registrationPolicy, wanted);
      const ways = signInSection.parse({ ways: ['password', 'email_code', 'magic_link'] });
      await applyPolicy(tx, signInPolicy, ways);
    });
  /** A browser of its own at a page of a sign-in. */
  async function arrive(page: string) {
    const visitor = createVisitor();
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: 'shop-web', redirect_uri: webRedirect },
      ...{ scope: 'openid', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
    });
    await setMode('open');
    const id = (await visitor.get(`${url}/authorize?${query}`)).next!.split('/').at(-1)!;
    const csrf = csrfOf(await visitor.get(`${url}/sign-in/${id}`));
    const here = `${url}${page}/${id}`;
    await visitor.get(here);
    return {
      ...{ visitor, id },
      async send(step: string, fields: Record<string, string>, path = `${page}/${id}${step}`) {
        const { next } = await visitor.post(url + path, { csrf, ...fields });
        if (next?.startsWith(url)) await visitor.get(next);
      },
      async open(link: string) {
        await visitor.get(url + link);
        const secret = new URL(url + link).searchParams.get('secret')!;
        const { next } = await visitor.post(`${here}/open`, { csrf, secret });
        if (next?.startsWith(url)) await visitor.get(next);
      },
    };
  }
  async function newUser(): Promise<string> {
    const email = `person${++people}@example.com`;
    const made = await administrate('POST', '/users', 201, { email, name: 'Person' });
    return made.id;
  }

  return {
    'sign in with a password': async () => {
      tokens = await signInToShop(url, { browser });
      admin = await signInToShop(url, { person: root });
    },
    'a wrong password': async () => {
      for (const email of [alice.email, 'unknown@example.com']) {
        const person = { email, password: 'not hers at all' };
        await signInToShop(url, { person }).catch(() => {});
      }
    },
    'authorize with a session, redeem': async () =>
      token(200, web, await code(browser, 'shop-web', 'openid offline_access')),
    'sign in again': async () => {
      const request = new URLSearchParams({
        ...{ response_type: 'code', client_id: 'shop-web', redirect_uri: webRedirect },
        ...{ scope: 'openid', state: 's', prompt: 'login' },
        ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
      });
      const signIn = (await browser.get(`${url}/authorize?${request}`)).next!;
      const csrf = csrfOf(await browser.get(signIn));
      await browser.post(signIn, { csrf, another: 'yes' });
      const again = (await browser.get(`${url}/authorize?${request}`)).next!;
      await browser.post(`${url}/interaction/${again.split('/').at(-1)}/cancel`, { csrf });
      await browser.get((await browser.post(signIn, { csrf, ...alice })).next!);
    },
    'an account is chosen': async () => {
      const request = new URLSearchParams({
        ...{ response_type: 'code', client_id: 'shop-web', redirect_uri: webRedirect },
        ...{ scope: 'openid', state: 's', prompt: 'select_account' },
        ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
      });
      const page = (await browser.get(`${url}/authorize?${request}`)).next!;
      const csrf = csrfOf(await browser.get(page));
      await browser.post(page, { csrf, account: 'another' });
    },
    'a third party': async () => {
      const fields = await code(browser, 'partner', 'openid');
      await token(200, basic('partner', secret('partner')), fields);
      await code(browser, 'partner', 'openid');
      const { items } = await administrate('GET', `/users?email=${alice.email}`, 200);
      const applications = `/users/${items[0].id}/applications`;
      await administrate('GET', applications, 200);
      await administrate('DELETE', `${applications}/partner`, 204);
    },
    'a sign-in that is cancelled': async () => {
      const visitor = createVisitor();
      const request = { ...{ issuer: url, clientId: 'shop-web' }, redirectUri: webRedirect };
      const page = (await visitor.get(authorizeUrl({ ...request, codeVerifier: verifier() })))
        .next!;
      const csrf = csrfOf(await visitor.get(page));
      await visitor.post(`${page.replace('/sign-in/', '/interaction/')}/cancel`, { csrf });
      await visitor.get(`${url}/sign-in/there-is-none`);
    },
    'a second factor': async () => {
      const { items } = await administrate('GET', `/users?email=${bob.email}`, 200);
      const factors = `/users/${items[0].id}/factors`;
      const visitor = createVisitor();
      const asking = { ...shopPage, codeVerifier: verifier(), extra: { acr_values: 'aal2' } };
      const signIn = (await visitor.get(authorizeUrl(asking))).next!;
      const csrf = csrfOf(await visitor.get(signIn));
      const choice = (await visitor.get((await visitor.post(signIn, { csrf, ...bob })).next!))
        .next!;
      await visitor.get(choice);
      const page = choice.replace('/set-up-factor/', '/set-up-totp/');
      const { text } = await visitor.get(page);
      const secret = /class="secret">([^<]+)</.exec(text)![1]!.replaceAll(' ', '');
      const sealed = /name="secret" value="([^"]+)"/.exec(text)![1]!;
      await visitor.post(page, { csrf, secret: sealed, code: generateSync({ secret }) });
      for (const kind of ['/totp/', '/recovery-code/']) {
        const other = page.replace('/set-up-totp/', kind);
        await visitor.post(other, { csrf, code: generateSync({ secret }) });
      }
      await administrate('GET', factors, 200);
      await administrate('DELETE', factors, 204);
    },
    'remembered devices': async () => {
      const { context } = issuer;
      const { items } = await administrate('GET', `/users?email=${bob.email}`, 200);
      const userId = items[0].id as string;
      const { credentialVersion } = (await readFactors(userId, context))!;
      const place = { userAgent: null, network: '10.0.0.0/24', address: '10.0.0.1' };
      let value: string | undefined;
      const cookie = {
        read: () => value,
        write(written: string) {
          value = written;
        },
      };
      await rememberDevice(cookie, { userId, credentialVersion, seconds: 60, ...place }, context);
      await recogniseDevice(cookie, { userId, ...place }, context);
      const unknown = { read: () => 'a'.repeat(43), write() {} };
      await recogniseDevice(unknown, { userId, ...place }, context);
      await listDevices(cookie, userId, context);
      await forgetDevices({ userId, id: null }, context);
    },
    'a passkey': async () => {
      const { items } = await administrate('GET', `/users?email=${bob.email}`, 200);
      const passkeys = `/users/${items[0].id}/passkeys`;
      const ways = signInSection.parse({ ways: ['password', 'passkey'] });
      await issuer.context.sql.begin((tx) => applyPolicy(tx, signInPolicy, ways));
      const authenticator = new Authenticator(url);
      const sendPasskey = async (
        visitor: Visitor,
        page: string,
        answer: (options: ReturnType<typeof optionsOf>) => string,
      ) => {
        const shown = await visitor.get(page);
        const credential = answer(optionsOf(shown));
        return visitor.post(page, { csrf: csrfOf(shown), credential });
      };
      const visitor = createVisitor();
      const asking = { ...shopPage, codeVerifier: verifier(), extra: { acr_values: 'phr' } };
      const signIn = (await visitor.get(authorizeUrl(asking))).next!;
      const csrf = csrfOf(await visitor.get(signIn));
      const page = (await visitor.get((await visitor.post(signIn, { csrf, ...bob })).next!)).next!;
      await sendPasskey(visitor, page, (options) => authenticator.create(options));
      const again = createVisitor();
      const other = (await again.get(authorizeUrl(asking))).next!;
      const used = await sendPasskey(again, other, (options) => authenticator.get(options));
      await again.get(used.next!);
      const [passkey] = (await administrate('GET', passkeys, 200)).items;
      await administrate('DELETE', `${passkeys}/${passkey.id}`, 204);
      await issuer.context.sql.begin((tx) =>
        applyPolicy(tx, signInPolicy, signInSection.parse({})),
      );
    },
    'a policy': () =>
      issuer.context.sql.begin(async (tx) => {
        const wanted = signInSection.parse({ identifier_first: true });
        await applyPolicy(tx as Transaction, signInPolicy, wanted);
        await applyPolicy(tx as Transaction, signInPolicy, signInSection.parse({}));
      }),
    'a policy, and none': async () => {
      for (const max_age of [3600, null]) {
        const wanted = signInSection.parse({ max_age });
        await issuer.context.sql.begin((tx) => applyPolicy(tx, signInPolicy, wanted));
      }
    },
    'a code that comes twice': async () => {
      const fields = await code(browser, 'shop-web', 'openid');
      await token(200, web, fields);
      await token(400, web, fields);
      await token(400, web, { ...fields, code: unknown('code') });
    },
    'a code that a gateway redeems twice': async () => {
      const fields = await code(browser, 'shop-web', 'openid');
      const call = { authorization: web, fields };
      await send(`${internalUrl}/token`, 200, call);
      await send(`${internalUrl}/token`, 200, call);
    },
    'a session of an application': async () => {
      const visitor = createVisitor();
      const { access_token, refresh_token } = await signInToShop(url, { browser: visitor });
      await inside('session', { access_token });
      await inside('sign-out', { client_id: 'shop-web', access_token, refresh_token }, 204);
      await inside('sign-out', { client_id: 'shop-web', access_token }, 204);
    },
    'refresh, kept': async () => {
      await token(200, web, refresh(tokens.refresh_token));
      await token(400, web, refresh(tokens.refresh_token, { scope: 'openid offline_access' }));
      await token(400, web, refresh(unknown('refresh')));
    },
    'refresh, rotated': async () => {
      const fields = await code(browser, 'shop-cli', 'openid');
      const first = (await token(200, '', fields)).refresh_token;
      const next = refresh(first, { client_id: 'shop-cli' });
      const second = (await token(200, '', next)).refresh_token;
      // A lost answer, and a replay.
      await token(200, '', next);
      await token(200, '', refresh(second, { client_id: 'shop-cli' }));
      await token(400, '', next);
      await token(400, '', next);
      await token(400, '', refresh(unknown('refresh'), { client_id: 'shop-cli' }));
    },
    'client credentials': clientToken,
    introspection: async () => {
      for (const each of [tokens.access_token, await clientToken(), await linkToken()]) {
        await introspect(each);
        await introspect(each, 'application/jwt');
      }
      await introspect(tokens.refresh_token);
    },
    userinfo: () =>
      send(`${url}/userinfo`, 200, {
        ...{ method: 'GET', authorization: `Bearer ${tokens.access_token}` },
      }),
    links: async () => {
      const { id, action } = await newLink(2);
      await send(`${url}/links/${id}`, 200, { method: 'GET', authorization: api });
      await redeem(action, 200, 'a-key-to-try-again-with');
      await redeem(action, 200, 'a-key-to-try-again-with');
      await redeem(action, 200);
      await redeem(action, 400);
      await redeem(unknown('action'), 400);
      const headers = {
        origin: 'https://unknown.example',
        'access-control-request-method': 'POST',
      };
      await fetch(`${url}/links/redeem`, { method: 'OPTIONS', headers });
      await send(`${url}/links/${id}`, 204, { method: 'DELETE', authorization: api });
      await send(`${url}/links/${id}`, 204, { method: 'DELETE', authorization: api });
    },
    swap: async () => {
      for (const each of [tokens.access_token, await clientToken(), await linkToken()]) {
        const swaps = [orders, reports].map((audience) => ({ token: each, audience }));
        await inside('swap', { leased: true, swaps });
        await inside('swap', { leased: false, swaps: swaps.slice(1) });
      }
    },
    'token exchange': async () => {
      for (const each of [tokens.access_token, await clientToken()]) {
        const swaps = [{ token: each, audience: orders }];
        const { results } = await inside('swap', { leased: true, swaps });
        await token(200, service, {
          grant_type: tokenExchangeGrant,
          subject_token: results[0].jwt,
          subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          audience: reports,
        });
      }
    },
    revoke: async () => {
      const fields = await code(browser, 'shop-web', 'openid offline_access');
      const made = await token(200, web, fields);
      const { access_token, refresh_token } = made;
      for (const each of [access_token, refresh_token, refresh_token, unknown('refresh')]) {
        await send(`${url}/revoke`, 200, { authorization: web, fields: { token: each } });
      }
    },
    federation: async () => {
      const who = `person-${++people}`;
      upstream.people.set(who, { email: `${who}@example.org`, email_verified: true });
      const visitor = createVisitor();
      const { callback } = await atProvider(visitor, who);
      await visitor.get(callback);
      // As from a provider that answers by POST.
      await visitor.post(url + routes.federationCallback('acme'), { state: 's'.repeat(43) });
      await atProvider(createVisitor(), who);
      await atProvider(createVisitor(), who, true);
    },
    'logout with a hint': async () => {
      const visitor = createVisitor();
      const { id_token } = await signInToShop(url, { browser: visitor });
      await visitor.get(`${url}/logout?${new URLSearchParams({ id_token_hint: id_token })}`);
      await visitor.get(`${url}/logout?${new URLSearchParams({ id_token_hint: id_token })}`);
    },
    'administration of users': async () => {
      const id = await newUser();
      const { items } = await administrate('GET', '/users?limit=1', 200);
      const { next_cursor } = await administrate('GET', '/users?limit=2', 200);
      await administrate('GET', `/users?limit=2&cursor=${next_cursor}`, 200);
      await administrate('GET', `/users?email=${encodeURIComponent(items[0].email)}`, 200);
      await administrate('PUT', `/users/${id}/roles/support`, 204, {});
      await administrate('PUT', `/users/${id}/groups/staff`, 204, {});
      await administrate('GET', `/users/${id}`, 200);
      await administrate('DELETE', `/users/${id}/roles/support`, 204);
      await administrate('DELETE', `/users/${id}/groups/staff`, 204);
      await administrate('PATCH', `/users/${id}`, 200, { name: 'Another', disabled: true });
      await administrate('DELETE', `/users/${id}`, 204);
      await administrate('PATCH', '/clients/unknown', 404, { disabled: true });
      await administrate('GET', '/roles', 200);
      await administrate('GET', '/groups', 200);
    },
    'administration of identities': async () => {
      const id = await newUser();
      const path = `/users/${id}/identities`;
      const body = { provider: 'acme', subject: `linked ${id}` };
      const { id: identity } = await administrate('POST', path, 201, body);
      await administrate('GET', path, 200);
      await administrate('DELETE', `${path}/${identity}`, 204);
    },
    'administration of administrators': async () => {
      const id = await newUser();
      await administrate('PUT', `/users/${id}/roles/administrator`, 204, {});
      await administrate('DELETE', `/users/${id}/roles/administrator`, 204);
      await administrate('DELETE', `/users/${id}`, 204);
    },
    'the audit log': async () => {
      const { next_cursor } = await administrate('GET', '/audit?limit=2', 200);
      await administrate('GET', `/audit?limit=2&cursor=${next_cursor}`, 200);
    },
    'a mail': async () => {
      const { mail, sql, clock } = issuer.context;
      const expiresAt = new Date(+clock.now() + 60_000);
      const order = { to: `${people++}@mail.example`, language: 'en', network: `10.0.0.${people}` };
      const parameters = { code: '482913' };
      const queued = await mail.queue(sql, { ...order, kind: 'email-code', parameters, expiresAt });
      const { id } = queued as { id: string };
      await mailIs('sent', id);
      await send(`${url}/dev/mail`, 200, { method: 'GET' });
      await send(`${url}/dev/mail/${id}`, 200, { method: 'GET' });
    },
    'mails that cannot be sent': async () => {
      const id = await insertMail('email-code');
      await mailIs('failed', id);
      await administrate('GET', '/mails?limit=1', 200);
      await administrate('POST', `/mails/${id}/retry`, 204);
      await mailIs('queued', await insertMail('of a later version'));
    },
    'sign in by mail': async () => {
      const code = await arrive('/email-code');
      await code.send('', { email: alice.email });
      await code.send('/check', { code: 'wrong' });
      await code.send('/check', { code: mails.codeTo(alice.email) });
      const link = await arrive('/magic-link');
      await link.send('', { email: alice.email });
      await link.open(mails.linkTo(alice.email));
    },
    'show that one is a person': async () => {
      const { clock, random, secrets } = issuer.context;
      const place = { purpose: 'sign_in', interaction: 'one' } as const;
      const now = numericDate(clock.now());
      const given = { bits: 1, nonce: random.bytes(16), now, key: secrets.signIn };
      const solved = { ...place, solution: solveWork(makeWork(place, given)) };
      const results = [
        await takeSolution({ ...solved, subject: 'a' }, issuer.context),
        await takeSolution({ ...solved, subject: 'b' }, issuer.context),
      ];
      if (results.join() !== 'passed,wrong') throw new Error(results.join());
    },
    register: async () => {
      const email = `person${++people}@example.com`;
      const { send, open } = await arrive('/register');
      await send('', { email });
      await open(mails.linkTo(email));
      await send('/details', { ...details, ...agreed });
    },
    'a forgotten and a forced password': async () => {
      const id = await newUser();
      const { email } = await administrate('GET', `/users/${id}`, 200);
      const { send, visitor, id: interaction } = await arrive('/forgot-password');
      await send('', { email });
      const link = url + mails.linkTo(email);
      const { searchParams } = new URL(link);
      const csrf = csrfOf(await visitor.get(link));
      const fields = { csrf, ...Object.fromEntries(searchParams), password: details.password };
      await visitor.post(`${url}/reset-password`, fields);
      await administrate('PATCH', `/users/${id}`, 200, { must_change_password: true });
      const { id: next, send: sendTo } = await arrive('/change-password');
      await visitor.get(`${url}/authorize/${interaction}`);
      await sendTo('', { email, password: details.password }, `/sign-in/${next}`);
      await sendTo('', { password: `${details.password}, another one` });
    },
    account: async () => {
      const email = `person${++people}@example.com`;
      const { password } = details;
      await administrate('POST', '/users', 201, { ...{ email, name: 'Person', password } });
      const atProvider = { email: 'owner@example.org', email_verified: true };
      upstream.people.set('owner-of-account', atProvider);
      await useAccount(issuer, { email, password });
    },
    invitations: async () => {
      const invited = await administrate('POST', '/invitations', 201, {
        ...{ email: `person${++people}@example.com`, groups: ['staff'], roles: ['support'] },
      });
      const { id, email } = invited;
      const other = { email: `person${++people}@example.com` };
      const withdrawn = await administrate('POST', '/invitations', 201, other);
      const page = await administrate('GET', '/invitations?limit=1', 200);
      await administrate('GET', `/invitations?limit=1&cursor=${page.next_cursor}`, 200);
      await administrate('GET', `/invitations?email=${encodeURIComponent(email)}`, 200);
      await administrate('POST', `/invitations/${id}/resend`, 200, {});
      const visitor = createVisitor();
      const link = url + mails.linkTo(email);
      const csrf = csrfOf(await visitor.get(link));
      const secret = new URL(link).searchParams.get('secret')!;
      await visitor.post(`${url}/invitation`, { csrf, secret, ...details, ...agreed });
      // A client can be the inviter, too.
      await issuer.context.sql`
        update invitations set invited_by = 'client:shop-web' where id = ${withdrawn.id}`;
      await visitor.get(url + mails.linkTo(other.email));
      await visitor.get(`${url}/invitation?secret=${secret}`);
      await administrate('DELETE', `/invitations/${withdrawn.id}`, 204);
    },
    'the waiting list': async () => {
      const email = `person${++people}@example.com`;
      const { send } = await arrive('/register');
      await setMode('waiting_list');
      await send('', { email });
      await send('/code', { code: mails.codeTo(email) });
      for (const _ of ['a press', 'a double click']) {
        await send('/details', { ...details, ...agreed });
      }
      await setMode('open');
      const [person] = await issuer.context.sql`
        select id from waiting_people where lower(email collate "C") = ${email}`;
      await administrate('GET', '/waiting-list?limit=1', 200);
      await administrate('POST', `/waiting-list/${person!['id']}/approve`, 200, {});
    },
    'several addresses, and a profile': async () => {
      const userId = await newUser();
      const email = `person${++people}@example.com`;
      const { sql } = issuer.context;
      await sql.begin((tx) => keepProvedAddress(tx as Transaction, { userId, email }));
      const [first] = await listAddresses(sql, userId);
      await sql.begin((tx) => makePrimary(tx as Transaction, { userId, email }));
      await sql.begin((tx) => removeAddress(tx as Transaction, { userId, email: first!.email }));
      const profile = { nickname: 'P' };
      await sql.begin((tx) => changePerson(tx as Transaction, userId, { profile }));
    },
    'administration of clients': async () => {
      await administrate('PATCH', '/clients/shop-cli', 204, { disabled: true });
      await administrate('PATCH', '/clients/shop-cli', 204, { disabled: false });
    },
    'a gateway comes and goes': async () => {
      const { member, epoch, pos } = await inside('members', { version: 1, name: 'one' });
      await inside('lease', { member, epoch, acked: pos });
      await inside('changes', { after: { epoch, pos: Math.max(0, pos - 1) }, wait_ms: 0 });
      await inside('routes', {});
      await inside('leave', { member }, 204);
    },
  };
}

interface Call {
  method?: string;
  authorization?: string;
  origin?: string;
  fields?: Record<string, string>;
  body?: object;
}
