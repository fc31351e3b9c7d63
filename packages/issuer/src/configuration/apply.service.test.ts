import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { grantableAdminPermissions } from '../directory/admin-permissions.ts';
import {
  changesAfter,
  type Harness,
  headOf,
  joinGateway,
  openHarness,
} from '../directory/context.fixture.ts';
import { verifyPassword } from '../directory/users/password.ts';
import { readRoutingTable } from '../gateway-routes/routes.store.ts';
import { decryptAtRest } from '../keys/at-rest.ts';
import { applyConfiguration, applyIfChanged, planConfiguration } from './apply.service.ts';
import { DeclarationError } from './declaration-error.ts';
import { type Declaration, declarationSchema } from './schema.ts';

let context: Harness;

beforeAll(async () => {
  context = await openHarness();
});

afterAll(() => context.close());

afterEach(() => applyConfiguration(declare({}), context));

const declare = (sections: unknown): Declaration => declarationSchema.parse(sections);

const shop = () => ({
  apis: [{ id: 'https://orders.example', name: 'Orders', permissions: ['orders:read'] }],
  roles: [{ name: 'support', permissions: ['orders:read'] }],
  groups: [{ name: 'everyone' }, { name: 'staff', roles: ['support'], parent: 'everyone' }],
  users: [
    { email: 'alice@example.com', name: 'Alice', password: 'a long password', groups: ['staff'] },
    { email: 'bob@example.com', name: 'Bob', roles: ['support'] },
  ],
  clients: [
    {
      id: 'shop-web',
      name: 'Shop',
      type: 'web',
      secret: 'x'.repeat(32),
      redirect_uris: ['http://localhost:8080/auth/callback'],
      grants: ['authorization_code', 'refresh_token'],
      apis: ['https://orders.example'],
      roles: ['support'],
    },
  ],
  providers: [
    {
      id: 'corp',
      type: 'oidc',
      name: 'Corp',
      issuer: 'https://idp.example',
      client_id: 'us',
      client_secret: 'upstream secret',
      default_groups: ['everyone'],
    },
  ],
  trusted_issuers: [
    { issuer: 'https://idp.example', audience: 'https://orders.example', map: { sub: 'oid' } },
  ],
  routes: [
    { path: '/api/*', upstream: 'http://127.0.0.1:7001', api: 'https://orders.example' },
    { path: '/v2/*', upstream: 'http://127.0.0.1:7002', api: 'https://orders.example' },
  ],
});

test('what is declared is there, secrets hashed or encrypted', async () => {
  const { changed, summary } = await applyConfiguration(declare(shop()), context);
  expect(changed).toBe(true);
  expect(summary.added).toEqual(
    expect.arrayContaining([
      'api:https://orders.example',
      'client:shop-web',
      'user:bob@example.com',
    ]),
  );
  const [alice] = await context.sql`select * from users where email = 'alice@example.com'`;
  expect(alice).toMatchObject({ name: 'Alice', declared: true, email_verified: true });
  expect(await verifyPassword('a long password', alice?.['password_hash'])).toBe(true);
  const [held] = await context.sql`select * from effective_roles(${alice?.['id']}, now())`;
  expect(held).toMatchObject({ roles: ['support'], groups: ['everyone', 'staff'] });
  const client = await context.clients('shop-web');
  expect(client).toMatchObject({ authMethod: 'client_secret_basic', idTokenAlg: 'RS256' });
  expect(client?.secretHashes[0]).toHaveLength(32);
  const [provider] = await context.sql`select * from providers`;
  const secret = provider?.['client_secret'];
  expect(String(decryptAtRest(context.secrets.atRest, 'provider corp', secret))).toBe(
    'upstream secret',
  );
  const [issuer] = await context.sql`select * from trusted_issuers`;
  expect(issuer).toMatchObject({
    audiences: { 'https://orders.example': 'https://orders.example' },
    claim_map: { sub: ['oid'] },
  });
});

test('the administration API and its role are built in', async () => {
  await applyConfiguration(declare({}), context);
  const api = 'http://localhost:9000/admin/v1';
  const permissions = await context.sql`
    select permission from role_permissions where role = 'administrator'
    intersect select permission from api_permissions where api_id = ${api} order by 1`;
  expect(permissions.map((row) => row['permission'])).toEqual(
    [...grantableAdminPermissions].sort(),
  );
});

test('applying twice changes nothing', async () => {
  await applyConfiguration(declare(shop()), context);
  const [pos, before] = [await headOf(context), await contents()];
  const again = await applyConfiguration(declare(shop()), context);
  const nothing = { added: [], changed: [], removed: [] };
  expect(again).toEqual({
    changed: false,
    summary: nothing,
    takenOver: [],
    drift: [],
    given: [],
    taken: [],
  });
  expect(await headOf(context)).toBe(pos);
  expect(await contents()).toEqual(before);
});

test('one entry and one audit event for however many changes', async () => {
  const pos = await headOf(context);
  await applyConfiguration(declare(shop()), context);
  expect(await changesAfter(context, pos)).toEqual([['routes']]);
  const [event] = await context.sql`select * from audit_events order by id desc limit 1`;
  expect(event).toMatchObject({ action: 'configuration.apply', actor: 'configuration' });
  expect(event?.['detail'].added).toContain('role:support');
  expect(JSON.stringify(event)).not.toContain('a long password');
});

test('the audit log says who lost and got what', async () => {
  await applyConfiguration(declare(shop()), context);
  const rows = await context.sql<{ email: string; id: string }[]>`select email, id from users`;
  const [alice, bob] = ['alice', 'bob'].map(
    (name) => `user:${rows.find(({ email }) => email === `${name}@example.com`)?.id}`,
  );
  const other = shop();
  const now = { password: 'another long password', roles: ['support'], groups: ['everyone'] };
  const users = [{ email: 'alice@example.com', name: 'Alice', ...now }];
  other.roles = [{ name: 'support', permissions: [] }];
  other.groups[1]!.roles = [];
  await applyConfiguration(declare({ ...other, users }), context);
  const [event] = await context.sql`select * from audit_events order by id desc limit 1`;
  const subjects = ['role:support', 'group:staff', alice, bob];
  expect(event?.['subjects']).toEqual(subjects);
  expect(event?.['detail']).toMatchObject({
    changed: ['role:support', 'group:staff', 'user:alice@example.com'],
    removed: ['user:bob@example.com'],
    given: [`${alice}: password`, `${alice}: role support`, `${alice}: group everyone`],
    taken: [
      'role:support: permission orders:read',
      'group:staff: role support',
      `${alice}: group staff`,
    ],
  });
});

test('what is declared no longer goes, and only that', async () => {
  await applyConfiguration(declare(shop()), context);
  const fewer = shop();
  fewer.users.pop();
  fewer.clients = [];
  fewer.providers = [];
  const { summary } = await applyConfiguration(declare(fewer), context);
  expect(summary).toEqual({
    added: [],
    changed: [],
    removed: ['user:bob@example.com', 'client:shop-web', 'provider:corp'],
  });
  expect(await context.clients('shop-web')).toBeUndefined();
});

test('a permission that a role loses is one changed role', async () => {
  await applyConfiguration(declare(shop()), context);
  const pos = await headOf(context);
  const tighter = shop();
  tighter.roles = [{ name: 'support', permissions: [] }];
  const { summary } = await applyConfiguration(declare(tighter), context);
  expect(summary).toEqual({ added: [], changed: ['role:support'], removed: [] });
  expect(await changesAfter(context, pos)).toEqual([['role:support']]);
});

test('routes alone are logged as routes, and keep their order', async () => {
  await applyConfiguration(declare(shop()), context);
  const pos = await headOf(context);
  const other = shop();
  other.routes.reverse().pop();
  const { summary } = await applyConfiguration(declare(other), context);
  expect(summary.changed).toEqual(['routes']);
  expect(await changesAfter(context, pos)).toEqual([['routes']]);
  expect(await readRoutingTable(context.sql)).toEqual({
    as_of: await epochAt(pos + 1),
    routes: other.routes,
  });
});

test('what administrators made survives', async () => {
  await applyConfiguration(declare(shop()), context);
  const { sql } = context;
  const carol = context.random.uuid();
  await sql`insert into users (id, email, name, created_at)
    values (${carol}, 'carol@example.com', 'Carol', now())`;
  await sql`insert into user_roles (user_id, role) values (${carol}, 'support')`;
  await sql`insert into user_roles (user_id, role)
    select id, 'support' from users where email = 'alice@example.com'`;
  await sql`update users set disabled_at = now() where email = 'bob@example.com'`;
  await sql`update clients set disabled_at = now() where id = 'shop-web'`;
  const other = shop();
  other.groups.push({ name: 'guests' });
  other.clients[0]!.name = 'The shop';
  await applyConfiguration(declare(other), context);
  const assigned = await sql`
    select email from users join user_roles on user_id = id where role = 'support' order by email`;
  expect(assigned.map((row) => row['email'])).toEqual([
    'alice@example.com',
    'bob@example.com',
    'carol@example.com',
  ]);
  const disabled = await sql`
    select email as key from users where disabled_at is not null
    union all select name from clients where disabled_at is not null`;
  expect(disabled.map((row) => row['key'])).toEqual(['bob@example.com', 'The shop']);
});

test('an account that was there before the file named it stays when it does no longer', async () => {
  const { sql } = context;
  await sql`insert into users (id, email, email_verified, name, created_at)
    values (${context.random.uuid()}, 'Dora@example.com', true, 'D', now())`;
  const users = [{ email: 'dora@example.com', name: 'Dora', roles: ['administrator'] }];
  await applyConfiguration(declare({ users }), context);
  await applyConfiguration(declare({}), context);
  const rows = await sql`
    select name, declared, (select count(*) from user_roles where user_id = id) as roles
    from users where lower(email) = 'dora@example.com'`;
  expect(rows).toEqual([{ name: 'Dora', declared: false, roles: 0 }]);
});

test('a part of a configuration does not take the last administrator of a running system', async () => {
  const users = [{ email: 'root@example.com', name: 'Root', roles: ['administrator'] }];
  await applyConfiguration(declare({ users }), context);
  const running = { gatewayClients: [] };
  for (const run of [applyConfiguration, planConfiguration]) {
    await expect(run(declare({ groups: [{ name: 'staff' }] }), context, running)).rejects.toThrow(
      'is it the whole configuration, or a part of it?',
    );
  }
  const [root] = await context.sql`select name from users where email = 'root@example.com'`;
  expect(root).toEqual({ name: 'Root' });
  // A start obeys its file.
  expect((await applyConfiguration(declare({}), context)).summary.removed).toEqual([
    'user:root@example.com',
  ]);
});

test('an account that merely claims an address is not the one that the file means', async () => {
  const { sql } = context;
  const attacker = context.random.uuid();
  await sql`insert into users (id, email, name, created_at)
    values (${attacker}, 'mallory-was-here@example.com', 'M', now())`;
  const email = 'Mallory-was-here@example.com';
  const users = [{ email, name: 'Real', roles: ['administrator'], password: 'a long password' }];
  const { summary } = await applyConfiguration(declare({ users }), context);
  expect(summary.added).toEqual([`user:${email}`]);
  expect((await applyConfiguration(declare({ users }), context)).changed).toBe(false);
  const rows = await sql`
    select name, email_verified, array(select role from user_roles where user_id = id) as roles
    from users where lower(email) = lower(${email}) order by name`;
  expect(rows).toEqual([
    { name: 'M', email_verified: false, roles: [] },
    { name: 'Real', email_verified: true, roles: ['administrator'] },
  ]);
});

test('a changed password replaces the hash and ends what the old one opened', async () => {
  const { sql } = context;
  await applyConfiguration(declare(shop()), context);
  const [alice] = await sql`select id from users where email = 'alice@example.com'`;
  await openSession(alice?.['id']);
  const other = shop();
  other.users[0]!.password = 'another long password';
  const { summary } = await applyConfiguration(declare(other), context);
  expect(summary.changed).toEqual(['user:alice@example.com']);
  const [session] = await sql`select ended_at from sessions where user_id = ${alice?.['id']}`;
  expect(session?.['ended_at']).toBeInstanceOf(Date);
});

test('a client that is gone leaves nothing to the next one of its id', async () => {
  await applyConfiguration(declare(shop()), context);
  const grant = context.random.uuid();
  await context.sql`
    insert into grants (id, client_id, user_id, scope, apis, amr, auth_time, created_at, expires_at)
    values (${grant}, 'shop-web', ${context.random.uuid()}, '{}', '{}', '{}', now(), now(),
      now() + interval '1 day')`;
  await applyConfiguration(declare({}), context);
  await applyConfiguration(declare(shop()), context);
  const [row] = await context.sql`select revoked_at from grants where id = ${grant}`;
  expect(row?.['revoked_at']).toBeInstanceOf(Date);
});

test('a restart with the same file gives nothing back', async () => {
  await applyIfChanged(declare(shop()), context);
  await context.sql`delete from group_members`;
  expect((await applyIfChanged(declare(shop()), context)).changed).toBe(false);
  // As a newer Sallyport finds it, which has more of its own or other defaults.
  await context.sql`update applied_configuration set digest = 'another'`;
  expect((await applyIfChanged(declare(shop()), context)).changed).toBe(false);
  expect(await context.sql`select from group_members`).toHaveLength(0);
});

test('a running system keeps its URL until the next start', async () => {
  await applyIfChanged(declare(shop()), context);
  const pos = await headOf(context);
  const moved = { ...context, settings: { ...context.settings, url: 'http://localhost:9999' } };
  const running = { gatewayClients: [] };
  await expect(applyConfiguration(declare(shop()), moved, running)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(
      'http://localhost:9999 in this file and http://localhost:9000 in the running system',
    ),
  });
  expect(await headOf(context)).toBe(pos);
  const { summary } = await applyIfChanged(declare(shop()), moved);
  expect(summary.removed).toEqual(['api:http://localhost:9000/admin/v1']);
  expect((await applyConfiguration(declare(shop()), moved, running)).changed).toBe(false);
  await applyIfChanged(declare(shop()), context);
});

test('two at once with the same file change it once', async () => {
  const pos = await headOf(context);
  const results = await Promise.all(
    [1, 2, 3].map(() => applyConfiguration(declare(shop()), context)),
  );
  expect(results.filter(({ changed }) => changed)).toHaveLength(1);
  expect(await changesAfter(context, pos)).toHaveLength(1);
});

test('it returns once a gateway has acknowledged', async () => {
  const gateway = await joinGateway(context);
  let returned = false;
  const applied = applyConfiguration(declare(shop()), context).then((value) => {
    returned = true;
    return value;
  });
  const pos = await headOf(context);
  const signal = new AbortController().signal;
  await context.changes.next({ ...(await epochAt(pos)) }, 10_000, signal);
  expect(returned).toBe(false);
  await gateway.acknowledge();
  expect((await applied).changed).toBe(true);
  await gateway.leave();
});

test('a declaration that contradicts itself changes nothing', async () => {
  const pos = await headOf(context);
  const broken = shop();
  broken.groups[1]!.roles = ['missing'];
  const refusal = applyConfiguration.bind(null, declare(broken), context);
  await expect(async () => refusal()).rejects.toThrow(DeclarationError);
  expect(await headOf(context)).toBe(pos);
});

async function epochAt(pos: number) {
  const [row] = await context.sql<{ epoch: string }[]>`select sallyport_epoch() as epoch`;
  return { epoch: row!.epoch, pos };
}

async function openSession(userId: string): Promise<void> {
  await context.sql`
    insert into sessions (token_hash, id, user_id, amr, auth_time, seen_at, expires_at)
    values (${context.random.bytes(32)}, ${context.random.uuid()}, ${userId}, '{pwd}', now(),
      now(), now() + interval '1 day')`;
}

/** Every row that a declaration makes, transaction ids included: untouched means the same. */
async function contents() {
  const names = ['apis', 'roles', 'groups', 'users', 'clients', 'providers', 'trusted_issuers'];
  const pairs = ['api_permissions', 'role_permissions', 'group_roles', 'client_roles'];
  const assignments = [
    'user_roles',
    'group_members',
    'routes',
    'applied_configuration',
    'declared_users',
  ];
  return Promise.all(
    [...names, ...pairs, ...assignments].map(
      (name) => context.sql`select xmin::text, ctid::text, * from ${context.sql(name)}`,
    ),
  );
}
