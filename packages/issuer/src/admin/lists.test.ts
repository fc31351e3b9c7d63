import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insertMember } from '../changes/members.store.ts';
import type { AdminPermission } from '../directory/admin-permissions.ts';
import { createOverview } from '../overview/overview.service.ts';
import { type AdminHarness, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let root: string;
let ada: string;
let bob: string;

beforeAll(async () => {
  admin = await openAdminHarness();
  ada = await admin.idOf('plain@example.com');
  bob = await admin.idOf('reader@example.com');
});
afterAll(() => admin.close());

beforeEach(async () => {
  await admin.sql`delete from sessions`;
  await admin.sql`delete from grants`;
  await admin.sql`delete from links`;
  root = await admin.tokenOf('root@example.com');
});

const minutesAgo = (minutes: number) => new Date(+admin.clock.now() - minutes * 60_000);
const inAnHour = () => minutesAgo(-60);

async function session(userId: string, minutes: number, seen = minutes): Promise<string> {
  const id = admin.random.uuid();
  await admin.sql`
    insert into sessions (token_hash, id, user_id, amr, auth_time, created_at, seen_at, expires_at, client_id)
    values (${admin.random.bytes(32)}, ${id}, ${userId}, '{pwd}', ${minutesAgo(minutes)},
      ${minutesAgo(minutes)}, ${minutesAgo(seen)}, ${inAnHour()}, 'console')`;
  return id;
}

async function grant(userId: string, minutes: number, sessionId: string | null): Promise<string> {
  const id = admin.random.uuid();
  await admin.sql`
    insert into grants (id, client_id, user_id, session_id, scope, apis, amr, auth_time, created_at,
      expires_at)
    values (${id}, 'shop', ${userId}, ${sessionId}, '{openid}', '{}', '{pwd}',
      ${minutesAgo(minutes)}, ${minutesAgo(minutes)}, ${inAnHour()})`;
  return id;
}

async function link(clientId: string, minutes: number, used = 0, until = inAnHour()) {
  const id = admin.random.uuid();
  await admin.sql`
    insert into links (id, token_hash, client_id, url, origin, api_id, permissions,
      authorization_details, uses, used, token_lifetime, metadata, created_at, redeemable_until,
      expires_at)
    values (${id}, ${admin.random.bytes(32)}, ${clientId}, 'https://shop.example/?secret=1', 'https://shop.example',
      'https://orders.example', '{orders:read}', '[]', 1, ${used}, 60, '{}', ${minutesAgo(minutes)},
      ${until}, ${inAnHour()})`;
  return id;
}

interface Page {
  items: { id: string }[];
  next_cursor: string | null;
}

async function page(path: string): Promise<Page> {
  const answer = await admin.call('GET', path, { token: root });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.json();
}
const idsOf = async (path: string) => (await page(path)).items.map(({ id }) => id);
const remove = async (path: string, token = root) =>
  (await admin.call('DELETE', path, { token })).status;

/** Through all pages of it. */
async function allOf(path: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { items, next_cursor }: Page = await page(path + (cursor && `&cursor=${cursor}`));
    ids.push(...items.map(({ id }) => id));
    cursor = next_cursor;
  }
  return ids;
}

describe('sessions of everybody', () => {
  test('are listed page by page, the last sign-in first, and narrowed', async () => {
    const ids = [await session(ada, 1), await session(bob, 2), await session(ada, 9, 5)];
    expect(await allOf('/sessions?limit=1')).toEqual(ids);
    expect(await idsOf(`/sessions?user=${ada}`)).toEqual([ids[0], ids[2]]);
    expect(await idsOf('/sessions?client=console')).toEqual(ids);
    expect(await idsOf('/sessions?client=other')).toEqual([]);
    const moment = minutesAgo(3).toISOString();
    expect(await idsOf(`/sessions?seen_after=${moment}`)).toEqual(ids.slice(0, 2));
    expect(await idsOf(`/sessions?seen_before=${moment}`)).toEqual([ids[2]]);
    expect((await page(`/sessions?user=${bob}`)).items[0]).toMatchObject({
      ...{ user: { id: bob, name: 'Reader' }, client: { id: 'console' } },
      ...{ acr: 'aal1', seen_at: expect.any(String), impersonator: null },
    });
    await admin.sql`
      insert into impersonations (id, user_id, actor_id, reason, lifetime, created_at, expires_at, session_id)
      values (${admin.random.uuid()}, ${bob}, ${ada}, 'why', 60, ${minutesAgo(2)}, ${inAnHour()}, ${ids[1]!})`;
    expect((await page(`/sessions?user=${bob}`)).items[0]).toMatchObject({ impersonator: ada });
  });

  test('a page looks at a bounded number of them, and says where to go on', async () => {
    await admin.sql`
      insert into sessions (token_hash, id, user_id, amr, auth_time, seen_at, expires_at)
      select sha256(n::text::bytea), gen_random_uuid(), ${bob}, '{pwd}',
        ${minutesAgo(1)}::timestamptz - n * interval '1 millisecond', ${minutesAgo(1)}, ${inAnHour()}
      from generate_series(1, 1500) n`;
    const old = await session(ada, 50);
    const query = `/sessions?limit=2&seen_before=${minutesAgo(30).toISOString()}`;
    const { items, next_cursor } = await page(query);
    expect(items).toEqual([]);
    expect(next_cursor).not.toBe(null);
    expect(await allOf(query)).toEqual([old]);
  });

  test('one is ended, once, by who may do as much as its user', async () => {
    const mine = await session(bob, 1);
    const others = await session(ada, 1);
    expect(await remove(`/sessions/${mine}`)).toBe(204);
    expect(await remove(`/sessions/${mine}`)).toBe(204);
    expect(await idsOf('/sessions')).toEqual([others]);
    expect(await remove(`/sessions/${bob}`)).toBe(404);
    const events = await admin.sql`
      select subjects from audit_events where action = 'session.end'`;
    expect(events).toEqual([{ subjects: [`session:${mine}`, `user:${bob}`] }]);
  });
});

describe('grants', () => {
  const listed = async (query = '') => {
    const root = await admin.idOf('root@example.com');
    const { items } = await page(`/grants${query}`);
    return (items as unknown as { id: string; user: { id: string } }[])
      .filter(({ user }) => user.id !== root)
      .map(({ id }) => id);
  };

  test('are listed as long as they live, also by their session, and narrowed', async () => {
    const alive = await session(ada, 3);
    const ended = await session(ada, 3);
    await admin.sql`update sessions set ended_at = now() where id = ${ended}`;
    const ids = [await grant(ada, 1, alive), await grant(bob, 2, null)];
    await grant(ada, 1, ended);
    expect(await listed()).toEqual(ids);
    expect(await listed(`?user=${ada}`)).toEqual([ids[0]]);
    expect(await listed('?client=shop')).toEqual(ids);
    expect(await allOf('/grants?client=shop&limit=1')).toEqual(ids);
  });

  test('one is revoked, once, and that is audited', async () => {
    const id = await grant(ada, 1, null);
    expect(await remove(`/grants/${id}`)).toBe(204);
    expect(await remove(`/grants/${id}`)).toBe(204);
    expect(await remove(`/grants/${ada}`)).toBe(404);
    expect(await listed()).toEqual([]);
    const events = await admin.sql`
      select subjects, detail from audit_events where action = 'grant.revoke'`;
    expect(events).toEqual([
      { subjects: [`grant:${id}`], detail: expect.objectContaining({ reason: 'administrator' }) },
    ]);
  });

  test('of who may do more than the caller stay', async () => {
    const permissions = ['grants:write', 'sessions:write'];
    const body = { name: 'revoker', permissions };
    expect((await admin.call('POST', '/roles', { token: root, body })).status).toBe(201);
    const path = `/users/${ada}/roles/revoker`;
    expect((await admin.call('PUT', path, { token: root, body: {} })).status).toBe(204);
    const token = await admin.tokenOf('plain@example.com');
    const above = await admin.idOf('root@example.com');
    expect(await remove(`/grants/${await grant(above, 1, null)}`, token)).toBe(403);
    expect(await remove(`/sessions/${await session(above, 1)}`, token)).toBe(403);
  });
});

describe('links', () => {
  test('are listed with what became of them, never with what they are opened by', async () => {
    const ids = [await link('shop', 1), await link('other', 2, 1)];
    const late = await link('shop', 3, 0, minutesAgo(1));
    expect(await allOf('/links?limit=1')).toEqual([...ids, late]);
    expect(await idsOf('/links?client=shop')).toEqual([ids[0], late]);
    expect(await idsOf('/links?state=active')).toEqual([ids[0]]);
    expect(await idsOf('/links?state=used')).toEqual([ids[1]]);
    expect(await idsOf('/links?state=expired')).toEqual([late]);
    const first = await page('/links?state=used');
    expect(first.items[0]).toMatchObject({
      ...{ state: 'used', client: 'other', used: 1, uses: 1, refused: 0 },
    });
    expect(JSON.stringify(first)).not.toContain('secret');
  });

  test('one is revoked, and that is audited', async () => {
    const id = await link('shop', 1);
    expect(await remove(`/links/${id}`)).toBe(204);
    expect(await remove(`/links/${id}`)).toBe(204);
    expect(await remove(`/links/${ada}`)).toBe(404);
    expect(await idsOf('/links?state=revoked')).toEqual([id]);
    const events = await admin.sql`
      select actor, subjects from audit_events where action = 'link.revoke'`;
    const actor = `user:${await admin.idOf('root@example.com')}`;
    expect(events).toEqual([{ actor, subjects: [`link:${id}`] }]);
  });
});

describe('the overview', () => {
  const read = async (email: string) => {
    const answer = await admin.call('GET', '/overview', { token: await admin.tokenOf(email) });
    expect(answer.status, await answer.clone().text()).toBe(200);
    return answer.json();
  };

  test('tells what ends soon, the first one first, and what ends later or has ended is not in it', async () => {
    const soon = inAnHour();
    await admin.call('PUT', `/users/${ada}/roles/support`, {
      ...{ token: root, body: { valid_until: soon } },
    });
    await admin.call('PUT', `/users/${ada}/groups/staff`, {
      ...{ token: root, body: { valid_until: minutesAgo(-30) } },
    });
    await admin.call('PUT', `/users/${bob}/groups/staff`, {
      ...{ token: root, body: { valid_until: minutesAgo(-60 * 24 * 8) } },
    });
    await admin.sql`
      insert into user_roles (user_id, role, valid_until) values (${bob}, 'support', ${minutesAgo(1)})`;
    const of = { subject: `user:${ada}`, name: 'plain@example.com', within: null };
    const { ends_soon, left_out } = await read('root@example.com');
    expect(ends_soon).toEqual([
      { ...of, kind: 'group', what: 'staff', ends_at: expect.any(String) },
      { ...of, kind: 'role', what: 'support', ends_at: soon.toISOString() },
    ]);
    expect(left_out).toEqual([]);
  });

  test('names people to who may read them, and to others by their ids', async () => {
    const end = minutesAgo(-10);
    await admin.sql`
      insert into resource_roles (user_id, type, identifier, role, valid_until)
      values (${ada}, 'order', '42', 'support', ${end})`;
    const namesFor = async (...permissions: AdminPermission[]) =>
      (await createOverview(admin)(permissions)).ending.map(({ kind, name }) => [kind, name]);
    expect(await namesFor('roles:read')).toEqual([['resource_role', `user:${ada}`]]);
    expect(await namesFor('roles:read', 'users:read')).toContainEqual([
      ...['resource_role', 'plain@example.com'],
    ]);
  });

  test('counts sign-ins by the hour, and says what needs an administrator', async () => {
    const hoursAgo = (hours: number) => new Date(+admin.clock.now() - hours * 3_600_000);
    for (const [action, at] of [
      ['session.start', hoursAgo(0)],
      ['session.start', hoursAgo(1)],
      ['session.start', hoursAgo(1)],
      ['session.start', hoursAgo(25)],
      ['session.refuse', hoursAgo(2)],
    ] as const) {
      await admin.sql`
        insert into audit_events (at, action, actor, subjects, detail)
        values (${at}, ${action}, 'anonymous', '{}', '{}')`;
    }
    await admin.sql`
      insert into waiting_people (id, email, name, language, joined_at)
      values (${admin.random.uuid()}, 'eve@example.com', 'Eve', 'en', now())`;
    await admin.sql`
      update clients set secret_hashes = secret_hashes || secret_hashes where id = 'console'`;
    await admin.sql`
      update keys set signs_from = ${hoursAgo(24 * 366)} where alg = 'ES256'`;
    const { sign_ins, needs, traffic } = await read('root@example.com');
    expect(needs).toMatchObject({ old_keys: ['ES256'], failing_providers: [] });
    expect(sign_ins.started.slice(-2)).toEqual([2, 1]);
    expect(sign_ins.started).toHaveLength(24);
    expect(sign_ins.refused.slice(-3)).toEqual([1, 0, 0]);
    expect(needs).toMatchObject({
      ...{ waiting_people: { count: 1, more: false }, failed_mails: { count: 0, more: false } },
      ...{ former_secrets: { count: 1, more: false }, gateways: 0, gateways_behind: [] },
    });
    expect(traffic).toMatchObject({ processes: 0, silent: [], refusals: [] });
  });

  test('is told while too many other questions wait for gateways', async () => {
    const { sql, receipts } = admin;
    const instance = 'feedfacef00d';
    await insertMember(sql, { id: admin.random.uuid(), name: 'mute', instance });
    const asked = Array.from({ length: 32 }, (_, at) => {
      const by = { actor: `user:${at % 4}`, waitMs: 1_000 };
      return receipts.ask({ of: 'request', id: 'x' }, [instance], by);
    });
    const overview = createOverview(admin);
    const told = await overview(['gateways:read', 'users:read']);
    expect(told.traffic).toMatchObject({ processes: 0, silent: ['mute'] });
    expect(told.needs.waitingPeople).toMatchObject({ more: false });
    await Promise.all(asked);
    await sql`delete from members where name = 'mute'`;
  });

  test('leaves out what the caller may not read, and names the permissions', async () => {
    const told = await read('reader@example.com');
    expect(told).toMatchObject({ traffic: null, sign_ins: null });
    expect(told.needs).toMatchObject({
      gateways: null,
      gateways_behind: null,
      failed_mails: null,
      failing_providers: null,
    });
    expect(told.needs.waiting_people).toEqual({ count: 1, more: false });
    expect(told.left_out).toEqual([
      'clients:read',
      'mails:read',
      'providers:read',
      'keys:read',
      'gateways:read',
      'audit:read',
    ]);
  });
});

test('the audit log names people to who may read them, and to no other', async () => {
  const { sql, clock } = admin;
  const gone = admin.random.uuid();
  const subjects = [`user:${ada}`, 'role:support', `user:${gone}`, `user:${bob}`];
  await sql`
    insert into audit_events (at, action, actor, subjects, detail)
    values (${clock.now()}, 'role.assign', ${`user:${bob}`}, ${subjects}, '{}')`;
  await sql`insert into roles (name, declared) values ('auditor', false)`;
  await sql`insert into role_permissions (role, permission) values ('auditor', 'audit:read')`;
  await sql`insert into user_roles (user_id, role, declared) values (${ada}, 'auditor', false)`;
  const namesFor = async (token: string) => {
    const answer = await admin.call('GET', `/audit?subject=user:${gone}`, { token });
    return (await answer.json()).items[0].names;
  };
  expect(await namesFor(root)).toEqual({ [`user:${bob}`]: 'Reader', [`user:${ada}`]: 'Plain' });
  expect(await namesFor(await admin.tokenOf('plain@example.com'))).toEqual({});
});

test('what decides, and who else is believed, is read without a file', async () => {
  await admin.sql`
    insert into trusted_issuers (issuer, audiences, profile, claim_map, declared)
    values ('https://partner.example', '{"orders": "https://orders.example"}', 'any-jwt',
      '{"sub": ["sub"]}', true)`;
  const [read, refused] = await Promise.all(
    ['root@example.com', 'reader@example.com'].map(async (who) => {
      const token = await admin.tokenOf(who);
      return Promise.all(
        ['/policies', '/trusted-issuers'].map((path) => admin.call('GET', path, { token })),
      );
    }),
  );
  expect(refused!.map(({ status }) => status)).toEqual([403, 403]);
  const [policies, issuers] = await Promise.all(read!.map((answer) => answer.json()));
  const names = policies.items.map(({ name }: { name: string }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['password', 'sign_in', 'profile', 'registration', 'audit']),
  );
  const audit = policies.items.find(({ name }: { name: string }) => name === 'audit');
  expect(audit).toEqual({
    ...{ name: 'audit', definition: { retention: null } },
    ...{ declared: false, default: true },
  });
  expect(issuers.items).toEqual([
    {
      ...{ issuer: 'https://partner.example', profile: 'any-jwt', without_audience: null },
      audiences: { orders: 'https://orders.example' },
      map: { sub: ['sub'] },
      ...{ declared: true, key: Buffer.from('https://partner.example').toString('base64url') },
    },
  ]);
});
