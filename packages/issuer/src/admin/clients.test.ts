import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic } from '../../../../testing/issuer.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { changesAfter, headOf, joinGateway } from '../directory/context.fixture.ts';
import { type AdminHarness, adminDeclaration, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let root: string;
let clerk: string;

const orders = 'https://orders.example';
const adminApi = 'http://localhost:9000/admin/v1';

/** With one who may write clients and roles, and nothing more. */
const declaration = {
  ...adminDeclaration,
  roles: [
    ...adminDeclaration.roles,
    { name: 'clerk', permissions: ['clients:read', 'clients:write', 'roles:write'] },
  ],
  users: [
    ...adminDeclaration.users,
    { email: 'clerk@example.com', name: 'Clerk', roles: ['clerk'] },
  ],
};

beforeAll(async () => {
  admin = await openAdminHarness();
  await applyConfiguration(declarationSchema.parse(declaration), admin);
  root = await admin.tokenOf('root@example.com');
  clerk = await admin.tokenOf('clerk@example.com');
});

afterAll(() => admin.close());

async function ask(method: string, path: string, body?: unknown, token = root) {
  const response = await admin.call(method, path, { token, body });
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : JSON.parse(text) };
}

async function ok(method: string, path: string, body?: unknown, token = root) {
  const answer = await ask(method, path, body, token);
  expect(answer.status, JSON.stringify(answer.json)).toBeLessThan(300);
  return answer.json;
}

const service = (id: string) => ({
  ...{ id, name: id, type: 'service', grants: ['client_credentials'], apis: [orders] },
});

/** What the token endpoint says to a client's secret. */
async function signIn(id: string, secret: string): Promise<number> {
  const response = await fetch(new URL('/token', admin.origin), {
    method: 'POST',
    headers: { authorization: basic(id, secret) },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: orders }),
  });
  await response.arrayBuffer();
  return response.status;
}

describe('clients', () => {
  test('get a secret that is shown once, and that they authenticate with', async () => {
    const { client_secret: secret, ...made } = await ok('POST', '/clients', {
      ...service('robot'),
      roles: ['support'],
    });
    expect(made).toMatchObject({ id: 'robot', declared: false, secrets: 1, roles: ['support'] });
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await ok('GET', '/clients/robot'))).not.toContain(secret);
    expect(JSON.stringify(await ok('GET', '/clients?q=robot'))).not.toContain(secret);
    const never = { issued_at: null, grant_type: null };
    expect(await ok('GET', '/clients/robot/last-token')).toEqual(never);
    expect(await signIn('robot', `${secret}x`)).toBe(401);
    expect(await ok('GET', '/clients/robot/last-token')).toEqual(never);
    expect(await signIn('robot', secret)).toBe(200);
    expect(await ok('GET', '/clients/robot/last-token')).toEqual({
      issued_at: expect.stringMatching(/Z$/),
      grant_type: 'client_credentials',
    });
    expect((await ask('GET', '/clients/none/last-token')).status).toBe(404);
    expect(await signIn('robot', secret)).toBe(200);
    const [event] = await admin.sql`select detail from audit_events where action = 'client.create'`;
    expect(event?.['detail']).toEqual({ type: 'service', apis: [orders], roles: ['support'] });
  });

  test('have two secrets while one replaces the other', async () => {
    const { client_secret: first } = await ok('POST', '/clients', service('rotated'));
    const { client_secret: second } = await ok('POST', '/clients/rotated/secrets');
    expect([await signIn('rotated', first), await signIn('rotated', second)]).toEqual([200, 200]);
    const { client_secret: third } = await ok('POST', '/clients/rotated/secrets');
    const statuses = [first, second, third].map((secret) => signIn('rotated', secret));
    expect(await Promise.all(statuses)).toEqual([401, 200, 200]);
    const pos = await headOf(admin);
    await ok('DELETE', '/clients/rotated/secrets/former');
    await ok('DELETE', '/clients/rotated/secrets/former');
    expect(await changesAfter(admin, pos)).toEqual([['client_secret:rotated']]);
    expect([await signIn('rotated', second), await signIn('rotated', third)]).toEqual([401, 200]);
    expect((await ok('GET', '/clients/rotated')).secrets).toBe(1);
  });

  test('two rotations at once leave the secrets of both', async () => {
    await ok('POST', '/clients', service('twice'));
    const both = await Promise.all([1, 2].map(() => ok('POST', '/clients/twice/secrets')));
    const statuses = both.map(({ client_secret: secret }) => signIn('twice', secret));
    expect(await Promise.all(statuses)).toEqual([200, 200]);
  });

  test('follow the rules of the file', async () => {
    const cases: [object, number, string][] = [
      [{ ...service('bad'), grants: ['refresh_token'] }, 400, 'authorization_code'],
      [{ ...service('bad'), apis: ['https://no.example'] }, 404, 'https://no.example'],
      [{ ...service('bad'), roles: ['nothing'] }, 404, 'nothing'],
      [{ ...service('bad'), secret: 'x'.repeat(40) }, 400, 'secret'],
      [{ ...service('sallyport-console') }, 409, 'already'],
      [{ ...service('console') }, 409, 'already'],
      [{ id: 'bad', name: 'Bad', type: 'spa', grants: ['client_credentials'] }, 400, 'secret'],
    ];
    for (const [body, status, named] of cases) {
      const answer = await ask('POST', '/clients', body);
      expect([answer.status, answer.json.error_description]).toEqual([
        status,
        expect.stringContaining(named),
      ]);
    }
    const page = { id: 'page', name: 'Page', type: 'spa', grants: ['authorization_code'] };
    const made = await ok('POST', '/clients', {
      ...page,
      redirect_uris: ['https://page.example/callback'],
    });
    expect([made.auth_method, made.client_secret, made.secrets]).toEqual(['none', null, 0]);
    expect((await ask('POST', '/clients/page/secrets')).status).toBe(409);
    expect((await ask('PUT', '/clients/page/roles/support', {})).status).toBe(400);
    expect((await ask('PATCH', '/clients/page', { redirect_uris: [] })).status).toBe(400);
  });

  test('are changed, and what they may not do any more waits for the gateways', async () => {
    await ok('POST', '/clients', service('changed'));
    const gateway = await joinGateway(admin);
    const pos = await headOf(admin);
    const order: string[] = [];
    const change = ok('PATCH', '/clients/changed', { apis: [] }).then(() => order.push('returned'));
    await expect.poll(() => headOf(admin)).toBeGreaterThan(pos);
    order.push('acknowledged');
    await gateway.acknowledge();
    await change;
    await gateway.leave();
    expect(order).toEqual(['acknowledged', 'returned']);
    expect(await changesAfter(admin, pos)).toEqual([['client:changed', 'client_secret:changed']]);
    expect((await ok('GET', '/clients/changed')).apis).toEqual([]);
    const { items } = await ok('GET', '/audit?action=client.update&subject=client:changed');
    expect(items[0].detail).toEqual({
      ...{ changed: ['apis'], before: { apis: service('changed').apis }, after: { apis: [] } },
    });
    const both = { name: 'X', disabled: true };
    expect((await ask('PATCH', '/clients/changed', both)).status).toBe(400);
  });

  test('deleted leave nothing to another one of their id', async () => {
    await ok('POST', '/clients', {
      ...{ id: 'gone', name: 'Gone', type: 'web', apis: [orders] },
      ...{ grants: ['authorization_code'], redirect_uris: ['https://gone.example/callback'] },
    });
    const user = await admin.idOf('plain@example.com');
    await admin.sql`
      insert into grants (id, client_id, user_id, scope, apis, amr, auth_time, created_at, expires_at)
      values (gen_random_uuid(), 'gone', ${user}, '{}', '{}', '{pwd}', now(), now(),
        now() + interval '1 day')`;
    await ok('DELETE', '/clients/gone');
    await ok('DELETE', '/clients/gone');
    expect((await ask('GET', '/clients/gone')).status).toBe(404);
    const left = await admin.sql`
      select from grants where client_id = 'gone' and revoked_at is null`;
    expect(left).toHaveLength(0);
  });

  test('of the file are not changed here, and get roles besides those of the file', async () => {
    expect((await ask('PATCH', '/clients/console', { name: 'Mine' })).status).toBe(409);
    expect((await ask('POST', '/clients/console/secrets')).status).toBe(409);
    expect((await ask('DELETE', '/clients/console')).status).toBe(409);
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await ok('PUT', '/clients/console/roles/support', { valid_until: soon });
    await applyConfiguration(declarationSchema.parse(declaration), admin);
    const { given_roles: given, roles } = await ok('GET', '/clients/console');
    expect(given).toEqual([{ name: 'support', valid_until: soon, declared: false }]);
    expect(roles).toEqual(['support']);
    await admin.sql`update client_roles set valid_until = now() - interval '1 second'
      where client_id = 'console'`;
    expect((await ok('GET', '/clients/console')).roles).toEqual([]);
    await ok('DELETE', '/clients/console/roles/support');
  });
});

describe('nobody gives more than they have', () => {
  const refused = async (method: string, path: string, body?: unknown) => {
    const { status, json } = await ask(method, path, body, clerk);
    expect([status, json.error], `${method} ${path}`).toEqual([403, 'insufficient_scope']);
  };

  test('by a client', async () => {
    await ok('POST', '/clients', service('plain'), clerk);
    await refused('POST', '/clients', { ...service('strong'), roles: ['administrator'] });
    await refused('PUT', '/clients/plain/roles/administrator', {});
    // The client would act with the permissions of everyone who signs in to it.
    await refused('POST', '/clients', {
      ...{ id: 'trap', name: 'Trap', type: 'native', apis: [adminApi] },
      ...{ grants: ['authorization_code'], redirect_uris: ['com.trap:/callback'] },
    });
    await refused('PATCH', '/clients/plain', { apis: [adminApi] });
    await ok('POST', '/clients', { ...service('robot-root'), roles: ['administrator'] });
    await refused('POST', '/clients/robot-root/secrets');
    await refused('PATCH', '/clients/robot-root', { name: 'Mine' });
    await refused('DELETE', '/clients/robot-root');
    await refused('DELETE', '/clients/robot-root/roles/administrator');
  });

  test('by a role', async () => {
    await refused('POST', '/roles', { name: 'strong', permissions: ['audit:read'] });
    await refused('POST', '/roles', { name: 'strong', permissions: ['directory:write'] });
    await ok('POST', '/roles', { name: 'weak', permissions: ['roles:write'] }, clerk);
    await refused('PUT', '/roles/weak/permissions/users:write');
    await refused('PATCH', '/roles/weak', { permissions: ['users:write'] });
    await ok('POST', '/roles', { name: 'auditor', permissions: ['audit:read'] });
    await refused('DELETE', '/roles/auditor');
    await refused('PUT', '/groups/staff/roles/auditor', {});
    await ok('PUT', '/groups/staff/roles/auditor', {});
    await refused('DELETE', '/groups/staff/roles/auditor');
    await ok('DELETE', '/groups/staff/roles/auditor');
  });

  test('by moving a group, or making one below', async () => {
    await ok('POST', '/groups', { name: 'bosses', roles: ['administrator'] });
    await ok('POST', '/groups', { name: 'free' });
    const id = await admin.idOf('plain@example.com');
    await ok('POST', '/roles', { name: 'grouper', permissions: ['groups:write'] });
    await ok('PUT', `/users/${id}/roles/grouper`, {});
    const plain = await admin.tokenOf('plain@example.com');
    const status = async (method: string, path: string, body?: unknown) =>
      (await ask(method, path, body, plain)).status;
    expect(await status('PATCH', '/groups/free', { parent: 'bosses' })).toBe(403);
    expect(await status('POST', '/groups', { name: 'under', parent: 'bosses' })).toBe(403);
    expect(await status('POST', '/groups', { name: 'roles', roles: ['support'] })).toBe(403);
    expect(await status('DELETE', '/groups/bosses')).toBe(403);
    expect(await status('PATCH', '/groups/bosses', { parent: 'free' })).toBe(403);
    expect(await status('PATCH', '/groups/free', { parent: 'everyone' })).toBe(200);
  });

  test('and the last administrator stays one', async () => {
    await ok('POST', '/roles', { name: 'own-root', permissions: ['roles:read'] });
    const { status } = await ask('DELETE', `/users/${await admin.idOf('root@example.com')}`);
    expect(status).toBe(409);
  });
});

describe('sessions', () => {
  /** At a time in whole milliseconds, as all that the issuer writes: a cursor has no more. */
  const open = async (user: string) => {
    const id = admin.random.uuid();
    await admin.sql`
      insert into sessions (token_hash, id, user_id, amr, auth_time, seen_at, expires_at, acr, proofs)
      select ${admin.random.bytes(32)}, ${id}, ${user}, '{pwd}', at, at, at + interval '1 day', 'aal1',
        '[]'
      from date_trunc('milliseconds', now()) at`;
    return id;
  };

  test('are listed in pages, ended one by one, and all at once', async () => {
    const user = await admin.idOf('reader@example.com');
    const ids = [await open(user), await open(user), await open(user)];
    const page = await ok('GET', `/users/${user}/sessions?limit=2`);
    const rest = await ok('GET', `/users/${user}/sessions?limit=2&cursor=${page.next_cursor}`);
    const seen = [...page.items, ...rest.items].map(({ id }: { id: string }) => id);
    expect(seen.sort()).toEqual([...ids].sort());
    const pos = await headOf(admin);
    await ok('DELETE', `/users/${user}/sessions/${ids[0]}`);
    await ok('DELETE', `/users/${user}/sessions`);
    expect(await changesAfter(admin, pos)).toEqual([[`session:${ids[0]}`], [`user:${user}`]]);
    expect((await ok('GET', `/users/${user}/sessions`)).items).toEqual([]);
    const told = await admin.sql`
      select action, actor from audit_events where action like 'session.end%' order by id`;
    const actor = `user:${await admin.idOf('root@example.com')}`;
    expect(told).toEqual([
      { action: 'session.end', actor },
      { action: 'session.end_all', actor },
    ]);
  });
});

test('users are found by how address, name or last name begins, each once and in order', async () => {
  const people = [
    ['zoe.miller@search.example', 'Zoë Zimmer'],
    ['zimmer@search.example', 'Ann Zimmer'],
    ['other@search.example', 'Zimt Tee'],
    ['percent%zi@search.example', 'Nobody'],
  ];
  for (const [email, name] of people) await ok('POST', '/users', { email, name });
  const find = async (query: string) => {
    const names: string[] = [];
    let cursor = '';
    do {
      const page = await ok('GET', `/users?limit=1&q=${query}${cursor}`);
      names.push(...page.items.map((item: { name: string }) => item.name));
      cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
    } while (cursor);
    return names;
  };
  expect((await find('ZIM')).sort()).toEqual(['Ann Zimmer', 'Zimt Tee', 'Zoë Zimmer']);
  expect(await find('zo%C3%AB')).toEqual(['Zoë Zimmer']);
  expect(await find('percent%25')).toEqual(['Nobody']);
  expect(await find('%25')).toEqual([]);
  const gone = (await ok('GET', '/users?q=percent')).items[0].id;
  await ok('PATCH', `/users/${gone}`, { disabled: true });
  expect((await ok('GET', '/users?q=percent&status=active')).items).toEqual([]);
  const disabled = (await ok('GET', '/users?status=disabled')).items;
  expect(disabled.map(({ id }: { id: string }) => id)).toEqual([gone]);
});

test('what there is to look at says whose it is, and nothing secret', async () => {
  const gateway = await joinGateway(admin);
  await gateway.acknowledge();
  const gateways = (await ok('GET', '/gateways')).items;
  expect(gateways).toEqual([expect.objectContaining({ name: 'a gateway', lag: 0 })]);
  const gone = ok('DELETE', '/roles/not-there');
  await gateway.acknowledge();
  await gone;
  expect((await ok('GET', '/gateways/barriers')).items[0]).toEqual({
    ...{ at: expect.any(String), waited_ms: expect.any(Number) },
    ...{ gateways: 1, acknowledged: 1 },
  });
  await gateway.leave();
  const keys = await ok('GET', '/keys');
  expect(keys.items).toHaveLength(3);
  expect(Object.keys(keys.items[0]).sort()).toEqual([
    ...['alg', 'created_at', 'kid', 'published_until', 'retired_at'],
    ...['signs_from', 'state', 'use', 'withdrawn_at'],
  ]);
  expect(await ok('GET', '/routes')).toEqual({ items: [], next_cursor: null });
  expect(await ok('GET', '/providers')).toEqual({ items: [] });
});
