import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertProvider } from '../../../../testing/providers.ts';
import { changesAfter, headOf, joinGateway } from '../directory/context.fixture.ts';
import { enableDue } from '../directory/users/enable-due.service.ts';
import { verifyPassword } from '../directory/users/password.ts';
import { type AdminHarness, openAdminHarness } from './admin.fixture.ts';
import { adminOperations } from './admin.routes.ts';
import { encodeCursor } from './page.ts';

let admin: AdminHarness;
let root: string;
let withoutRole: string;

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
  withoutRole = await admin.tokenOf('plain@example.com');
});

afterAll(() => admin.close());

const unknown = '00000000-0000-4000-8000-000000000000';
let count = 0;

/** A new user, by the API itself. */
async function newUser(given: object = {}): Promise<string> {
  const body = { email: `user${++count}@example.com`, name: 'User', ...given };
  const response = await admin.call('POST', '/users', { token: root, body });
  expect(response.status).toBe(201);
  return (await response.json()).id;
}

const read = async (id: string) =>
  (await admin.call('GET', `/users/${id}`, { token: root })).json();

const ok = async (method: string, path: string, body?: unknown) => {
  const response = await admin.call(method, path, { token: root, body });
  expect(response.status, await response.clone().text()).toBeLessThan(300);
  return response;
};

describe('every operation', () => {
  // The table needs no database to be read.
  const operations = adminOperations({ settings: { url: '' } } as never);

  test('there are as many as there were when this was written', () => {
    expect(operations.length).toBeGreaterThanOrEqual(14);
  });

  for (const { method, path, permission } of operations) {
    const url = path
      .replace('{id}', unknown)
      .replace('{role}', 'administrator')
      .replace('{group}', 'staff')
      .replace('{identity}', unknown)
      .replace('{domain}', 'acme.example')
      .replace('{email}', 'nobody@example.com');

    test(`${method} ${path} asks who is there`, async () => {
      const response = await admin.call(method, url);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
      const damaged = withoutRole.slice(0, -1) + (withoutRole.endsWith('x') ? 'y' : 'x');
      const junk = await admin.call(method, url, { token: damaged });
      expect(junk.status).toBe(401);
    });

    test(`${method} ${path} needs ${permission}`, async () => {
      const response = await admin.call(method, url, { token: withoutRole });
      if (permission === null) {
        expect([path, response.status]).toEqual(['/whoami', 200]);
        return;
      }
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({
        error: 'insufficient_scope',
        error_description: expect.stringContaining(permission),
      });
    });

    test(`${method} ${path} is described`, async () => {
      const description = await (await admin.call('GET', '/openapi.json')).json();
      const described = description.paths[path][method.toLowerCase()];
      expect(described.description).toContain(permission ?? 'Needs no permission.');
      const inPath = (described.parameters ?? [])
        .filter((parameter: { in: string }) => parameter.in === 'path')
        .map(({ name }: { name: string }) => `{${name}}`);
      expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
    });
  }

  test('reading is not writing', async () => {
    const token = await admin.tokenOf('reader@example.com');
    expect((await admin.call('GET', '/users', { token })).status).toBe(200);
    expect((await admin.call('DELETE', `/users/${unknown}`, { token })).status).toBe(403);
  });
});

describe('users', () => {
  test('are created, found by address in any case, and read', async () => {
    const body = { email: 'Eve@example.com', name: 'Eve', password: 'a long password' };
    const created = await admin.call('POST', '/users', { token: root, body });
    const eve = await created.json();
    expect(eve).toMatchObject({ email: 'Eve@example.com', disabled: false, declared: false });
    const found = await ok('GET', '/users?email=eve@EXAMPLE.com');
    expect(await found.json()).toEqual({ items: [eve], next_cursor: null });
    expect(await read(eve.id)).toMatchObject({ ...eve, roles: [], groups: [] });
    const [row] = await admin.sql`select password_hash from users where id = ${eve.id}`;
    expect(await verifyPassword('a long password', row?.['password_hash'])).toBe(true);
  });

  test('are listed in pages without gaps', async () => {
    await Promise.all([newUser(), newUser(), newUser()]);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await (await ok('GET', `/users?limit=2${cursor}`)).json();
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
    } while (cursor);
    const all = await admin.sql`select id from users order by created_at, id`;
    expect(seen).toEqual(all.map((row) => row['id']));
  });

  test('have one address each', async () => {
    const body = { email: 'ROOT@example.com', name: 'Root' };
    const response = await admin.call('POST', '/users', { token: root, body });
    expect(response.status).toBe(409);
    const id = await newUser();
    const taken = await admin.call('PATCH', `/users/${id}`, {
      token: root,
      body: { email: 'root@example.com' },
    });
    expect(taken.status).toBe(409);
  });

  test('an address that an administrator gives is verified, unless they say otherwise', async () => {
    const id = await newUser();
    expect(await read(id)).toMatchObject({ email_verified: true });
    await ok('PATCH', `/users/${id}`, { email: 'moved@example.com', name: 'Moved' });
    const moved = { email: 'moved@example.com', email_verified: true, name: 'Moved' };
    expect(await read(id)).toMatchObject(moved);
    await ok('PATCH', `/users/${id}`, { email: 'again@example.com', email_verified: false });
    await ok('PATCH', `/users/${id}`, { name: 'Still' });
    expect(await read(id)).toMatchObject({ email_verified: false, name: 'Still' });
  });

  test('have addresses in one form, and are found by any other', async () => {
    const forms: [string, string, string][] = [
      ['r&d@example.com', 'r&d@example.com', 'R&D@EXAMPLE.COM'],
      ['a#1@example.com', 'a#1@example.com', 'a#1@example.com'],
      ['jörg@exämple.de', 'jörg@xn--exmple-cua.de', 'JO\u0308RG@XN--EXMPLE-CUA.DE'],
    ];
    for (const [given, stored, asked] of forms) {
      const id = await newUser({ email: given });
      expect((await read(id)).email).toBe(stored);
      const { items } = await (await ok('GET', `/users?email=${encodeURIComponent(asked)}`)).json();
      expect(items.map((item: { id: string }) => item.id)).toEqual([id]);
      const again = { token: root, body: { email: asked, name: 'Again' } };
      expect((await admin.call('POST', '/users', again)).status).toBe(409);
    }
  });

  test('a user with an unverified address is not found by it, and does not block it for others', async () => {
    const email = 'claimed@example.com';
    const claims = await newUser({ email, email_verified: false });
    const owns = await newUser({ email });
    const { items } = await (await ok('GET', `/users?email=${email}`)).json();
    expect(items.map(({ id }: { id: string }) => id)).toEqual([owns]);
    const verify = { token: root, body: { email_verified: true } };
    expect((await admin.call('PATCH', `/users/${claims}`, verify)).status).toBe(409);
  });

  test('the address of a declared user is the business of the file', async () => {
    const id = await admin.idOf('plain@example.com');
    for (const body of [{ email: 'another@example.com' }, { email_verified: false }]) {
      const response = await admin.call('PATCH', `/users/${id}`, { token: root, body });
      expect(response.status).toBe(409);
    }
  });

  test('what is wrong is named', async () => {
    const cases: [string, string, unknown, number, string][] = [
      ['POST', '/users', { email: 'no address', name: 'X' }, 400, 'email'],
      ['POST', '/users', { email: 'r\u0131ta@y.example', name: 'X' }, 400, 'look like others'],
      ['GET', '/users?email=ro%E2%80%8Bot@example.com', undefined, 400, 'invisible'],
      ['POST', '/users', { email: 'x@y.example', name: 'X', password: 'short' }, 400, 'password'],
      ['POST', '/users', { email: 'x@y.example', name: 'X', admin: true }, 400, 'admin'],
      ['POST', '/users', { email: 'x@y.example', name: 'a\u0001b' }, 400, 'name: Leave control'],
      [
        'POST',
        '/users',
        { email: 'x@y.example', name: 'X', password: 'é'.repeat(1000) },
        400,
        'password: A password has at most 1024 bytes',
      ],
      ['GET', '/users/1', undefined, 400, 'id'],
      ['GET', '/users?cursor=x', undefined, 400, 'cursor'],
      [
        'GET',
        `/users?cursor=${encodeCursor(['0000-01-01T00:00:00Z', unknown])}`,
        undefined,
        400,
        'cursor',
      ],
      ['GET', '/users?limit=0', undefined, 400, 'limit'],
      ...['9999-12-31T23:59:59-14:00', '0000-01-01T00:00:00Z'].map(
        (valid_until): [string, string, unknown, number, string] => [
          'PUT',
          `/users/${unknown}/roles/support`,
          { valid_until },
          400,
          'valid_until: Give a date and time in the years 1970 to 9999.',
        ],
      ),
      ['GET', `/users/${unknown}`, undefined, 404, unknown],
      ['PATCH', `/users/${unknown}`, { name: 'X' }, 404, unknown],
      ['PUT', `/users/${unknown}/roles/support`, {}, 404, unknown],
    ];
    for (const [method, path, body, status, named] of cases) {
      const response = await admin.call(method, path, { token: root, body });
      expect(response.status, path).toBe(status);
      expect((await response.json()).error_description).toContain(named);
    }
  });
});

describe('identities', () => {
  const acme = { provider: 'acme', subject: 'a1' };
  beforeAll(() => insertProvider(admin.sql, 'acme'));

  test('are linked, listed and unlinked, each of it twice without harm', async () => {
    const id = await newUser();
    const url = `/users/${id}/identities`;
    const linked = await (await ok('POST', url, acme)).json();
    expect(linked).toMatchObject({ ...acme, issuer: 'https://acme.example' });
    expect(await (await ok('POST', url, acme)).json()).toEqual(linked);
    expect(await (await ok('GET', url)).json()).toEqual({ items: [linked] });
    const pos = await headOf(admin);
    await ok('DELETE', `${url}/${linked.id}`);
    await ok('DELETE', `${url}/${linked.id}`);
    expect(await changesAfter(admin, pos)).toEqual([[`user:${id}`]]);
    expect(await (await ok('GET', url)).json()).toEqual({ items: [] });
    const events = await admin.sql`
      select action from audit_events where subjects[1] = ${`user:${id}`} order by id`;
    expect(events.map(({ action }) => action)).toEqual(['user.create', 'user.link', 'user.unlink']);
  });

  test('unlinked end what the user is signed in with, and wait for the gateways', async () => {
    const id = await newUser({ email: 'linked@example.com' });
    const url = `/users/${id}/identities`;
    const linked = await (await ok('POST', url, acme)).json();
    await ok('PUT', `/users/${id}/roles/reader`);
    const token = await admin.tokenOf('linked@example.com');
    const gateway = await joinGateway(admin);
    const pos = await headOf(admin);
    const order: string[] = [];
    const removal = ok('DELETE', `${url}/${linked.id}`).then(() => order.push('returned'));
    await logged(pos);
    order.push('acknowledged');
    await gateway.acknowledge();
    await removal;
    expect(order).toEqual(['acknowledged', 'returned']);
    await gateway.leave();
    expect((await admin.call('GET', '/users', { token })).status).toBe(401);
  });

  test('belong to one user each, and only their own page unlinks them', async () => {
    const [one, two] = [await newUser(), await newUser()];
    const linked = await (await ok('POST', `/users/${one}/identities`, acme)).json();
    const again = { token: root, body: acme };
    expect((await admin.call('POST', `/users/${two}/identities`, again)).status).toBe(409);
    await ok('DELETE', `/users/${two}/identities/${linked.id}`);
    const { items } = await (await ok('GET', `/users/${one}/identities`)).json();
    expect(items).toEqual([linked]);
  });

  test.each([
    ['an unknown provider', { provider: 'none', subject: 'x' }, 400, 'There is no provider none'],
    ['an empty subject', { provider: 'acme', subject: '' }, 400, 'subject'],
    ['a subject with a NUL', { provider: 'acme', subject: 'a\0' }, 400, ''],
    ['an issuer of one’s own', { issuer: 'https://x.example', subject: 'x' }, 400, 'provider'],
  ])('%s is refused', async (_, body, status, named) => {
    const url = `/users/${await newUser()}/identities`;
    const response = await admin.call('POST', url, { token: root, body });
    expect(response.status).toBe(status);
    expect((await response.json()).error_description).toContain(named);
  });

  test('of a user who is not there are none', async () => {
    const url = `/users/${unknown}/identities`;
    expect((await admin.call('GET', url, { token: root })).status).toBe(404);
    expect((await admin.call('POST', url, { token: root, body: acme })).status).toBe(404);
  });
});

describe('disabling', () => {
  test('ends what the user has, and enabling does not give it back', async () => {
    const id = await newUser({ email: 'frank@example.com' });
    await ok('PUT', `/users/${id}/roles/administrator`);
    const token = await admin.tokenOf('frank@example.com');
    expect((await admin.call('GET', '/users', { token })).status).toBe(200);
    const pos = await headOf(admin);
    await ok('PATCH', `/users/${id}`, { disabled: true });
    expect((await admin.call('GET', '/users', { token })).status).toBe(401);
    await ok('PATCH', `/users/${id}`, { disabled: false });
    expect((await admin.call('GET', '/users', { token })).status).toBe(401);
    expect(await changesAfter(admin, pos)).toEqual([[`user:${id}`], [`user:${id}`]]);
  });

  test('until a moment ends by itself, once, and with nothing given back', async () => {
    const id = await newUser({ email: 'until@example.com' });
    await ok('PUT', `/users/${id}/roles/administrator`);
    const token = await admin.tokenOf('until@example.com');
    const until = new Date(admin.clock.now().getTime() + 3_600_000);
    const reason = 'A token of theirs was in a public repository.';
    const body = { disabled: true, disabled_until: until.toISOString(), reason };
    await ok('PATCH', `/users/${id}`, body);
    expect(await read(id)).toMatchObject({ disabled: true, disabled_until: until.toISOString() });
    await ok('PATCH', `/users/${id}`, { name: 'Renamed' });
    await enableDue(admin.clock.now(), admin);
    expect(await read(id)).toMatchObject({ disabled: true, disabled_until: until.toISOString() });
    const now = admin.clock.now();
    await admin.sql`update users set disabled_until = ${now} where id = ${id}`;
    await Promise.all([enableDue(now, admin), enableDue(now, admin), enableDue(now, admin)]);
    expect(await read(id)).toMatchObject({ disabled: false, disabled_until: null });
    expect((await admin.call('GET', '/users', { token })).status).toBe(401);
    const events = await admin.sql`
      select action, actor, detail from audit_events
      where action in ('user.disable', 'user.enable') and ${`user:${id}`} = any(subjects) order by id`;
    expect(events).toMatchObject([
      { action: 'user.disable', detail: { until: until.toISOString(), reason } },
      { action: 'user.enable', actor: 'issuer' },
    ]);
  });

  test('for good ends what was until a moment, and enabling forgets it', async () => {
    const id = await newUser();
    const until = new Date(admin.clock.now().getTime() + 3_600_000);
    const body = { disabled: true, disabled_until: until.toISOString() };
    await ok('PATCH', `/users/${id}`, body);
    await ok('PATCH', `/users/${id}`, { disabled_until: null });
    await enableDue(until, admin);
    expect(await read(id)).toMatchObject({ disabled: true, disabled_until: null });
    await ok('PATCH', `/users/${id}`, body);
    // As a node of the version before does both.
    await admin.sql`update users set disabled_at = null where id = ${id}`;
    await admin.sql`update users set disabled_at = now() where id = ${id}`;
    await enableDue(until, admin);
    expect(await read(id)).toMatchObject({ disabled: true, disabled_until: null });
    await ok('PATCH', `/users/${id}`, { disabled: false, reason: 'It was not them.' });
    expect(await read(id)).toMatchObject({ disabled: false });
  });

  test.each([
    [{ disabled_until: '2100-01-01T00:00:00Z' }],
    [{ disabled: false, disabled_until: '2100-01-01T00:00:00Z' }],
    [{ disabled: true, disabled_until: '2001-01-01T00:00:00Z' }],
    [{ reason: 'No reason' }],
  ])('with %j is refused', async (body) => {
    const id = await newUser();
    const response = await admin.call('PATCH', `/users/${id}`, { token: root, body });
    expect(response.status).toBe(400);
    expect(await read(id)).toMatchObject({ disabled: false, disabled_until: null });
  });

  test('twice is once', async () => {
    const id = await newUser();
    await ok('PATCH', `/users/${id}`, { disabled: true });
    const pos = await headOf(admin);
    await ok('PATCH', `/users/${id}`, { disabled: true });
    expect(await headOf(admin)).toBe(pos);
  });

  test('a new password ends what the old one opened', async () => {
    const id = await newUser({ email: 'gina@example.com' });
    await ok('PUT', `/users/${id}/roles/reader`);
    const token = await admin.tokenOf('gina@example.com');
    await ok('PATCH', `/users/${id}`, { password: 'another long password' });
    expect((await admin.call('GET', '/users', { token })).status).toBe(401);
  });

  test('a deleted user is gone at once, and deleting again is no error', async () => {
    const id = await newUser({ email: 'hugo@example.com' });
    await ok('PUT', `/users/${id}/roles/reader`);
    const token = await admin.tokenOf('hugo@example.com');
    await ok('DELETE', `/users/${id}`);
    expect((await admin.call('GET', '/users', { token })).status).toBe(401);
    await ok('DELETE', `/users/${id}`);
  });
});

describe('roles and groups', () => {
  test('what was given and what follows are shown', async () => {
    const id = await newUser();
    const end = '2999-01-01T00:00:00.000Z';
    await ok('PUT', `/users/${id}/groups/staff`, { valid_until: '2999-01-01T01:00:00+01:00' });
    await ok('PUT', `/users/${id}/roles/reader`);
    expect(await read(id)).toMatchObject({
      roles: [{ name: 'reader', valid_until: null, declared: false }],
      groups: [{ name: 'staff', valid_until: end, declared: false }],
      effective: {
        roles: ['reader', 'support'],
        groups: ['everyone', 'staff'],
        permissions: {
          'https://orders.example': ['orders:read'],
          'http://localhost:9000/admin/v1': ['directory:read'],
        },
        valid_until: end,
      },
    });
    await ok('DELETE', `/users/${id}/groups/staff`);
    await ok('DELETE', `/users/${id}/roles/reader`);
    expect(await read(id)).toMatchObject({
      roles: [],
      groups: [],
      effective: { roles: [], groups: [], permissions: {}, valid_until: null },
    });
  });

  test('a role that was taken away counts for nothing in the next request', async () => {
    const id = await newUser({ email: 'ines@example.com' });
    await ok('PUT', `/users/${id}/roles/reader`);
    const token = await admin.tokenOf('ines@example.com');
    expect((await admin.call('GET', '/users', { token })).status).toBe(200);
    await ok('DELETE', `/users/${id}/roles/reader`);
    expect((await admin.call('GET', '/users', { token })).status).toBe(403);
  });

  test('one entry in the log for each, naming the user, and one audit event', async () => {
    const id = await newUser();
    const pos = await headOf(admin);
    await ok('PUT', `/users/${id}/roles/support`);
    await ok('PUT', `/users/${id}/roles/support`);
    await ok('DELETE', `/users/${id}/roles/support`);
    await ok('DELETE', `/users/${id}/roles/support`);
    expect(await changesAfter(admin, pos)).toEqual([[`user:${id}`], [`user:${id}`]]);
    const { items } = await (await ok('GET', '/audit?limit=2')).json();
    const actor = `user:${await admin.idOf('root@example.com')}`;
    const subjects = [`user:${id}`, 'role:support'];
    expect(items).toMatchObject([
      { action: 'role.unassign', actor, subjects },
      { action: 'role.assign', actor, subjects, detail: { valid_until: null } },
    ]);
  });

  test('an id in capitals is the same user for a take-away', async () => {
    const takes: [method: string, path: string, body?: unknown][] = [
      ['DELETE', '/roles/support'],
      ['DELETE', '/groups/staff'],
      ['PUT', '/roles/reader', { valid_until: '2998-01-01T00:00:00Z' }],
      ['PATCH', '', { disabled: true }],
      ['PATCH', '', { password: 'another long password' }],
      ['DELETE', ''],
    ];
    const id = await newUser();
    await ok('PUT', `/users/${id}/roles/support`);
    await ok('PUT', `/users/${id}/groups/staff`);
    await ok('PUT', `/users/${id}/roles/reader`);
    for (const [method, path, body] of takes) {
      const pos = await headOf(admin);
      await ok(method, `/users/${id.toUpperCase()}${path}`, body);
      expect(await changesAfter(admin, pos), `${method} ${path}`).toEqual([[`user:${id}`]]);
    }
    const events = await admin.sql`
      select subjects[1] as subject from audit_events order by id desc limit ${takes.length}`;
    expect(new Set(events.map((row) => row['subject']))).toEqual(new Set([`user:${id}`]));
  });

  test('taking away returns once every gateway has acknowledged', async () => {
    const id = await newUser();
    await ok('PUT', `/users/${id}/groups/staff`);
    const gateway = await joinGateway(admin);
    const pos = await headOf(admin);
    const order: string[] = [];
    const removal = ok('DELETE', `/users/${id}/groups/staff`).then(() => order.push('returned'));
    await logged(pos);
    order.push('acknowledged');
    await gateway.acknowledge();
    await removal;
    expect(order).toEqual(['acknowledged', 'returned']);
    await gateway.leave();
  });

  test('taking away what is not there waits for what went before', async () => {
    const id = await newUser();
    const gateway = await joinGateway(admin);
    // Giving returns, whether or not a gateway keeps up.
    await ok('PUT', `/users/${id}/groups/staff`);
    const order: string[] = [];
    const removal = ok('DELETE', `/users/${id}/roles/support`).then(() => order.push('returned'));
    await ok('GET', `/users/${id}`);
    order.push('acknowledged');
    await gateway.acknowledge();
    await removal;
    expect(order).toEqual(['acknowledged', 'returned']);
    await gateway.leave();
  });

  test('an unknown role or group is said to be unknown', async () => {
    const id = await newUser();
    for (const path of ['roles/nothing', 'groups/nothing']) {
      const response = await admin.call('PUT', `/users/${id}/${path}`, { token: root });
      expect(response.status).toBe(404);
      expect((await response.json()).error_description).toContain('nothing');
    }
  });

  test('an end that has passed, or a body of unknown kind, gives nothing', async () => {
    const id = await newUser();
    const path = `/users/${id}/roles/support`;
    const past = { valid_until: '2001-01-01T00:00:00Z' };
    expect((await admin.call('PUT', path, { token: root, body: past })).status).toBe(400);
    const plain = { token: root, body: past, contentType: 'text/plain' };
    expect((await admin.call('PUT', path, plain)).status).toBe(415);
    expect((await read(id)).roles).toEqual([]);
  });

  test('all of them are listed', async () => {
    const roles = await (await ok('GET', '/roles')).json();
    const support = { name: 'support', permissions: ['orders:read'], declared: true };
    expect(roles.items).toContainEqual(support);
    const groups = await (await ok('GET', '/groups')).json();
    expect(groups.items).toContainEqual({
      ...{ name: 'staff', parent: 'everyone', roles: ['support'] },
      ...{ declared: true, has_subgroups: false },
    });
  });
});

test('a stopped client is stopped for the administrator who uses it, too', async () => {
  const { items } = await (await ok('GET', '/clients')).json();
  expect(items).toMatchObject([{ id: 'console', disabled: false }]);
  expect(JSON.stringify(items)).not.toContain('secret_hash');
  const pos = await headOf(admin);
  await ok('PATCH', '/clients/console', { disabled: true });
  expect(await changesAfter(admin, pos)).toEqual([['client:console']]);
  expect((await admin.call('GET', '/clients', { token: root })).status).toBe(401);
  await admin.sql`update clients set disabled_at = null`;
  expect((await admin.call('GET', '/clients', { token: root })).status).toBe(200);
  const response = await admin.call('PATCH', '/clients/none', {
    token: root,
    body: { disabled: true },
  });
  expect(response.status).toBe(404);
});

test('the audit log is read in pages, newest first', async () => {
  await Promise.all([newUser(), newUser(), newUser()]);
  const first = await (await ok('GET', '/audit?limit=2')).json();
  const second = await (await ok('GET', `/audit?limit=2&cursor=${first.next_cursor}`)).json();
  const seen: { id: number; at: string }[] = [...first.items, ...second.items];
  // Of events at once, the one with the later time may have the lower id.
  const times = seen.map(({ at }) => at);
  expect(times).toEqual([...times].sort().reverse());
  expect(new Set(seen.map(({ id }) => id)).size).toBe(4);
});

test('the audit log is narrowed, and exported as lines', async () => {
  const id = await newUser();
  await ok('PUT', `/users/${id}/roles/support`);
  const query = `subject=user:${id}&action=role.*`;
  const { items } = await (await ok('GET', `/audit?${query}`)).json();
  expect(items).toMatchObject([{ action: 'role.assign', act: 'client:console', erased: false }]);
  const exported = await ok('GET', `/audit/export?${query}`);
  expect(exported.headers.get('content-type')).toBe('application/jsonl');
  // Names are told by the list alone: a file would keep them.
  const { names: _, ...recorded } = items[0];
  expect(await exported.text()).toBe(`${JSON.stringify(recorded)}\n`);
  const chain = await (await ok('GET', '/audit/chain')).json();
  expect(chain).toMatchObject({ number: expect.any(Number), kept_since: null });
});

/** Resolves once the log has an entry after a position. */
async function logged(pos: number): Promise<void> {
  const [row] = await admin.sql<{ epoch: string }[]>`select sallyport_epoch() as epoch`;
  const signal = new AbortController().signal;
  await admin.changes.next({ epoch: row!.epoch, pos }, 10_000, signal);
}
