import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorizeAs, verifier } from '../../../../../testing/code-flow.ts';
import { clockOf, startGatewayBehind } from '../../../../../testing/gateway-behind.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { bob, nativeRedirect, orders, reports, secret, shop } from '../../../../../testing/shop.ts';
import { signInToShop, type Tokens } from '../../../../../testing/sign-in.ts';
import { createVisitor } from '../../../../../testing/visitor.ts';
import type { Gateway } from '../../../../gateway/src/gateway.ts';
import { ask, bearer, listen } from '../../../../gateway/src/testing/gateway.fixture.ts';
import type { AccessTokenClaims } from '../../../../protocol/src/principal.ts';
import { evaluate } from '../../access-evaluation/evaluate.service.ts';
import { explainer } from '../../admin/explain.fixture.ts';
import { resolveAdminToken } from '../../admin/resolve-admin-token.service.ts';
import { openToken, sealToken } from '../../tokens/sealed-token.ts';
import { adminPermissions } from '../admin-permissions.ts';
import { adminAudience } from '../built-in.ts';
import {
  changeOrganization,
  createOrganization,
  deleteOrganization,
} from './manage-organizations.service.ts';
import { joinOrganization, leaveOrganization } from './members.service.ts';
import { giveRoleWithin, takeRoleWithin } from './roles-within.service.ts';

const scope = 'openid profile email organization';
const allows = (name: string) => ({ name, permission: `orders:${name}`, text: '{identifier}' });
const declared = {
  ...shop,
  apis: shop.apis.map((api) =>
    api.id === orders
      ? {
          ...api,
          authorization_details: [{ type: 'order', actions: [allows('read'), allows('refund')] }],
        }
      : api,
  ),
  clients: shop.clients.map((client) =>
    'scopes' in client && client.id !== 'shop-api'
      ? { ...client, scopes: [...client.scopes!, 'organization'] }
      : client,
  ),
};
const root = { actor: 'client:test', permissions: adminPermissions };
const unguarded = { caller: root, guard: async () => {} };

let issuer: TestIssuer;
let gateway: Gateway;
let upstream: Awaited<ReturnType<typeof listen>>;
let port: number;
let userId: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  upstream = await listen((request, response) => {
    const jwt = request.headers.authorization!.slice('Bearer '.length);
    response.end(JSON.stringify(decodeJwt(jwt)));
  });
  const at = { upstream: upstream.url, api: orders };
  const routes = [
    { ...at, path: '/any' },
    { ...at, path: '/refund', require: { permissions: ['orders:refund'] } },
    { ...at, path: '/within', require: { organization: true } },
    { ...at, path: '/t/{tenant}/orders', require: { organization: '{tenant}' } },
  ];
  issuer = await startTestIssuer({ ...declared, routes }, { leaseMs: 60_000 });
  ({ gateway, port } = await startGatewayBehind(issuer, clockOf(issuer)));
  const [row] = await issuer.context.sql<{ id: string }[]>`
    select id from users where email = ${bob.email}`;
  userId = row!.id;
  for (const key of ['acme', 'zeta', 'other']) {
    const made = await createOrganization({ key, name: key.toUpperCase() }, root, issuer.context);
    ids[key] = made.id;
  }
});
afterAll(async () => {
  await gateway.close();
  await issuer.close();
  upstream.server.closeAllConnections();
  upstream.server.close();
});

const join = (key = 'acme') => joinOrganization({ key, userId }, root, issuer.context);
const leave = (key = 'acme') => leaveOrganization({ key, userId }, root, issuer.context);
const give = (role: string, key = 'acme', who: string | null = userId, end: Date | null = null) =>
  giveRoleWithin({ key, userId: who, role }, end, root, issuer.context);
const take = (role: string, key = 'acme', who: string | null = userId) =>
  takeRoleWithin({ key, userId: who, role }, root, issuer.context);

/** Of Bob, who is a customer everywhere, and in `acme` one of the support, too. */
const signIn = (organization?: string) =>
  signInToShop(issuer.url, {
    ...{ person: bob, scope },
    ...(organization !== undefined && { extra: { organization } }),
  });

const get = (path: string, { access_token: token }: Pick<Tokens, 'access_token'>) =>
  ask(port, path, { headers: bearer(token) });
const status = async (path: string, of: Pick<Tokens, 'access_token'>) =>
  (await get(path, of)).status;
const claims = async (of: Pick<Tokens, 'access_token'>) =>
  (await get('/any', of)).json() as unknown as AccessTokenClaims;

async function refresh(refreshToken: string, organization?: string, client = 'shop-web') {
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: client === 'shop-web' ? { authorization: basic(client, secret(client)) } : {},
    body: new URLSearchParams({
      ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
      ...(client !== 'shop-web' && { client_id: client }),
      ...(organization !== undefined && { organization }),
    }),
  });
  return (await answer.json()) as Tokens & { error?: string };
}

beforeEach(async () => {
  for (const key of ['acme', 'zeta', 'other']) await leave(key);
  await join();
  await give('support');
});

describe('a token for an organization', () => {
  test('has the roles within beside the others, and one without has none of them', async () => {
    const within = await signIn('acme');
    const without = await signIn();
    expect(await claims(within)).toMatchObject({
      ...{ org_id: ids['acme'], org_key: 'acme', roles: ['customer', 'support'] },
      permissions: ['orders:read', 'orders:refund'],
    });
    const told = await claims(without);
    expect(told).toMatchObject({ roles: ['customer'], permissions: ['orders:read'] });
    expect(told).not.toHaveProperty('org_id');
    expect([await status('/refund', within), await status('/refund', without)]).toEqual([200, 403]);
  });

  test('is asked about together with others, and each gets its own answer', async () => {
    await join('zeta');
    const tokens = [await signIn('acme'), await signIn(), await signIn('zeta')];
    const results = await swapAll(tokens);
    expect(results.map(({ jwt }) => decodeJwt(jwt)['org_key'])).toEqual([
      'acme',
      undefined,
      'zeta',
    ]);
    expect(results.map(({ jwt }) => decodeJwt(jwt)['roles'])).toEqual([
      ['customer', 'support'],
      ['customer'],
      ['customer'],
    ]);
    const tag = `organization:${ids['acme']}`;
    expect(results.map(({ tags }) => tags.includes(tag))).toEqual([true, false, false]);
  });

  test('has none of another organization, nor of other members', async () => {
    await join('zeta');
    expect((await claims(await signIn('zeta'))).permissions).toEqual(['orders:read']);
    await give('support', 'zeta', null);
    expect((await claims(await signIn('zeta'))).permissions).toContain('orders:refund');
    await take('support', 'zeta', null);
    expect((await claims(await signIn('zeta'))).permissions).toEqual(['orders:read']);
  });

  test('allows what a service is told that asks about the person in it', async () => {
    await join('zeta');
    for (const organization of ['acme', 'zeta', undefined]) {
      const { permissions } = await claims(await signIn(organization));
      for (const name of ['read', 'refund']) {
        const asked = {
          ...{ subject: { type: 'user', id: userId }, action: { name } },
          ...{ resource: { type: 'order', id: '42' }, context: { organization } },
        };
        const { decision } = await evaluate(asked, [orders], issuer.context);
        const allowed = permissions.includes(`orders:${name}`);
        expect([organization, name, decision]).toEqual([organization, name, allowed]);
      }
    }
  });

  test('passes routes that ask for one, and only that of its own', async () => {
    const within = await signIn('acme');
    const seen = async (of: Tokens) => [
      await status('/within', of),
      await status('/t/acme/orders', of),
      await status('/t/zeta/orders', of),
    ];
    expect(await seen(within)).toEqual([200, 200, 403]);
    expect(await seen(await signIn())).toEqual([403, 403, 403]);
    const refused = await get('/t/zeta/orders', within);
    expect(JSON.stringify(refused.json())).toContain('for the organization zeta');
  });

  test('tells the client in the ID token and at userinfo', async () => {
    const tokens = await signIn('acme');
    const told = { org_id: ids['acme'], org_key: 'acme', org_name: 'ACME' };
    expect(decodeJwt(tokens.id_token)).toMatchObject(told);
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect(await (await fetch(`${issuer.url}/userinfo`, { headers })).json()).toMatchObject(told);
    expect(decodeJwt((await signIn()).id_token)).not.toHaveProperty('org_id');
  });

  test('is exchanged for one that is for it, too', async () => {
    await issuer.context.sql`delete from group_members where user_id = ${userId}`;
    const swapped = await swapOf(await signIn('acme'));
    const exchange = async () => {
      const answer = await fetch(`${issuer.url}/token`, {
        method: 'POST',
        headers: { authorization: basic('orders-service', secret('orders-service')) },
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          subject_token: swapped.jwt,
          subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          audience: reports,
        }),
      });
      return (await answer.json()) as { access_token?: string; error?: string };
    };
    expect(decodeJwt((await exchange()).access_token!)).toMatchObject({
      ...{ aud: reports, org_key: 'acme', permissions: ['reports:read'] },
    });
    await leave();
    expect(await exchange()).toMatchObject({ error: 'invalid_request' });
    await issuer.context.sql`
      insert into group_members (user_id, group_name) values (${userId}, 'customers')`;
  });

  test('is no token for the admin API, whatever the roles within', async () => {
    await give('administrator');
    const { keys, random, settings } = issuer.context;
    const admin = adminAudience(settings.url);
    const facts = openToken((await signIn('acme')).access_token, keys)!;
    const token = sealToken({ ...facts, audiences: [admin] }, keys, random);
    await issuer.context.sql`
      update clients set apis = apis || ${[admin]} where id = 'shop-web'`;
    await issuer.context
      .sql`update grants set apis = apis || ${[admin]} where id = ${facts.source}`;
    await expect(resolveAdminToken(token, issuer.context)).rejects.toThrow('sign in without one');
    await issuer.context.sql`
      update clients set apis = array_remove(apis, ${admin}) where id = 'shop-web'`;
  });

  test('is sealed in a form that a node which does not know it refuses', async () => {
    const { keys, random } = issuer.context;
    const facts = openToken((await signIn('acme')).access_token, keys)!;
    expect(facts.organization).toBe(ids['acme']);
    const details = [{ type: 'order', identifier: '42', actions: ['read'] }];
    const confined = { ...facts, details };
    expect(openToken(sealToken(confined, keys, random), keys)).toEqual(confined);
  });
});

describe('no token is for', () => {
  const tried = (organization: string, asked = scope) =>
    authorizeAs(
      createVisitor(),
      {
        ...{ issuer: issuer.url, clientId: 'shop-web', codeVerifier: verifier(), scope: asked },
        redirectUri: 'https://shop.example/auth/callback',
        extra: { organization },
      },
      bob,
    ).then((back) => back.searchParams.get('error'));

  test.each(['zeta', 'none'])('%s, of which the person is no member', async (key) => {
    expect(await tried(key)).toBe('access_denied');
  });

  test('one that is disabled, until it is enabled', async () => {
    await changeOrganization('acme', { disabled: true }, unguarded, issuer.context);
    expect(await tried('acme')).toBe('access_denied');
    await changeOrganization('acme', { disabled: false }, unguarded, issuer.context);
    expect(await tried('acme')).toBe(null);
  });

  test('any, where the client does not ask for the scope', async () => {
    const url = (asked: string) => {
      const extra = { organization: 'acme', scope: asked };
      const base = { response_type: 'code', client_id: 'shop-web', ...extra };
      const redirect = { redirect_uri: 'https://shop.example/auth/callback' };
      const pkce = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
      const query = new URLSearchParams({ ...base, ...redirect, ...pkce });
      return fetch(`${issuer.url}/authorize?${query}`, { redirect: 'manual' });
    };
    const location = (await url('openid')).headers.get('location')!;
    expect(new URL(location).searchParams.get('error')).toBe('invalid_scope');
  });
});

describe('a refresh', () => {
  test('is for the same organization, and for another one from when it is named', async () => {
    await join('zeta');
    await give('support', 'zeta');
    const first = await signIn('acme');
    const kept = await refresh(first.refresh_token);
    expect((await claims(kept)).org_key).toBe('acme');
    const switched = await refresh(first.refresh_token, 'zeta');
    expect((await claims(switched)).org_key).toBe('zeta');
    expect((await claims(await refresh(first.refresh_token))).org_key).toBe('zeta');
    // Those of before are for what they were for.
    expect((await claims(kept)).org_key).toBe('acme');
    const back = await refresh(first.refresh_token, 'acme');
    expect((await claims(back)).org_key).toBe('acme');
  });

  test('from none to one is a choice, too', async () => {
    const { refresh_token } = await signIn();
    expect((await claims(await refresh(refresh_token, 'acme'))).org_key).toBe('acme');
  });

  test('is refused for one of which the person is no member, and costs no refresh token', async () => {
    const codeVerifier = verifier();
    const client = { clientId: 'shop-cli', redirectUri: nativeRedirect };
    const extra = { organization: 'acme' };
    const asked = { issuer: issuer.url, ...client, codeVerifier, extra };
    const browser = createVisitor();
    const back = await authorizeAs(browser, { ...asked, scope: `${scope} offline_access` }, bob);
    const answer = await fetch(`${issuer.url}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', client_id: 'shop-cli' },
        ...{ redirect_uri: nativeRedirect, code_verifier: codeVerifier },
        code: back.searchParams.get('code')!,
      }),
    });
    const tokens = (await answer.json()) as Tokens;
    const refused = await refresh(tokens.refresh_token, 'zeta', 'shop-cli');
    expect(refused.error).toBe('invalid_target');
    const next = await refresh(tokens.refresh_token, undefined, 'shop-cli');
    expect((await claims(next)).org_key).toBe('acme');
  });

  test('is refused without the scope, and after the person has left', async () => {
    const plain = await signInToShop(issuer.url, { person: bob });
    expect((await refresh(plain.refresh_token, 'acme')).error).toBe('invalid_target');
    const within = await signIn('acme');
    await leave();
    expect((await refresh(within.refresh_token)).error).toBe('invalid_grant');
  });
});

describe('what ends it, while answers are cached', () => {
  const introspect = async ({ access_token: token }: Tokens) => {
    const answer = await fetch(`${issuer.url}/introspect`, {
      method: 'POST',
      headers: { authorization: basic('orders-service', secret('orders-service')) },
      body: new URLSearchParams({ token }),
    });
    return (await answer.json()) as { active: boolean; org_key?: string };
  };

  test.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ['leaving', () => leave(), () => join()],
    [
      'that it is disabled',
      () => changeOrganization('acme', { disabled: true }, unguarded, issuer.context),
      () => changeOrganization('acme', { disabled: false }, unguarded, issuer.context),
    ],
  ])('%s ends the token everywhere, and not those without one', async (_, end, undo) => {
    const within = await signIn('acme');
    const without = await signIn();
    expect(await status('/refund', within)).toBe(200);
    expect(await introspect(within)).toMatchObject({ active: true, org_key: 'acme' });
    await end();
    expect([await status('/any', within), await status('/any', without)]).toEqual([401, 200]);
    expect(await introspect(within)).toEqual({ active: false });
    const headers = { authorization: `Bearer ${within.access_token}` };
    expect((await fetch(`${issuer.url}/userinfo`, { headers })).status).toBe(401);
    await undo();
  });

  test('a role within that is taken, from one or from all', async () => {
    const within = await signIn('acme');
    expect(await status('/refund', within)).toBe(200);
    await give('support', 'acme', null);
    await take('support');
    expect(await status('/refund', within)).toBe(200);
    await take('support', 'acme', null);
    expect([await status('/refund', within), await status('/any', within)]).toEqual([403, 200]);
    await give('support');
    expect(await status('/refund', within)).toBe(200);
  });

  test('its end, to the second', async () => {
    const goOn = issuer.clock.standStill();
    issuer.clock.advance(1 - (issuer.clock.now().getTime() % 1000) / 1000);
    await give('support', 'acme', userId, new Date(issuer.clock.now().getTime() + 3_000));
    const within = await signIn('acme');
    expect(await status('/refund', within)).toBe(200);
    issuer.clock.advance(1.9);
    expect(await status('/refund', within)).toBe(200);
    issuer.clock.advance(1.1);
    expect(await status('/refund', within)).toBe(403);
    goOn();
  });

  test('that it is deleted', async () => {
    const { id } = await createOrganization({ key: 'gone', name: 'X' }, root, issuer.context);
    await join('gone');
    const within = await signIn('gone');
    expect(await claims(within)).toMatchObject({ org_id: id });
    await deleteOrganization('gone', unguarded, issuer.context);
    expect(await status('/any', within)).toBe(401);
  });

  test('leaving while requests are swapped: none that begins after it returned passes', async () => {
    const tokens = await Promise.all([signIn('acme'), signIn('acme'), signIn('acme')]);
    let left = false;
    const late: number[] = [];
    const run = async (of: Tokens) => {
      let answered = 0;
      for (let last = 200; last === 200 || !left; answered++) {
        const isLate = left;
        last = await status('/refund', of);
        if (isLate) late.push(last);
      }
      return answered;
    };
    const runs = tokens.map(run);
    await Promise.all(tokens.map((of) => status('/refund', of)));
    await leave();
    left = true;
    late.push(...(await Promise.all(tokens.map((of) => status('/refund', of)))));
    const answered = await Promise.all(runs);
    expect(Math.min(...answered)).toBeGreaterThan(0);
    expect(new Set(late)).toEqual(new Set([401]));
  });
});

describe('explain', () => {
  const asked = (organization: string | undefined, path = '/refund') =>
    explainer(issuer.context)({
      subject: { user: userId, client: 'shop-web', organization },
      ...{ request: { method: 'GET', host: null, path }, api: null, whatIf: null },
    });

  test('says within which organization a role is held', async () => {
    expect((await asked(undefined)).verdict.allowed).toBe(false);
    const { verdict, checks } = await asked('acme');
    expect(verdict.allowed).toBe(true);
    expect(checks.every(({ holds }) => holds)).toBe(true);
    expect(checks.find(({ link }) => link === 'permission')!.ways).toMatchObject([
      { role: 'support', organization: 'acme' },
    ]);
  });

  test('says that the person is no member, and what a route asks for', async () => {
    const stranger = await asked('zeta');
    expect(stranger.verdict).toMatchObject({ allowed: false, status: 401 });
    expect(stranger.checks.find(({ holds }) => !holds)).toMatchObject({ link: 'organization' });
    const without = await asked(undefined, '/t/acme/orders');
    expect(without.verdict).toMatchObject({ allowed: false, status: 403 });
    expect(without.checks.find(({ holds }) => !holds)).toMatchObject({ link: 'organization' });
    expect((await asked('acme', '/t/acme/orders')).verdict.allowed).toBe(true);
  });
});

const swapOf = async (of: Tokens) => (await swapAll([of]))[0]!;

async function swapAll(tokens: readonly Tokens[]) {
  const swaps = tokens.map(({ access_token: token }) => ({ token, audience: orders }));
  const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
    method: 'POST',
    headers: {
      authorization: issuer.gatewayAuthorization,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ leased: true, swaps }),
  });
  const { results } = (await answer.json()) as { results: { tags: string[]; jwt: string }[] };
  return results;
}
