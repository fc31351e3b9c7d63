import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { clockOf, startGatewayBehind } from '../../../../../testing/gateway-behind.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { alice, bob, orders, reports, secret, shop } from '../../../../../testing/shop.ts';
import { signInToShop } from '../../../../../testing/sign-in.ts';
import type { Gateway } from '../../../../gateway/src/gateway.ts';
import { ask, bearer, listen } from '../../../../gateway/src/testing/gateway.fixture.ts';
import type { AccessTokenClaims } from '../../../../protocol/src/principal.ts';
import {
  createRoute,
  deleteRoute,
  replaceRoute,
} from '../../gateway-routes/manage-routes.service.ts';
import { openToken, sealToken } from '../../tokens/sealed-token.ts';
import { adminPermissions } from '../admin-permissions.ts';
import { unguarded } from '../declared.ts';
import type { ResourceRole } from './resource-role.ts';
import { giveResourceRole, takeResourceRole } from './resource-roles.service.ts';

const carol = { email: 'carol@example.com', password: 'correct horse carol' };
const action = (name: string, permission: string) => ({ name, permission, text: '{identifier}' });
const declared = {
  ...shop,
  apis: [
    {
      ...shop.apis[0]!,
      authorization_details: [
        {
          type: 'order',
          actions: [action('read', 'orders:read'), action('refund', 'orders:refund')],
        },
        {
          ...{ type: 'folder', hierarchical: true },
          actions: [action('read', 'orders:read'), action('refund', 'orders:refund')],
        },
      ],
    },
    {
      ...shop.apis[1]!,
      authorization_details: [{ type: 'report', actions: [action('read', 'reports:read')] }],
    },
  ],
  users: [...shop.users, { ...carol, name: 'Carol', groups: ['everyone'] }],
  clients: [
    ...shop.clients.map((client) =>
      client.id === 'shop-web'
        ? { ...client, authorization_details_types: ['order', 'folder'] }
        : client,
    ),
    {
      ...{ id: 'robot', name: 'Robot', type: 'service', secret: secret('robot') },
      ...{ grants: ['client_credentials'], apis: [orders] },
    },
  ],
};

const root = { actor: 'client:test', permissions: adminPermissions };

let issuer: TestIssuer;
let gateway: Gateway;
let upstream: Awaited<ReturnType<typeof listen>>;
let port: number;
let ids: Record<string, string>;
let tokens: { alice: string; bob: string; carol: string; robot: string };

beforeAll(async () => {
  upstream = await listen((request, response) => {
    const jwt = request.headers.authorization!.slice('Bearer '.length);
    response.end(JSON.stringify(decodeJwt(jwt)));
  });
  const resource = (type: string, name: string) => ({
    details: { type, identifier: '{id}', actions: [name] },
  });
  const at = { upstream: upstream.url, api: orders };
  const routes = [
    { ...at, path: '/orders/{id}', require: resource('order', 'read') },
    {
      ...at,
      path: '/orders/{id}/refund',
      require: { ...resource('order', 'refund'), permissions: ['orders:refund'] },
    },
    { ...at, path: '/any' },
    {
      ...{ ...at, path: '/tree/*' },
      require: { details: { type: 'folder', identifier: '{*}', actions: ['read'] } },
    },
    {
      ...{ ...at, path: '/refunds/{site}/*' },
      require: {
        details: { type: 'folder', identifier: '{site}/{*}', actions: ['read', 'refund'] },
      },
    },
    { ...at, path: '/reports/{id}', api: reports, require: resource('report', 'read') },
  ];
  issuer = await startTestIssuer({ ...declared, routes }, { leaseMs: 60_000 });
  ({ gateway, port } = await startGatewayBehind(issuer, clockOf(issuer)));
  const rows = await issuer.context.sql<{ id: string; email: string }[]>`
    select id, email from users`;
  ids = Object.fromEntries(rows.map(({ id, email }) => [email, id]));
  const of = async (person: typeof alice) =>
    (await signInToShop(issuer.url, { person })).access_token;
  const robot = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic('robot', secret('robot')) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  tokens = {
    ...{ alice: await of(alice), bob: await of(bob), carol: await of(carol) },
    robot: ((await robot.json()) as { access_token: string }).access_token,
  };
});
afterAll(async () => {
  await gateway.close();
  await issuer.close();
  upstream.server.closeAllConnections();
  upstream.server.close();
});

const get = (path: string, token: string) => ask(port, path, { headers: bearer(token) });
const status = async (path: string, token = tokens.carol) => (await get(path, token)).status;
const claims = async (path: string, token = tokens.carol) =>
  (await get(path, token)).json() as unknown as AccessTokenClaims;

const on = (identifier: string, role = 'customer', type = 'order'): ResourceRole => ({
  holder: { kind: 'user', id: ids[carol.email]! },
  ...{ type, identifier, role },
});
const give = (given: ResourceRole, validUntil: Date | null = null) =>
  giveResourceRole(given, validUntil, root, issuer.context);
const take = (taken: ResourceRole) => takeResourceRole(taken, root, issuer.context);

describe('a role on one order', () => {
  test('lets a person through where the route names it, and nowhere else', async () => {
    expect(await status('/orders/42')).toBe(403);
    await give(on('42'));
    expect(await status('/orders/42')).toBe(200);
    expect(await status('/orders/43')).toBe(403);
    expect(await status('/orders/42/refund')).toBe(403);
    expect(await status('/reports/42')).toBe(403);
    await take(on('42'));
    expect(await status('/orders/42')).toBe(403);
  });

  test('is told in a claim of its own, which confines nothing', async () => {
    await give(on('42'));
    await give(on('42', 'support'));
    const told = await claims('/any');
    expect(told).not.toHaveProperty('authorization_details');
    expect(told).not.toHaveProperty('more_assigned_details');
    expect(told.assigned_details).toEqual([
      { type: 'order', identifier: '42', actions: ['read', 'refund'] },
    ]);
    expect(told.permissions).toEqual([]);
    await take(on('42'));
    await take(on('42', 'support'));
    expect(await claims('/any')).not.toHaveProperty('assigned_details');
  });

  test('leaves a person what they may do with everything', async () => {
    const given = {
      ...on('42', 'support'),
      holder: { kind: 'user', id: ids[bob.email]! },
    } as const;
    await give(given);
    expect(await claims('/any', tokens.bob)).toMatchObject({
      permissions: ['orders:read'],
      assigned_details: [{ identifier: '42', actions: ['read', 'refund'] }],
    });
    expect(await status('/orders/42/refund', tokens.bob)).toBe(200);
    expect(await status('/orders/43/refund', tokens.bob)).toBe(403);
    await take(given);
    expect(await status('/orders/42/refund', tokens.bob)).toBe(403);
    expect((await claims('/any', tokens.bob)).permissions).toEqual(['orders:read']);
  });

  test('is one of another API where its type is', async () => {
    await give(on('42', 'support', 'report'));
    expect([await status('/reports/42'), await status('/orders/42')]).toEqual([200, 403]);
    await take(on('42', 'support', 'report'));
  });

  test.each([
    ['group', 'everyone', 'carol'],
    ['group', 'everyone', 'alice'],
    ['client', 'robot', 'robot'],
  ] as const)('can be that of a %s (%s), for %s', async (kind, id, who) => {
    const given = { ...on('42'), holder: { kind, id } };
    expect(await status('/orders/42', tokens[who])).toBe(403);
    await give(given);
    expect(await status('/orders/42', tokens[who])).toBe(200);
    expect(await status('/orders/43', tokens[who])).toBe(403);
    await take(given);
    expect(await status('/orders/42', tokens[who])).toBe(403);
  });

  test.each([
    ['42', '/orders/%34%32', 200],
    ['ab', '/orders/AB', 403],
    ['Größe', '/orders/Gr%C3%B6%C3%9Fe', 200],
    // Another spelling of the same letters is another identifier.
    ['Größe', '/orders/Gro%CC%88%C3%9Fe', 403],
    ['a b', '/orders/a%20b', 200],
    ['a+b', '/orders/a%20b', 403],
    ['42', '/orders/42%20', 403],
    ['%34%32', '/orders/42', 403],
  ])('%s and the path %s: %s', async (identifier, path, right) => {
    await give(on(identifier));
    expect(await status(path)).toBe(right);
    await take(on(identifier));
  });
});

describe('a role on a place in a tree', () => {
  const place = (path: string, role = 'customer') => on(path, role, 'folder');
  afterEach(() => issuer.context.sql`delete from resource_roles where type = 'folder'`);

  test('holds for it and for all that lies below', async () => {
    expect(await status('/tree/docs/guides/start')).toBe(403);
    await give(place('docs/guides'));
    const right = { '': 200, '/': 200, '/start': 200, '/a/b/c/%C3%A4': 200 };
    for (const [below, expected] of Object.entries(right)) {
      expect([below, await status(`/tree/docs/guides${below}`)]).toEqual([below, expected]);
    }
    const wrong = ['', '/docs', '/docs/guide', '/docs/guides2/start', '/docs/Guides', '/guides'];
    for (const path of wrong) expect([path, await status(`/tree${path}`)]).toEqual([path, 403]);
    expect(await status('/refunds/docs/guides/start')).toBe(403);
    expect(await status('/orders/docs')).toBe(403);
    const told = await claims('/any');
    expect(told).not.toHaveProperty('assigned_details');
    expect(told.assigned_subtrees).toEqual([
      { type: 'folder', identifier: 'docs/guides', actions: ['read'] },
    ]);
    await take(place('docs/guides'));
    expect(await status('/tree/docs/guides/start')).toBe(403);
  });

  test('does not let through what a server could read as another place', async () => {
    await give(place('docs'));
    for (const path of ['docs/../secret', 'docs/%2e%2e/secret', 'docs%2Fa', 'docs//a', 'docs/.']) {
      expect([path, await status(`/tree/${path}`)]).toEqual([path, 400]);
    }
    expect(await status(`/tree/docs${'/a'.repeat(31)}`)).toBe(200);
    expect(await status(`/tree/docs${'/a'.repeat(32)}`)).toBe(403);
    await take(place('docs'));
  });

  test('adds to one above, and ends to the second', async () => {
    const goOn = issuer.clock.standStill();
    await give(place('site'));
    await give(
      place('site/shop', 'support'),
      new Date(Math.ceil(issuer.clock.now().getTime() / 1000) * 1000 + 3_000),
    );
    expect(await status('/refunds/site/shop/42')).toBe(200);
    expect(await status('/refunds/site/blog/42')).toBe(403);
    issuer.clock.advance(4);
    expect(await status('/refunds/site/shop/42')).toBe(403);
    expect(await status('/tree/site/shop/42')).toBe(200);
    goOn();
    await take(place('site'));
  });

  test.each(['/a', 'a/', 'a//b', 'a/./b', '..', Array(33).fill('a').join('/')])(
    'is not given on %s',
    async (path) => {
      await expect(give(place(path))).rejects.toMatchObject({ code: 'invalid_request' });
    },
  );

  test('on a path of a type that is no tree is one on that alone', async () => {
    await give(on('42'));
    expect(await claims('/any')).toMatchObject({ assigned_details: [{ identifier: '42' }] });
    expect(await claims('/any')).not.toHaveProperty('assigned_subtrees');
    await take(on('42'));
  });

  test('confined tokens are for a place below it', async () => {
    const { keys, random } = issuer.context;
    const detail = (identifier: string) => ({ type: 'folder', identifier, actions: ['read'] });
    const details = [detail('docs/a'), detail('other')];
    const confined = sealToken({ ...openToken(tokens.carol, keys)!, details }, keys, random);
    await give(place('docs'));
    expect(await status('/tree/docs/a', confined)).toBe(200);
    // What a token is confined to is that alone.
    for (const path of ['docs/a/b', 'docs', 'docs/b', 'other']) {
      expect([path, await status(`/tree/${path}`, confined)]).toEqual([path, 403]);
    }
    await take(place('docs'));
  });

  test('is found among 10,000 others, from the place of the request', async () => {
    await issuer.context.sql`
      insert into resource_roles (user_id, type, identifier, role)
      select ${ids[carol.email]}, 'folder', 'n' || n || '/x', 'customer' from generate_series(1, 10000) n`;
    await give(place('first'));
    await take(place('first'));
    expect(await status('/tree/n9999/x/deep/down')).toBe(200);
    expect(await status('/tree/n9999/y')).toBe(403);
    expect(await claims('/tree/n9998/x/y')).toMatchObject({
      assigned_subtrees: [{ type: 'folder', identifier: 'n9998/x', actions: ['read'] }],
      more_assigned_details: true,
    });
    await take(place('n9999/x'));
    expect(await status('/tree/n9999/x/deep/down')).toBe(403);
    await issuer.context.sql`delete from resource_roles where type = 'folder'`;
    await give(place('first'));
    await take(place('first'));
  });
});

test('a confined token is for what it names, of what its person may do, and has nothing beside it', async () => {
  const { keys, random } = issuer.context;
  const detail = (identifier: string, ...actions: string[]) => ({
    ...{ type: 'order', identifier, actions },
  });
  const details = [detail('42', 'read', 'refund'), detail('43', 'read')];
  const confined = sealToken({ ...openToken(tokens.carol, keys)!, details }, keys, random);
  expect(await status('/orders/42', confined)).toBe(403);
  await give(on('42'));
  await give(on('44'));
  const told = await claims('/orders/42', confined);
  expect(told).toMatchObject({ permissions: [], authorization_details: [detail('42', 'read')] });
  expect(told).not.toHaveProperty('assigned_details');
  for (const path of ['/orders/43', '/orders/44', '/orders/42/refund', '/any']) {
    expect([path, await status(path, confined)]).toEqual([path, 403]);
  }
  await take(on('42'));
  await take(on('44'));
  expect(await status('/orders/42', confined)).toBe(403);
});

test('a token that is exchanged for one of another API says nothing of it', async () => {
  await give(on('42'));
  const subject = (await swapOf(tokens.carol)).jwt;
  expect(decodeJwt(subject)).toHaveProperty('assigned_details');
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: basic('orders-service', secret('orders-service')) },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: subject,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: reports,
    }),
  });
  const { access_token: exchanged } = (await answer.json()) as { access_token: string };
  expect(decodeJwt(exchanged)).toMatchObject({ aud: reports, sub: ids[carol.email] });
  expect(decodeJwt(exchanged)).not.toHaveProperty('assigned_details');
  await take(on('42'));
});

describe('what takes it away', () => {
  test('its end does, to the second, while the answer is cached', async () => {
    const goOn = issuer.clock.standStill();
    issuer.clock.advance(1 - (issuer.clock.now().getTime() % 1000) / 1000);
    await give(on('42'), new Date(issuer.clock.now().getTime() + 3_000));
    expect(await status('/orders/42')).toBe(200);
    const { jti } = await claims('/orders/42');
    issuer.clock.advance(1.9);
    expect(await claims('/orders/42')).toHaveProperty('jti', jti);
    issuer.clock.advance(1.1);
    expect(await status('/orders/42')).toBe(403);
    goOn();
  });

  test('an earlier end does', async () => {
    await give(on('42'));
    expect(await status('/orders/42')).toBe(200);
    await give(on('42'), new Date(issuer.clock.now().getTime() + 2_000));
    expect(decodeTimes(await claims('/any'))).toBeLessThanOrEqual(2);
    await take(on('42'));
  });

  test.each([
    [
      'a permission of the role',
      "delete from role_permissions where role = 'customer'",
      'role:customer',
    ],
    ['the role itself', "delete from roles where name = 'customer'", 'role:customer'],
    [
      'the type',
      "update apis set authorization_details = '{}' where id = 'https://orders.example'",
      'api:https://orders.example',
    ],
  ] as const)('the end of %s does', async (_, statement, tag) => {
    await give(on('42'));
    expect(await status('/orders/42')).toBe(200);
    const undo = new Error('as it was');
    const { sql } = issuer.context;
    // What the answer depends on is what such a change names.
    const swapped = await swapOf(tokens.carol);
    expect(swapped.tags).toContain(tag);
    await sql
      .begin(async (tx) => {
        await tx.unsafe(statement);
        const facts = await tx`
        select given, bearing from resource_facts(${[`user:${ids[carol.email]}`]}, ${orders},
          array(select of_api ->> 'type' from apis, unnest(authorization_details) of_api where id = ${orders}),
          now(), null, 10)`;
        expect(facts[0]?.['bearing'] ?? null).toBe(null);
        throw undo;
      })
      .catch((error) => expect(error).toBe(undo));
    await take(on('42'));
  });

  test('of two who take at the same moment both are told, and it is written down once', async () => {
    await give(on('shared'));
    expect(await status('/orders/shared')).toBe(200);
    await Promise.all([take(on('shared')), take(on('shared')), give(on('43'))]);
    expect(await status('/orders/shared')).toBe(403);
    const events = await issuer.context.sql`
      select from audit_events
      where action = 'resource_role.unassign' and detail ->> 'identifier' = 'shared'`;
    expect(events.length).toBe(1);
    await take(on('43'));
  });
});

describe('10,000 orders of one person', () => {
  beforeAll(async () => {
    await issuer.context.sql`
      insert into resource_roles (user_id, type, identifier, role)
      select ${ids[carol.email]}, 'order', 'n' || n, 'customer' from generate_series(1, 10000) n`;
    // Written past the service: what is cached says nothing of it.
    await give(on('first'));
    await take(on('first'));
  });

  test('the JWT tells of some and that there are more, and is small enough for a header', async () => {
    const answer = await get('/any', tokens.carol);
    const told = answer.json() as unknown as AccessTokenClaims;
    expect(told.more_assigned_details).toBe(true);
    expect(told.assigned_details!.length).toBeGreaterThan(50);
    expect((await swapOf(tokens.carol)).jwt.length).toBeLessThan(7_000);
  });

  test('each is let through, told in the JWT, and taken away by itself', async () => {
    expect(await status('/orders/n9999')).toBe(200);
    expect(await status('/orders/n10001')).toBe(403);
    expect(await claims('/orders/n9998')).toMatchObject({
      assigned_details: [{ type: 'order', identifier: 'n9998', actions: ['read'] }],
      more_assigned_details: true,
    });
    // What is cached for a resource is served again, and ends with what it depends on.
    const { jti } = await claims('/orders/n9999');
    expect(await claims('/orders/n9999')).toHaveProperty('jti', jti);
    await take(on('n9999'));
    expect(await status('/orders/n9999')).toBe(403);
    expect(await status('/orders/n9998')).toBe(200);
    await give(on('n10001'));
    expect(await status('/orders/n10001')).toBe(200);
  });

  test('the answer takes no longer than a few milliseconds of the database', async () => {
    const [plan] = await issuer.context.sql<{ 'QUERY PLAN': [{ 'Execution Time': number }] }[]>`
      explain (analyze, format json) select * from resource_facts(
        ${[`user:${ids[carol.email]}`, 'group:everyone']}, ${orders}, ${['order']}, now(), null, 101)`;
    expect(plan!['QUERY PLAN'][0]['Execution Time']).toBeLessThan(50);
  });
});

const decodeTimes = ({ exp, iat }: AccessTokenClaims): number => exp - iat;

async function swapOf(token: string) {
  const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
    method: 'POST',
    headers: {
      authorization: issuer.gatewayAuthorization,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ leased: true, swaps: [{ token, audience: orders }] }),
  });
  const { results } = (await answer.json()) as { results: { tags: string[]; jwt: string }[] };
  return results[0]!;
}

test('a route that an administrator makes is served, replaced and gone at all gateways when the call returns', async () => {
  const other = await startGatewayBehind(issuer, clockOf(issuer));
  const statuses = () =>
    Promise.all(
      [port, other.port].map(
        async (at) => (await ask(at, '/made/1', { headers: bearer(tokens.alice) })).status,
      ),
    );
  const by = { caller: root, guard: unguarded };
  const id = 'made';
  const definition = { path: '/made/*', api: orders, upstream: upstream.url };
  expect(await statuses()).toEqual([404, 404]);
  await createRoute({ id, definition }, by, issuer.context);
  expect(await statuses()).toEqual([200, 200]);
  const strict = { ...definition, require: { scopes: ['none'] } };
  await replaceRoute({ id, definition: strict }, by, issuer.context);
  expect(await statuses()).toEqual([403, 403]);
  await deleteRoute(id, by, issuer.context);
  expect(await statuses()).toEqual([404, 404]);
  await other.gateway.close();
});
