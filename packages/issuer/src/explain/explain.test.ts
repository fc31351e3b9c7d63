import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AdminHarness, openAdminHarness } from '../admin/admin.fixture.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';

const orders = 'https://orders.example';
const upstream = 'http://127.0.0.1:1';

let admin: AdminHarness;
let token: string;
beforeAll(async () => {
  admin = await openAdminHarness();
  await applyConfiguration(
    declarationSchema.parse({
      apis: [
        { id: 'https://other.example', name: 'Other', permissions: ['other:read'] },
        {
          id: orders,
          name: 'Orders',
          permissions: ['orders:read', 'orders:refund', 'orders:void'],
        },
      ],
      roles: [
        { name: 'reader', permissions: ['orders:read'] },
        // Those that give the most are first by name.
        { name: 'all-of-it', permissions: ['orders:read', 'orders:refund', 'other:read'] },
        { name: 'support', permissions: ['orders:read', 'orders:refund'] },
        { name: 'directory-reader', permissions: ['directory:read'] },
      ],
      groups: [
        { name: 'everyone', roles: ['reader'] },
        { name: 'staff', parent: 'everyone' },
        { name: 'desk', parent: 'staff', roles: ['support'] },
      ],
      users: [
        { email: 'root@example.com', name: 'Root', roles: ['administrator'] },
        { email: 'reader@example.com', name: 'Reader', roles: ['directory-reader'] },
        { email: 'bob@example.com', name: 'Bob', groups: ['staff'] },
        { email: 'off@example.com', name: 'Off', groups: ['desk'] },
      ],
      clients: [
        {
          ...{
            id: 'console',
            name: 'Shop',
            type: 'web',
            secret: 'a secret of the shop, long enough for one',
          },
          ...{ redirect_uris: ['https://shop.example/callback'], grants: ['authorization_code'] },
          ...{ apis: [orders, 'http://localhost:9000/admin/v1'], scopes: ['openid', 'profile'] },
        },
        {
          ...{
            id: 'robot',
            name: 'Robot',
            type: 'service',
            secret: 'a secret of the robot, long enough for one',
          },
          ...{ grants: ['client_credentials'], apis: [orders], roles: ['reader'] },
        },
      ],
      routes: [
        { path: '/public/*', upstream, authenticate: 'none' },
        { path: '/orders/{id}', upstream, api: orders, require: { permissions: ['orders:read'] } },
        {
          ...{ path: '/orders/{id}/refund', upstream, api: orders, methods: ['POST'] },
          require: { permissions: ['orders:refund'], scopes: ['orders'], acr: ['aal2'] },
        },
        { path: '/void', upstream, api: orders, require: { permissions: ['orders:void'] } },
        {
          ...{ path: '/hosted', host: 'api.example', upstream, api: orders },
          require: { permissions: ['other:read'] },
        },
      ],
    }),
    admin,
  );
  token = await admin.tokenOf('root@example.com');
  await admin.sql`update users set disabled_at = now() where email = 'off@example.com'`;
});
afterAll(() => admin.close());

async function explain(body: object) {
  const answer = await admin.call('POST', '/explain', { token, body });
  return { status: answer.status, ...(await answer.json()) };
}
const bob = { user: 'bob@example.com' };

test('an allow is the chain from the person to the route', async () => {
  const told = await explain({ ...bob, path: '/orders/42' });
  expect(told).toMatchObject({
    ...{ allowed: true, error: null, api: orders },
    subject: { kind: 'user', email: 'bob@example.com', client: 'console' },
    route: { path: '/orders/{id}' },
    held: { roles: ['reader'], groups: ['everyone', 'staff'], permissions: ['orders:read'] },
    assumed: ['They use the client console.', expect.stringContaining('one factor')],
    what_if: null,
  });
  const permission = told.chain.find(({ link }: { link: string }) => link === 'permission');
  expect(permission).toEqual({
    ...{ link: 'permission', name: 'orders:read', holds: true, mend: [] },
    sentence: `The route needs the permission orders:read at ${orders}.`,
    ways: [
      {
        ...{ role: 'reader', groups: ['staff', 'everyone'], provider: null },
        ...{ organization: null, on: null, declared: true, valid_until: null },
      },
    ],
  });
});

test('a deny has every link that is missing, the first one deciding, and what would mend it', async () => {
  const told = await explain({ ...bob, method: 'POST', path: '/orders/42/refund' });
  expect(told).toMatchObject({
    ...{ allowed: false, status: 403, error: 'insufficient_scope' },
    reason: `This needs the permission orders:refund at ${orders}.`,
  });
  const missing = told.chain.filter(({ holds }: { holds: boolean }) => !holds);
  expect(missing).toMatchObject([
    {
      ...{ link: 'permission', name: 'orders:refund', ways: [] },
      mend: [
        // The one that gives the least else.
        { do: 'give_role', role: 'support' },
        { do: 'give_role', role: 'all-of-it' },
        { do: 'add_to_group', group: 'desk', role: 'support' },
      ],
    },
    { link: 'scope', name: 'orders', mend: [{ do: 'ask_for_scope' }, { do: 'allow_scope' }] },
    { link: 'sign_in', name: 'acr aal2', mend: [{ do: 'sign_in' }] },
  ]);
});

test('a client is offered roles, and no group', async () => {
  const told = await explain({ client: 'robot', method: 'POST', path: '/orders/42/refund' });
  const missing = told.chain.find(({ name }: { name: string }) => name === 'orders:refund');
  expect(missing.mend).toMatchObject([
    { do: 'give_role', role: 'support' },
    { do: 'give_role', role: 'all-of-it' },
  ]);
});

describe('what would mend a permission that nothing gives:', () => {
  test.each([
    ['/void', 'add_permission_to_role'],
    ['/hosted', 'declare_permission'],
  ])('%s', async (path, mend) => {
    const told = await explain({ ...bob, path });
    const missing = told.chain.find(({ holds }: { holds: boolean }) => !holds);
    expect(missing.mend).toMatchObject([{ do: mend }]);
  });
});

test.each([
  ['a public route', { path: '/public/x' }, { allowed: true, subject: null }],
  ['no route', { path: '/none' }, { status: 404, error: 'not_found', subject: null }],
  ['another host', { path: '/hosted', host: 'other.example' }, { status: 404 }],
  ['another method', { path: '/orders/1/refund' }, { status: 405, error: 'method_not_allowed' }],
  ['a path with two readings', { path: '/orders//1' }, { status: 400, error: 'invalid_request' }],
  ['a method that is never forwarded', { path: '/orders/1', method: 'TRACE' }, { status: 405 }],
])('%s decides without a caller', async (_, request, expected) => {
  expect(await explain({ ...bob, ...request })).toMatchObject(expected);
});

test('a client that acts for itself has the roles that it was given', async () => {
  const told = await explain({ client: 'robot', path: '/orders/42' });
  expect(told).toMatchObject({ allowed: true, subject: { kind: 'client', id: 'robot' } });
  const permission = told.chain.find(({ link }: { link: string }) => link === 'permission');
  expect(permission.ways).toMatchObject([{ role: 'reader', groups: [] }]);
});

test('what was granted before the client might call the API is the missing link', async () => {
  const [grant, now] = [admin.random.uuid(), admin.clock.now()];
  await admin.sql`
    insert into grants (id, client_id, user_id, scope, apis, amr, auth_time, created_at, expires_at)
    values (${grant}, 'console', ${await admin.idOf('bob@example.com')}, '{openid}',
      '{https://other.example}', '{pwd}', ${now}, ${now}, ${new Date(now.getTime() + 3_600_000)})`;
  const told = await explain({ grant, path: '/orders/42' });
  expect(told).toMatchObject({ allowed: false, status: 403 });
  expect(told.chain.filter(({ holds }: { holds: boolean }) => !holds)[0]).toMatchObject({
    ...{ link: 'api', name: orders },
    mend: [{ do: 'sign_in', sentence: 'Sign in again at console.' }],
  });
});

test('an account that is disabled is the missing link, whatever its roles give', async () => {
  const told = await explain({ user: 'off@example.com', path: '/orders/42' });
  expect(told).toMatchObject({ allowed: false, status: 401, error: 'invalid_token' });
  const missing = told.chain.filter(({ holds }: { holds: boolean }) => !holds);
  expect(missing).toMatchObject([{ link: 'account', mend: [{ do: 'enable' }] }]);
});

test('what if: roles and groups, given and taken by way of trial, and nothing of it stays', async () => {
  const changes = async () => (await admin.sql`select count(*) as n from changes`)[0];
  const given = async () =>
    admin.sql`select user_id, role from user_roles union all select user_id, group_name from group_members order by 1, 2`;
  const before = [await changes(), await given(), (await admin.sql`select from grants`).length];
  const asked = { ...bob, path: '/orders/42' };
  const promoted = await explain({ ...asked, what_if: { give_groups: ['desk'] } });
  expect(promoted).toMatchObject({
    ...{ allowed: true, held: { roles: ['reader'] } },
    what_if: {
      ...{ allowed: true, held: { groups: ['desk', 'everyone', 'staff'] } },
      gained: { roles: ['support'], permissions: ['orders:refund'] },
      lost: { roles: [], permissions: [] },
    },
  });
  const expelled = await explain({ ...asked, what_if: { take_groups: ['staff'] } });
  expect(expelled).toMatchObject({
    allowed: true,
    what_if: {
      ...{ allowed: false, status: 403, gained: { roles: [], permissions: [] } },
      lost: { roles: ['reader'], permissions: ['orders:read'] },
    },
  });
  const robot = { client: 'robot', path: '/orders/42', what_if: { take_roles: ['reader'] } };
  expect(await explain(robot)).toMatchObject({ allowed: true, what_if: { allowed: false } });
  const after = [await changes(), await given(), (await admin.sql`select from grants`).length];
  expect(after).toEqual(before);
});

test.each([bob, { client: 'robot' }])(
  'trials in opposite order for %j do not wait for one another in a circle',
  async (who) => {
    const names = ['all-of-it', 'directory-reader', 'reader', 'support'];
    const trials = [...Array(12).keys()].map((index) => {
      const [one, other] = [names.slice(0, 2), names.slice(2).toReversed()];
      const [give_roles, take_roles] = index % 2 === 0 ? [one, other] : [other, one];
      return explain({ ...who, path: '/orders/42', what_if: { give_roles, take_roles } });
    });
    for (const { status } of await Promise.all(trials)) expect(status).toBe(200);
  },
);

test.each([
  ['no subject', { path: '/orders/1' }, 400],
  ['a person who is not there', { user: 'none@example.com', path: '/orders/1' }, 404],
  ['a client that is not there', { client: 'none', path: '/orders/1' }, 404],
  ['a grant that is not there', { grant: 'none', path: '/orders/1' }, 404],
  ['neither a path nor an API', bob, 400],
  ['an API that the route is not for', { ...bob, path: '/orders/1', api: 'https://x' }, 400],
  ['a role that is not there', { ...bob, path: '/orders/1', what_if: { give_roles: ['x'] } }, 404],
  [
    'a group for a client',
    { client: 'robot', path: '/orders/1', what_if: { give_groups: ['desk'] } },
    400,
  ],
])('%s is told', async (_, body, status) => {
  expect((await explain(body)).status).toBe(status);
});

test('by a receipt only to those who may read it: it tells who called what', async () => {
  const reader = await admin.tokenOf('reader@example.com');
  const ask = (body: object) => admin.call('POST', '/explain', { token: reader, body });
  for (const asked of [{ receipt: 'chosen-by-a-caller' }, { token: 'of-another-caller' }]) {
    const answer = await ask({ ...asked, api: orders });
    expect(await answer.json()).toMatchObject({
      ...{ status: 403, code: 'insufficient_scope' },
      detail: expect.stringContaining('receipts:read'),
    });
  }
  expect((await ask({ ...bob, api: orders })).status).toBe(200);
});

test('of an API alone, what is held there', async () => {
  expect(await explain({ ...bob, api: orders })).toMatchObject({
    ...{ allowed: true, route: null, request: null, held: { permissions: ['orders:read'] } },
  });
});
