import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changesAfter, headOf, joinGateway } from '../directory/context.fixture.ts';
import { type AdminHarness, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let root: string;

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
});
afterAll(() => admin.close());

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  admin.call(method, path, { token: root, body, ...(headers && { headers }) });

async function ok(method: string, path: string, body?: unknown) {
  const response = await call(method, path, body);
  expect(response.status, await response.clone().text()).toBeLessThan(300);
  return response.status === 204 ? undefined : response.json();
}

let count = 0;
async function made(): Promise<string> {
  const key = `made-${++count}`;
  await ok('POST', '/organizations', { key, name: `Made ${count}` });
  return `/organizations/${key}`;
}

describe('an organization', () => {
  test('is made, read, listed, found, renamed, disabled and deleted', async () => {
    const acme = await ok('POST', '/organizations', { key: 'acme', name: 'Acme Ltd' });
    expect(acme).toMatchObject({ key: 'acme', name: 'Acme Ltd', disabled: false, roles: [] });
    await ok('POST', '/organizations', { key: 'zeta', name: 'Another' });
    expect(await ok('GET', '/organizations/acme')).toEqual(acme);
    const first = await ok('GET', '/organizations?limit=1');
    expect(first.items).toMatchObject([{ key: 'acme' }]);
    const second = await ok('GET', `/organizations?limit=1&cursor=${first.next_cursor}`);
    expect(second).toMatchObject({ items: [{ key: 'zeta' }], next_cursor: null });
    for (const q of ['ACM', 'acme L']) {
      expect((await ok('GET', `/organizations?q=${q}`)).items).toMatchObject([{ key: 'acme' }]);
    }
    const pos = await headOf(admin);
    const changed = await ok('PATCH', '/organizations/acme', { name: 'Acme', disabled: true });
    expect(changed).toMatchObject({ name: 'Acme', disabled: true });
    await ok('PATCH', '/organizations/acme', { disabled: false });
    await ok('DELETE', '/organizations/acme');
    await ok('DELETE', '/organizations/acme');
    const tag = `organization:${acme.id}`;
    expect(await changesAfter(admin, pos)).toEqual([[tag], [`more:${tag}`], [tag]]);
    expect((await call('GET', '/organizations/acme')).status).toBe(404);
    const events = await admin.sql`
      select action, detail from audit_events where subjects = ${[tag]} order by id`;
    expect(events).toMatchObject([
      { action: 'organization.create', detail: { key: 'acme' } },
      { action: 'organization.update', detail: { name: 'Acme', disabled: true } },
      { action: 'organization.update', detail: { disabled: false } },
      { action: 'organization.delete', detail: { key: 'acme' } },
    ]);
  });

  test.each(['Acme', 'a b', '-a', 'a-', '', 'x'.repeat(64)])('has no key %j', async (key) => {
    expect((await call('POST', '/organizations', { key, name: 'X' })).status).toBe(400);
  });

  test('has a key of its own, and is changed as it was seen', async () => {
    const path = await made();
    const key = path.split('/')[2];
    expect((await call('POST', '/organizations', { key, name: 'X' })).status).toBe(409);
    const etag = (await call('GET', path)).headers.get('etag')!;
    const [one, two] = await Promise.all(
      ['One', 'Two'].map((name) => call('PATCH', path, { name }, { 'if-match': etag })),
    );
    expect([one!.status, two!.status].sort()).toEqual([200, 412]);
    expect((await call('DELETE', path, undefined, { 'if-match': etag })).status).toBe(412);
  });
});

describe('members', () => {
  test('join and leave, each of it twice without harm, and are told of at both ends', async () => {
    const path = await made();
    const id = await admin.idOf('plain@example.com');
    const pos = await headOf(admin);
    await ok('PUT', `${path}/members/${id}`);
    await ok('PUT', `${path}/members/${id}`);
    await ok('PUT', `${path}/members/${id}/roles/support`, { valid_until: '2999-01-01T00:00:00Z' });
    const roles = [{ name: 'support', valid_until: '2999-01-01T00:00:00.000Z' }];
    const member = { id, email: 'plain@example.com', disabled: false, roles };
    expect(await ok('GET', `${path}/members/${id}`)).toMatchObject(member);
    expect(await ok('GET', `${path}/members`)).toMatchObject({ items: [member] });
    const { items } = await ok('GET', `/users/${id}/organizations`);
    expect(items).toMatchObject([{ key: path.split('/')[2], roles }]);
    await ok('DELETE', `${path}/members/${id}`);
    await ok('DELETE', `${path}/members/${id}`);
    expect((await call('GET', `${path}/members/${id}`)).status).toBe(404);
    expect(await ok('GET', `/users/${id}/organizations`)).toMatchObject({ items: [] });
    // An end makes it a take-away, as it may have had a later one.
    const tag = `user:${id}`;
    expect(await changesAfter(admin, pos)).toEqual([[`more:${tag}`], [tag], [tag]]);
    const rows = await admin.sql`select from organization_roles where user_id = ${id}`;
    expect(rows).toHaveLength(0);
  });

  test('are listed in pages', async () => {
    const path = await made();
    for (const who of ['plain', 'reader', 'root']) {
      await ok('PUT', `${path}/members/${await admin.idOf(`${who}@example.com`)}`);
    }
    const first = await ok('GET', `${path}/members?limit=2`);
    const second = await ok('GET', `${path}/members?limit=2&cursor=${first.next_cursor}`);
    expect([first.items.length, second.items.length, second.next_cursor]).toEqual([2, 1, null]);
  });

  test('of two who remove at the same moment both are told, and it is written down once', async () => {
    const path = await made();
    const id = await admin.idOf('plain@example.com');
    await ok('PUT', `${path}/members/${id}`);
    await Promise.all([
      ok('DELETE', `${path}/members/${id}`),
      ok('DELETE', `${path}/members/${id}`),
      ok('PUT', `${path}/members/${await admin.idOf('reader@example.com')}`),
    ]);
    const { id: of } = await ok('GET', path);
    const events = await admin.sql`
      select from audit_events
      where action = 'organization.remove_member' and subjects @> ${[`organization:${of}`]}`;
    expect(events).toHaveLength(1);
  });

  test.each([
    ['PUT', 'members/00000000-0000-4000-8000-000000000000', 'no user'],
    ['PUT', 'members/ID/roles/none', 'no role none'],
    ['PUT', 'members/READER/roles/support', 'no member'],
    ['GET', 'members/READER', 'no member'],
  ])('%s %s: there is %s', async (method, path, named) => {
    const organization = await made();
    const id = await admin.idOf('plain@example.com');
    await ok('PUT', `${organization}/members/${id}`);
    const reader = await admin.idOf('reader@example.com');
    const url = `${organization}/${path.replace('ID', id).replace('READER', reader)}`;
    const response = await call(method, url, path.includes('roles') ? {} : undefined);
    expect(response.status).toBe(404);
    expect((await response.json()).error_description).toContain(named);
    expect(
      (await call(method, `/organizations/none/${path.replace(/ID|READER/, id)}`)).status,
    ).toBe(404);
  });
});

describe('roles within', () => {
  test('of all members are shown, and taken by themselves', async () => {
    const path = await made();
    await ok('PUT', `${path}/roles/support`, {});
    const { roles, id } = await ok('GET', path);
    expect(roles).toEqual([{ name: 'support', valid_until: null }]);
    const pos = await headOf(admin);
    await ok('DELETE', `${path}/roles/support`);
    expect(await changesAfter(admin, pos)).toEqual([[`organization:${id}`]]);
    expect((await ok('GET', path)).roles).toEqual([]);
  });

  test('need what they give, and the permission to give roles', async () => {
    await ok('POST', '/roles', { name: 'clerk', permissions: ['organizations:write'] });
    await ok('POST', '/roles', {
      name: 'chief',
      permissions: ['organizations:write', 'roles:write'],
    });
    const path = await made();
    const id = await admin.idOf('plain@example.com');
    await ok('PUT', `${path}/members/${id}`);
    const as = async (role: string, method: string, of: string) => {
      await ok('PUT', `/users/${id}/roles/${role}`, {});
      const token = await admin.tokenOf('plain@example.com');
      const url = `${path}/members/${id}${of}`;
      const { status } = await admin.call(method, url, { token, body: of ? {} : undefined });
      await ok('DELETE', `/users/${id}/roles/${role}`);
      return status;
    };
    expect(await as('clerk', 'PUT', '')).toBe(204);
    expect(await as('clerk', 'PUT', '/roles/support')).toBe(403);
    expect(await as('chief', 'PUT', '/roles/support')).toBe(204);
    expect(await as('chief', 'PUT', '/roles/administrator')).toBe(403);
  });

  test('taken away return once every gateway has acknowledged', async () => {
    const path = await made();
    const id = await admin.idOf('plain@example.com');
    await ok('PUT', `${path}/members/${id}`);
    const gateway = await joinGateway(admin);
    const pos = await headOf(admin);
    const order: string[] = [];
    const removal = ok('DELETE', `${path}/members/${id}`).then(() => order.push('returned'));
    const [row] = await admin.sql<{ epoch: string }[]>`select sallyport_epoch() as epoch`;
    await admin.changes.next({ epoch: row!.epoch, pos }, 10_000, new AbortController().signal);
    order.push('acknowledged');
    await gateway.acknowledge();
    await removal;
    expect(order).toEqual(['acknowledged', 'returned']);
    await gateway.leave();
  });
});
