import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { changesAfter, headOf, joinGateway } from '../directory/context.fixture.ts';
import { type AdminHarness, adminDeclaration, openAdminHarness } from './admin.fixture.ts';
import { keyOfApi } from './names.ts';

let admin: AdminHarness;
let root: string;

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
});

afterAll(() => admin.close());

interface Options {
  token?: string;
  headers?: Record<string, string>;
}

async function ask(method: string, path: string, body?: unknown, options: Options = {}) {
  const response = await admin.call(method, path, { token: root, body, ...options });
  const text = await response.text();
  const json = text === '' ? null : JSON.parse(text);
  return { status: response.status, json, etag: response.headers.get('etag') };
}

async function ok(method: string, path: string, body?: unknown, options: Options = {}) {
  const answer = await ask(method, path, body, options);
  expect(answer.status, JSON.stringify(answer.json)).toBeLessThan(300);
  return answer;
}

const orders = 'https://orders.example';
let count = 0;

async function newUser(): Promise<string> {
  const body = { email: `person${++count}@example.com`, name: 'Person' };
  return (await ok('POST', '/users', body)).json.id;
}

const permissionsOf = async (user: string): Promise<string[]> =>
  (await ok('GET', `/users/${user}`)).json.effective.permissions[orders] ?? [];

const eventsOf = async (subject: string) => {
  const rows = await admin.sql<{ action: string; detail: object }[]>`
    select action, detail from audit_events where ${subject} = any(subjects) order by id`;
  return rows.map(({ action, detail }) => [action, detail]);
};

const anyOf = <T extends object>(answers: T[], status: number) =>
  answers.filter((answer) => 'status' in answer && answer.status === status).length;

describe('roles', () => {
  test('are made, read, listed, changed and deleted, and each step is in the log', async () => {
    const made = await ok('POST', '/roles', { name: 'packer', permissions: ['orders:read'] });
    const packer = { name: 'packer', permissions: ['orders:read'], declared: false };
    expect([made.status, made.json]).toEqual([201, packer]);
    expect((await ok('GET', '/roles/packer')).json).toEqual(packer);
    expect((await ok('GET', '/roles?q=PACK')).json).toEqual({ items: [packer], next_cursor: null });
    const giving = (await ok('GET', '/roles?permission=orders:read')).json.items;
    expect(giving.map(({ name }: { name: string }) => name)).toEqual(['packer', 'support']);
    const user = await newUser();
    await ok('PUT', `/users/${user}/roles/packer`, {});
    const pos = await headOf(admin);
    await ok('PUT', '/roles/packer/permissions/orders:refund');
    await ok('PUT', '/roles/packer/permissions/orders:refund');
    expect(await permissionsOf(user)).toEqual(['orders:read', 'orders:refund']);
    await ok('PATCH', '/roles/packer', { permissions: ['orders:refund'] });
    await ok('DELETE', '/roles/packer/permissions/orders:refund');
    expect(await permissionsOf(user)).toEqual([]);
    await ok('DELETE', '/roles/packer');
    await ok('DELETE', '/roles/packer');
    expect(await changesAfter(admin, pos)).toEqual([
      ['more:role:packer'],
      ['role:packer'],
      ['role:packer'],
      ['role:packer'],
    ]);
    expect((await ok('GET', `/users/${user}`)).json.roles).toEqual([]);
    const told = (await eventsOf('role:packer')).map(([action]) => action);
    const updates = ['role.update', 'role.update', 'role.update'];
    expect(told).toEqual(['role.create', 'role.assign', ...updates, 'role.delete']);
  });

  test('of the file, and the one that is built in, are not changed here', async () => {
    for (const role of ['support', 'administrator']) {
      for (const [method, path, body] of [
        ['PATCH', `/roles/${role}`, { permissions: [] }],
        ['PUT', `/roles/${role}/permissions/orders:read`],
        ['DELETE', `/roles/${role}`],
      ] as const) {
        const { status, json } = await ask(method, path, body);
        expect([status, json.error_description]).toEqual([
          409,
          expect.stringContaining('declared in the configuration file'),
        ]);
      }
    }
    expect((await ok('GET', '/roles/support')).json.declared).toBe(true);
  });

  test('permit what some API has', async () => {
    const { status, json } = await ask('POST', '/roles', { name: 'odd', permissions: ['no:such'] });
    expect([status, json.error_description]).toEqual([400, expect.stringContaining('no:such')]);
    expect((await ask('GET', '/roles/odd')).status).toBe(404);
    expect((await ask('POST', '/roles', { name: 'support' })).status).toBe(409);
  });

  test('are taken when no gateway acts on them any more', async () => {
    await ok('POST', '/roles', { name: 'slow', permissions: ['orders:read'] });
    const gateway = await joinGateway(admin);
    const pos = await headOf(admin);
    const order: string[] = [];
    const taken = ok('DELETE', '/roles/slow').then(() => order.push('returned'));
    await expect.poll(() => headOf(admin)).toBeGreaterThan(pos);
    order.push('acknowledged');
    await gateway.acknowledge();
    await taken;
    await gateway.leave();
    expect(order).toEqual(['acknowledged', 'returned']);
  });
});

describe('groups', () => {
  test('are nested, give their roles until an end, and are moved', async () => {
    const made = await ok('POST', '/groups', { name: 'night', parent: 'staff', roles: ['reader'] });
    expect(made.json).toMatchObject({
      ...{ name: 'night', parent: 'staff', declared: false, has_subgroups: false },
      roles: [{ name: 'reader', valid_until: null, declared: false }],
      ancestors: ['staff', 'everyone'],
      effective: { roles: ['reader', 'support'] },
    });
    const user = await newUser();
    await ok('PUT', `/users/${user}/groups/night`, {});
    expect(await permissionsOf(user)).toEqual(['orders:read']);
    await ok('PATCH', '/groups/night', { parent: null });
    expect(await permissionsOf(user)).toEqual([]);
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await ok('PUT', '/groups/night/roles/support', { valid_until: soon });
    expect(await permissionsOf(user)).toEqual(['orders:read']);
    const { effective } = (await ok('GET', `/users/${user}`)).json;
    expect(effective.valid_until).toBe(soon);
    await admin.sql`update group_roles set valid_until = now() - interval '1 second'
      where group_name = 'night' and role = 'support'`;
    expect(await permissionsOf(user)).toEqual([]);
    await ok('DELETE', '/groups/night/roles/support');
    await ok('DELETE', '/groups/night');
    expect((await ask('GET', '/groups/night')).status).toBe(404);
    const told = (await eventsOf('group:night')).map(([action]) => action);
    expect(told).toEqual([
      ...['group.create', 'group.add_member', 'group.move', 'role.assign', 'role.unassign'],
      'group.delete',
    ]);
  });

  test('are no cycle, even where two moves that are none meet', async () => {
    for (const name of ['a', 'b', 'c']) await ok('POST', '/groups', { name });
    await ok('PATCH', '/groups/b', { parent: 'a' });
    expect((await ask('PATCH', '/groups/a', { parent: 'a' })).status).toBe(409);
    expect((await ask('PATCH', '/groups/a', { parent: 'b' })).status).toBe(409);
    const moves = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ] as const;
    for (let round = 0; round < 5; round++) {
      for (const [name] of moves) await ok('PATCH', `/groups/${name}`, { parent: null });
      const answers = await Promise.all(
        moves.map(([name, parent]) => ask('PATCH', `/groups/${name}`, { parent })),
      );
      expect([anyOf(answers, 200), anyOf(answers, 409)]).toEqual([2, 1]);
    }
  });

  test('of the file stay where they are, and get roles besides those of the file', async () => {
    expect((await ask('PATCH', '/groups/staff', { parent: null })).status).toBe(409);
    expect((await ask('DELETE', '/groups/staff')).status).toBe(409);
    expect((await ask('DELETE', '/groups/staff/roles/support')).status).toBe(409);
    await ok('PUT', '/groups/staff/roles/reader', {});
    await applyConfiguration(declarationSchema.parse(adminDeclaration), admin);
    expect((await ok('GET', '/groups/staff')).json.roles).toEqual([
      { name: 'reader', valid_until: null, declared: false },
      { name: 'support', valid_until: null, declared: true },
    ]);
    await ok('DELETE', '/groups/staff/roles/reader');
  });

  test('with others below them are not deleted, and are found by what is above', async () => {
    await ok('POST', '/groups', { name: 'shift', parent: 'everyone' });
    await ok('POST', '/groups', { name: 'shift-1', parent: 'shift' });
    expect((await ask('DELETE', '/groups/shift')).status).toBe(409);
    const { items } = (await ok('GET', '/groups?parent=shift')).json;
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['shift-1']);
    const tops = (await ok('GET', '/groups?top=true&limit=200')).json.items;
    expect(tops.map(({ parent }: { parent: unknown }) => parent)).not.toContain('everyone');
  });
});

test('who has a role is told with every way, in pages without gaps', async () => {
  await ok('POST', '/roles', { name: 'seen', permissions: [] });
  await ok('POST', '/groups', { name: 'upper', roles: ['seen'] });
  await ok('POST', '/groups', { name: 'lower', parent: 'upper' });
  const both = await newUser();
  await ok('PUT', `/users/${both}/roles/seen`, {});
  await ok('PUT', `/users/${both}/groups/lower`, {});
  await ok('PUT', `/users/${both}/groups/upper`, {});
  const others = await Promise.all(Array.from({ length: 5 }, newUser));
  for (const id of others) await ok('PUT', `/users/${id}/groups/lower`, {});
  const found: Record<string, unknown> = {};
  let cursor = '';
  do {
    const page = (await ok('GET', `/roles/seen/users?limit=2${cursor}`)).json;
    for (const { id, ways } of page.items) found[id] = ways;
    cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
  } while (cursor);
  expect(Object.keys(found).sort()).toEqual([both, ...others].sort());
  const end = { valid_until: null, declared: false };
  expect(found[both]).toEqual([
    { by: 'assignment', ...end },
    ...[['lower', 'upper'], ['upper']].map((path) =>
      expect.objectContaining({ by: 'group', provider: null, path, ...end }),
    ),
  ]);
  const direct = (await ok('GET', '/groups/upper/users?direct=true')).json.items;
  expect(direct.map(({ id }: { id: string }) => id)).toEqual([both]);
  expect((await ok('GET', '/groups/upper/users')).json.items).toHaveLength(6);
});

test('who has a role within an organization is told with it, and a disabled one is left out', async () => {
  await ok('POST', '/roles', { name: 'within', permissions: [] });
  const [own, all] = [await newUser(), await newUser()];
  for (const key of ['holding', 'closed']) {
    await ok('POST', '/organizations', { key, name: key });
    for (const id of [own, all]) await ok('PUT', `/organizations/${key}/members/${id}`);
    await ok('PUT', `/organizations/${key}/members/${own}/roles/within`, {});
  }
  await ok('PUT', '/organizations/holding/roles/within', {});
  await ok('PATCH', '/organizations/closed', { disabled: true });
  const within = { by: 'organization', organization: 'holding', valid_until: null };
  const seen: Record<string, unknown> = {};
  let cursor = '';
  do {
    const page = (await ok('GET', `/roles/within/users?limit=1${cursor}`)).json;
    for (const { id, ways } of page.items) seen[id] = ways;
    cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
  } while (cursor);
  expect(seen).toEqual({
    [own]: [
      { ...within, members: false, declared: false },
      { ...within, members: true, declared: false },
    ],
    [all]: [{ ...within, members: true, declared: false }],
  });
});

describe('APIs', () => {
  const id = 'https://stock.example';
  const path = `/apis/${keyOfApi(id)}`;

  test('are made with permissions, changed, and deleted once no client needs them', async () => {
    const made = await ok('POST', '/apis', { id, name: 'Stock', permissions: ['stock:read'] });
    expect(made.json).toMatchObject({ id, declared: false, jwt_type: 'at+jwt' });
    await ok('POST', '/roles', { name: 'stocker', permissions: ['stock:read'] });
    const permissions = ['stock:read', 'stock:write'];
    const pos = await headOf(admin);
    const changed = await ok('PATCH', path, { acr: 'aal2', permissions });
    expect(changed.json).toMatchObject({ acr: 'aal2', permissions });
    expect(await changesAfter(admin, pos)).toEqual([[`api:${id}`]]);
    expect((await ok('GET', '/apis?q=stock')).json.items).toEqual([changed.json]);
    await admin.sql`update clients set apis = apis || ${[id]}::text[] where id = 'console'`;
    const held = await ask('DELETE', path);
    expect([held.status, held.json.error_description]).toEqual([
      409,
      expect.stringContaining('console'),
    ]);
    await admin.sql`update clients set apis = array_remove(apis, ${id}) where id = 'console'`;
    await ok('DELETE', path);
    expect((await ask('GET', path)).status).toBe(404);
    const told = (await eventsOf(`api:${id}`)).map(([action]) => action);
    expect(told).toEqual(['api.create', 'api.update', 'api.delete']);
  });

  test('share no JWTs of two types, and none with a client', async () => {
    const shared = { audience_group: 'shared' };
    await ok('POST', '/apis', { id: 'https://one.example', name: 'One', ...shared });
    const two = { id: 'https://two.example', name: 'Two', jwt_type: 'JWT', ...shared };
    expect((await ask('POST', '/apis', two)).status).toBe(409);
    await admin.sql`insert into clients (id, name, type, auth_method, grants, declared)
      values ('urn:x', 'X', 'web', 'client_secret_basic', '{}', false)`;
    const same = { id: 'urn:x', name: 'X', jwt_type: 'JWT' };
    expect((await ask('POST', '/apis', same)).status).toBe(409);
  });

  test('of the file and the built-in one are not changed here', async () => {
    for (const declared of [orders, 'http://localhost:9000/admin/v1']) {
      const own = `/apis/${keyOfApi(declared)}`;
      expect((await ask('PATCH', own, { permissions: [] })).status).toBe(409);
      expect((await ask('DELETE', own)).status).toBe(409);
    }
  });
});

describe('two administrators at once', () => {
  test('the second one to change what both have read is told so', async () => {
    await ok('POST', '/roles', { name: 'contended', permissions: ['orders:read'] });
    const { etag } = await ok('GET', '/roles/contended');
    const write = (permissions: string[]) =>
      ask('PATCH', '/roles/contended', { permissions }, { headers: { 'if-match': etag! } });
    const answers = await Promise.all([write([]), write(['orders:read', 'orders:refund'])]);
    expect([anyOf(answers, 200), anyOf(answers, 412)]).toEqual([1, 1]);
    const stale = await ask('DELETE', '/roles/contended', undefined, {
      headers: { 'if-match': etag! },
    });
    expect([stale.status, stale.json.error]).toEqual([412, 'precondition_failed']);
    const now = await ok('GET', '/roles/contended');
    expect(answers.find(({ status }) => status === 200)?.etag).toBe(now.etag);
    await ok('DELETE', '/roles/contended', undefined, { headers: { 'if-match': now.etag! } });
  });

  test('cells of the same role do not undo one another', async () => {
    await ok('POST', '/roles', { name: 'matrix', permissions: [] });
    const cells = ['orders:read', 'orders:refund'];
    await Promise.all(cells.map((cell) => ok('PUT', `/roles/matrix/permissions/${cell}`)));
    expect((await ok('GET', '/roles/matrix')).json.permissions).toEqual(cells);
  });

  test('one who looks on loses the next look with the role', async () => {
    const id = await admin.idOf('reader@example.com');
    const reader = await admin.tokenOf('reader@example.com');
    await ok('GET', '/groups', undefined, { token: reader });
    await ok('DELETE', `/users/${id}/roles/reader`);
    const { status, json } = await ask('GET', '/groups', undefined, { token: reader });
    expect([status, json.error]).toEqual([403, 'insufficient_scope']);
    await ok('PUT', `/users/${id}/roles/reader`, {});
  });
});

describe('the file and administrators', () => {
  const parse = (change: object) => declarationSchema.parse({ ...adminDeclaration, ...change });

  test('a file leaves alone what it does not declare, and takes over what it does, and says so', async () => {
    await ok('POST', '/roles', { name: 'theirs', permissions: ['orders:read'] });
    const left = await applyConfiguration(parse({}), admin);
    expect([left.changed, left.takenOver]).toEqual([false, []]);
    expect((await ok('GET', '/roles/theirs')).json.declared).toBe(false);
    const roles = [...adminDeclaration.roles, { name: 'theirs', permissions: [] }];
    const taken = await applyConfiguration(parse({ roles }), admin);
    expect(taken.takenOver).toEqual(['role:theirs']);
    const theirs = { name: 'theirs', permissions: [], declared: true };
    expect((await ok('GET', '/roles/theirs')).json).toEqual(theirs);
    await applyConfiguration(parse({}), admin);
    expect((await ask('GET', '/roles/theirs')).status).toBe(404);
  });

  test('a file does not drop a group that another one of theirs is below', async () => {
    const groups = [...adminDeclaration.groups, { name: 'branch' }];
    await applyConfiguration(parse({ groups }), admin);
    await ok('POST', '/groups', { name: 'twig', parent: 'branch' });
    const refused = applyConfiguration(parse({}), admin);
    await expect(refused).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/branch.*twig/),
    });
    await ok('DELETE', '/groups/twig');
    await applyConfiguration(parse({}), admin);
  });
});
