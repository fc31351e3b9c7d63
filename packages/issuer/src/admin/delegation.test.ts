import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Mails, watchMails } from '../../../../testing/mails.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { joinGateway } from '../directory/context.fixture.ts';
import { countsOn } from '../directory/delegation/reach.ts';
import { findInvitation } from '../registration/invitations/accept-invitation.service.ts';
import { type AdminHarness, consoleClient, openAdminHarness } from './admin.fixture.ts';
import { adminOperations } from './admin.routes.ts';
import { explainer } from './explain.fixture.ts';
import type { Operation } from './operation.ts';

let admin: AdminHarness;
let mails: Mails;
let explain: ReturnType<typeof explainer>;
const tokens: Record<string, string> = {};
const ids: Record<string, string> = {};

/**
 *     company ─┬─ sales (may refund) ─┬─ emea ── berlin       lead: all of `sales`; owner: all of `acme`
 *              │                      └─ chiefs               chiefs: all of `sales`, too
 *              └─ support
 */
const people: Record<string, string[]> = {
  root: [],
  lead: ['sales'],
  seller: ['emea'],
  chief: ['chiefs'],
  helper: ['support'],
  owner: [],
  member: [],
  stranger: [],
  clerk: [],
};
const addressOf = (name: string) => `${name}@delegation.example`;

const declaration = declarationSchema.parse({
  apis: [
    { id: 'https://orders.example', name: 'Orders', permissions: ['orders:read', 'orders:refund'] },
  ],
  roles: [
    { name: 'reader', permissions: ['orders:read'] },
    { name: 'refunder', permissions: ['orders:refund'] },
    // As much as one can have there, with a permission of another API to hand on.
    {
      name: 'manager',
      permissions: ['directory:read', 'directory:write', 'sessions:write', 'orders:read'],
    },
    { name: 'watcher', permissions: ['groups:read', 'users:read'] },
    { name: 'clerk', permissions: ['users:read', 'users:write', 'groups:read', 'groups:write'] },
  ],
  groups: [
    { name: 'company' },
    { name: 'sales', parent: 'company', roles: ['refunder'] },
    { name: 'support', parent: 'company' },
  ],
  users: Object.entries(people).map(([name, groups]) => ({
    email: addressOf(name),
    name: `Dora ${name}`,
    groups: groups.filter((group) => ['sales', 'support'].includes(group)),
    roles: name === 'root' ? ['administrator'] : name === 'clerk' ? ['clerk'] : [],
  })),
  clients: [consoleClient],
});

/** `{name}` stands for the id of the user of this name. */
const send = async (by: string, method: string, path: string, body?: unknown) => {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name]!);
  const response = await admin.call(method, url, { token: tokens[by]!, body });
  const text = await response.text();
  const said = text.startsWith('{') ? JSON.parse(text) : text;
  return { status: response.status, said, ids: (said.items ?? []).map(({ id }: never) => id) };
};

/** What explain says of the same call. */
const explained = async (by: string, method: string, path: string, groups: string[] = []) => {
  const asked = path.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name]!).replace(/\?.*/, '');
  const none = { giveRoles: [], takeRoles: [], takeGroups: [] };
  return explain({
    subject: { user: ids[by]!, client: 'console' },
    request: { method, host: null, path: `/admin/v1${asked}` },
    ...{ api: null, whatIf: groups.length > 0 ? { ...none, giveGroups: groups } : null },
  });
};

/** A call, which explain has to have foretold. */
const foretold = async (by: string, method: string, path: string, body?: unknown) => {
  const { verdict } = await explained(by, method, path);
  const answer = await send(by, method, path, body);
  const { status, error, reason } = verdict;
  if (verdict.allowed) expect(answer.said.code, path).not.toBe('insufficient_scope');
  else expect(answer).toMatchObject({ status, said: { code: error, detail: reason } });
  return { ...answer, verdict };
};

const ok = async (by: string, method: string, path: string, body?: unknown) => {
  const answer = await send(by, method, path, body);
  expect(answer.status, JSON.stringify(answer.said)).toBeLessThan(300);
  return answer.said;
};

const give = (holder: string, type: string, identifier: string, role = 'manager', more = {}) =>
  ok('root', 'PUT', '/resource-roles', { holder, type, identifier, role, ...more });

const take = (holder: string, type: string, identifier: string, role = 'manager') =>
  ok(
    'root',
    'DELETE',
    `/resource-roles?${new URLSearchParams({ holder, type, identifier, role })}`,
  );

const of = (name: string) => `user:${ids[name]}`;

beforeAll(async () => {
  admin = await openAdminHarness();
  mails = watchMails(admin);
  explain = explainer(admin);
  await applyConfiguration(declaration, admin);
  for (const name of Object.keys(people)) {
    ids[name] = await admin.idOf(addressOf(name));
    tokens[name] = await admin.tokenOf(addressOf(name));
  }
  for (const [name, parent] of [
    ['emea', 'sales'],
    ['berlin', 'emea'],
    ['chiefs', 'sales'],
  ]) {
    await ok('root', 'POST', '/groups', { name, parent });
  }
  await ok('root', 'PUT', '/users/{seller}/groups/emea', {});
  await ok('root', 'PUT', '/users/{chief}/groups/chiefs', {});
  for (const key of ['acme', 'other']) {
    await ok('root', 'POST', '/organizations', { key, name: key });
  }
  await ok('root', 'PUT', '/organizations/acme/members/{member}');
  await give(of('lead'), 'group', 'sales');
  await give('group:chiefs', 'group', 'sales');
  await give(of('owner'), 'organization', 'acme');
});
afterAll(() => admin.close());

describe('each operation', () => {
  // The table needs no database to be read.
  const operations = adminOperations({ settings: { url: '' } } as never);
  const urlOf = ({ path }: Operation, group: string, organization: string) =>
    path
      .replace('{group}', group)
      .replace('{organization}', organization)
      .replace('{role}', 'reader')
      .replace('{domain}', 'acme.example')
      .replace('{email}', 'nobody@example.com')
      .replace('{identity}', '00000000-0000-4000-8000-000000000000')
      .replace(
        '{id}',
        path.startsWith('/users') || path.includes('/members')
          ? ids['member']!
          : '00000000-0000-4000-8000-000000000000',
      );
  const refused = { status: 403, said: { error: 'insufficient_scope' } };

  const alone = operations.filter(
    ({ within = 'none', permission }) => within === 'none' && permission,
  );
  test.each(alone.map((one) => [`${one.method} ${one.path}`, one] as const))(
    '%s is for those who may do it everywhere',
    async (_, one) => {
      for (const by of ['lead', 'owner']) {
        const answer = await foretold(by, one.method, urlOf(one, 'sales', 'acme'), one.body && {});
        expect(answer).toMatchObject(refused);
        expect(answer.said.detail).toContain(one.permission);
      }
    },
  );

  const delegated = operations.filter(({ within = 'none' }) => within !== 'none');
  const inPath = delegated.filter(({ path }) => /\{(group|organization)\}/.test(path));
  test.each(inPath.map((one) => [`${one.method} ${one.path}`, one] as const))(
    '%s is for those who reach it, and no other',
    async (_, one) => {
      const on = (by: string, group: string, organization: string) =>
        foretold(by, one.method, urlOf(one, group, organization), one.body && {});
      expect(await on('lead', 'support', 'acme')).toMatchObject(refused);
      const other = await on('owner', 'sales', 'other');
      expect(other).toMatchObject(refused);
      expect(other.said.detail).toMatch(/everywhere or on the (group sales|organization other)/);
      expect(await on('owner', 'none', 'none')).toMatchObject(refused);
      // What the body of a change asks for is the operation's own affair.
      if (one.method !== 'GET') return;
      const theirs = await on(one.within === 'group' ? 'lead' : 'owner', 'berlin', 'acme');
      expect(theirs.verdict).toMatchObject({ allowed: true });
    },
  );

  test('that names what it is about elsewhere has a test below', () => {
    const rest = delegated.filter((one) => !inPath.includes(one));
    expect(rest.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'DELETE /invitations/{id}',
      'GET /groups',
      'GET /invitations',
      'GET /invitations/{id}',
      'GET /organizations',
      'GET /roles',
      'GET /users',
      'POST /groups',
      'POST /invitations',
      'POST /invitations/{id}/resend',
    ]);
  });

  test('asks for a permission that counts there, and each of them is asked for', () => {
    for (const type of ['group', 'organization'] as const) {
      const asked = delegated.filter(({ within }) => within === type || within === 'either');
      expect([...new Set(asked.map(({ permission }) => permission))].toSorted()).toEqual(
        countsOn[type].toSorted(),
      );
    }
  });
});

describe('explain', () => {
  test.each([
    ['GET', '/nothing', 404],
    ['PUT', '/users', 405],
    ['PROPFIND', '/users', 405],
    ['PROPFIND', '/nothing', 404],
    ['GET', '/groups', 403],
    ['GET', '/whoami', 200],
    ['HEAD', '/whoami', 200],
    ['GET', '/overview', 403],
  ])('answers %s %s as the admin API does: %i', async (method, path, status) => {
    const { verdict } = await explained('stranger', method, path);
    const real = await admin.call(method, path, { token: tokens['stranger']! });
    expect([verdict.status, real.status]).toEqual([status, status]);
    const said = verdict.allowed ? null : (await real.json()).error_description;
    expect(said).toBe(verdict.allowed ? null : verdict.reason);
  });

  test('tells by which role on which group a call is allowed', async () => {
    const { verdict, checks, held } = await explained('chief', 'GET', '/groups/berlin');
    expect(verdict).toMatchObject({ allowed: true, reason: 'The operation may be called.' });
    expect(checks.at(-1)).toMatchObject({
      ...{ link: 'permission', name: 'groups:read', holds: true, mend: [] },
      sentence:
        'GET /groups/{group} of the admin API needs groups:read, everywhere or on the group berlin.',
      ways: [{ role: 'manager', groups: ['chiefs'], on: { type: 'group', identifier: 'sales' } }],
    });
    expect(held.delegated).toMatchObject([
      { type: 'group', identifier: 'sales', permissions: countsOn.group },
    ]);
    const { checks: listing } = await explained('owner', 'GET', '/organizations');
    expect(listing.at(-1)!.ways).toMatchObject([{ on: { identifier: 'acme' } }]);
  });

  test('tells the missing link, and what would mend it, and tries it', async () => {
    const told = await explained('stranger', 'GET', '/groups/berlin', ['chiefs']);
    expect(told.checks.filter(({ holds }) => !holds)).toMatchObject([
      {
        ...{ link: 'permission', name: 'groups:read', ways: [] },
        mend: expect.arrayContaining([
          expect.objectContaining({
            do: 'give_role_on',
            sentence: 'Give the role clerk on the group berlin.',
          }),
          expect.objectContaining({ do: 'give_role', role: 'administrator' }),
        ]),
      },
    ]);
    expect(told.verdict).toMatchObject({ allowed: false, status: 403 });
    expect(told.whatIf).toMatchObject({
      verdict: { allowed: true },
      held: { delegated: [{ identifier: 'sales' }] },
    });
    expect((await explained('stranger', 'GET', '/whoami')).held.delegated).toEqual([]);
    expect((await send('stranger', 'GET', '/groups/berlin')).status).toBe(403);
  });

  test('knows the console: its pages, its calls, and what changes need of a sign-in', async () => {
    const url = 'http://localhost:8080/console/';
    const changes = { acr: ['aal2' as const] };
    const settings = { ...admin.settings, console: { url, secrets: [], changes } };
    const ask = (method: string, path: string, host: string | null = null) =>
      explainer({ ...admin, settings })({
        subject: { user: ids['lead']!, client: 'console' },
        ...{ request: { method, host, path }, api: null, whatIf: null },
      });
    expect(await ask('GET', '/console/people')).toMatchObject({
      ...{ match: { kind: 'page' }, subject: null, verdict: { allowed: true } },
    });
    const elsewhere = await ask('GET', '/console/people', 'api.example');
    expect(elsewhere.verdict).toMatchObject({ status: 404 });
    const reading = await ask('GET', '/console/api/groups/berlin', 'localhost:8080');
    expect(reading.verdict).toMatchObject({ allowed: true });
    expect(reading.checks.at(-1)).toMatchObject({ name: 'groups:read', holds: true });
    const others = await ask('GET', '/console/api/groups/support');
    expect(others.verdict).toMatchObject({
      ...{ status: 403, reason: expect.stringContaining('on the group support') },
    });
    const changing = await ask('DELETE', '/console/api/groups/berlin');
    expect(changing.verdict).toMatchObject({
      ...{ status: 401, error: 'insufficient_user_authentication' },
    });
    expect(changing.checks.filter(({ holds }) => !holds)).toMatchObject([
      { link: 'sign_in', name: 'acr aal2' },
    ]);
    expect((await ask('GET', '/console/api/nothing')).verdict).toMatchObject({ status: 404 });
    // What no request can be made of here, and a caller can send there.
    for (const method of ['TRACE', 'get', 'ü']) {
      for (const path of ['/console/api/users', '/admin/v1/users']) {
        expect((await ask(method, path)).verdict, method + path).toMatchObject({
          ...{ status: 405, error: 'method_not_allowed' },
        });
      }
    }
  });
});

describe('who has a role on a group', () => {
  test('sees it, what is below it and the members, and nothing else', async () => {
    const { items } = await ok('lead', 'GET', '/groups');
    expect(items.map(({ name }: { name: string }) => name)).toEqual([
      'berlin',
      'chiefs',
      'emea',
      'sales',
    ]);
    expect((await ok('lead', 'GET', '/groups?top=true')).items).toMatchObject([{ name: 'sales' }]);
    expect((await ok('lead', 'GET', '/groups?parent=company')).items).toMatchObject([
      { name: 'sales' },
    ]);
    const all = [ids['lead'], ids['seller'], ids['chief']].toSorted();
    for (const query of ['', '?q=dora', '?q=D', '?status=active']) {
      expect((await send('lead', 'GET', `/users${query}`)).ids).toEqual(all);
    }
    expect((await send('lead', 'GET', '/users?q=stranger')).ids).toEqual([]);
    const exactly = async (name: string) =>
      (await send('lead', 'GET', `/users?email=${addressOf(name).toUpperCase()}`)).ids;
    expect([await exactly('seller'), await exactly('stranger')]).toEqual([[ids['seller']], []]);
    const paged: string[] = [];
    let cursor = '';
    do {
      const page = await ok('lead', 'GET', `/users?limit=1${cursor}`);
      paged.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
    } while (cursor);
    expect(paged).toEqual(all);
    expect((await ok('lead', 'GET', '/groups/sales/users')).items).toHaveLength(3);
    expect((await send('lead', 'GET', '/organizations')).status).toBe(403);
    expect((await send('stranger', 'GET', '/groups')).status).toBe(403);
  });

  test('makes, moves and deletes groups below it, and moves none in or out', async () => {
    await ok('lead', 'POST', '/groups', { name: 'paris', parent: 'sales' });
    await ok('lead', 'PATCH', '/groups/paris', { parent: 'emea' });
    await ok('lead', 'DELETE', '/groups/paris');
    const refused: [string, string, unknown?][] = [
      ['POST', '/groups', { name: 'own', parent: null }],
      ['POST', '/groups', { name: 'own', parent: 'company' }],
      ['POST', '/groups', { name: 'own', parent: 'support' }],
      ['PATCH', '/groups/berlin', { parent: null }],
      ['PATCH', '/groups/berlin', { parent: 'support' }],
      ['PATCH', '/groups/support', { parent: 'sales' }],
    ];
    for (const [method, path, body] of refused) {
      expect(await send('lead', method, path, body), path).toMatchObject({ status: 403 });
    }
    // One that is reached itself stays where it is.
    await ok('root', 'POST', '/groups', { name: 'lisbon', parent: 'sales' });
    await give(of('stranger'), 'group', 'lisbon');
    expect((await send('stranger', 'DELETE', '/groups/lisbon')).status).toBe(403);
    expect((await send('stranger', 'PATCH', '/groups/lisbon', { parent: null })).status).toBe(403);
    await ok('lead', 'DELETE', '/groups/lisbon');
  });

  test('adds the people whom they see, and removes members', async () => {
    await ok('lead', 'PUT', '/users/{seller}/groups/berlin', {});
    await ok('lead', 'DELETE', '/users/{seller}/groups/berlin');
    for (const name of ['stranger', 'root']) {
      const answer = await send('lead', 'PUT', `/users/{${name}}/groups/sales`, {});
      expect(answer).toMatchObject({ status: 403 });
      expect(answer.said.detail).toContain('Invite others by their e-mail address');
    }
    const nobody = '/users/00000000-0000-4000-8000-000000000000/groups/sales';
    expect((await send('lead', 'PUT', nobody, {})).status).toBe(403);
  });

  test('gives it the roles whose permissions they have there themselves', async () => {
    await ok('lead', 'PUT', '/groups/emea/roles/reader', {});
    await ok('lead', 'PUT', '/groups/emea/roles/refunder', {});
    await ok('lead', 'DELETE', '/groups/emea/roles/refunder');
    for (const role of ['administrator', 'clerk', 'manager']) {
      expect(await send('lead', 'PUT', `/groups/emea/roles/${role}`, {})).toMatchObject({
        status: 403,
      });
    }
    await give(of('stranger'), 'group', 'emea');
    const answer = await send('stranger', 'PUT', '/groups/emea/roles/refunder', {});
    expect(answer).toMatchObject({ status: 403 });
    expect(answer.said.detail).toContain('orders:refund');
    await ok('stranger', 'PUT', '/groups/berlin/roles/reader', {});
    await take(of('stranger'), 'group', 'emea');
    expect((await send('stranger', 'GET', '/groups/emea')).status).toBe(403);
  });

  test('sees the roles that they may give', async () => {
    const { items } = await ok('lead', 'GET', '/roles');
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['reader', 'refunder']);
    expect((await send('lead', 'GET', '/roles/reader')).status).toBe(403);
  });

  test('makes no other administrator: not of a group that has such a role', async () => {
    const answer = await send('lead', 'PUT', '/users/{seller}/groups/chiefs', {});
    expect(answer).toMatchObject({ status: 403 });
    await ok('chief', 'PUT', '/users/{seller}/groups/berlin', {});
    expect((await send('lead', 'PATCH', '/groups/berlin', { parent: 'chiefs' })).status).toBe(403);
    const given = { holder: of('seller'), type: 'group', identifier: 'sales', role: 'watcher' };
    expect((await send('lead', 'PUT', '/resource-roles', given)).status).toBe(403);
  });

  test('only reads with a role that only reads', async () => {
    await give(of('helper'), 'group', 'emea', 'watcher');
    await ok('helper', 'GET', '/groups/emea/users');
    expect((await send('helper', 'DELETE', '/users/{seller}/groups/emea')).status).toBe(403);
    expect(await ok('helper', 'GET', '/whoami')).toEqual({
      ...{ actor: of('helper'), permissions: [] },
      delegated: [
        { type: 'group', identifier: 'emea', permissions: ['users:read', 'groups:read'] },
      ],
    });
  });
});

describe('who has a role on an organization', () => {
  test('sees it and its members, and looks after these', async () => {
    expect((await ok('owner', 'GET', '/organizations')).items).toMatchObject([{ key: 'acme' }]);
    expect((await ok('owner', 'GET', '/organizations?q=other')).items).toEqual([]);
    expect((await send('owner', 'GET', '/users')).ids).toEqual([ids['member']]);
    await ok('owner', 'GET', '/organizations/acme/domains');
    await ok('owner', 'PUT', '/organizations/acme/branding', {});
    await ok('owner', 'PUT', '/organizations/acme/members/{member}/roles/reader', {});
    const refused: [string, string, unknown?][] = [
      ['PUT', '/organizations/acme/members/{member}/roles/refunder', {}],
      ['PUT', '/organizations/acme/roles/administrator', {}],
      ['PUT', '/organizations/acme/members/{stranger}'],
      ['PUT', '/organizations/acme/domains/acme.example', { verified: true }],
      ['PATCH', '/organizations/acme', { disabled: true }],
      ['GET', '/users/{member}'],
    ];
    for (const [method, path, body] of refused) {
      expect(await send('owner', method, path, body), path).toMatchObject({ status: 403 });
    }
    // Who has it within hands it on.
    await ok('root', 'PUT', '/organizations/acme/members/{owner}');
    await ok('root', 'PUT', '/organizations/acme/members/{owner}/roles/refunder', {});
    await ok('owner', 'PUT', '/organizations/acme/members/{member}/roles/refunder', {});
    await ok('owner', 'DELETE', '/organizations/acme/members/{member}');
    await ok('root', 'PUT', '/organizations/acme/members/{member}');
  });

  test('can only look at it while it is disabled', async () => {
    await ok('root', 'PATCH', '/organizations/acme', { disabled: true });
    await ok('owner', 'GET', '/organizations/acme/members');
    const refused: [string, string, unknown?][] = [
      ['PUT', '/organizations/acme/branding', {}],
      ['PUT', '/organizations/acme/members/{member}/roles/reader', {}],
      ['DELETE', '/organizations/acme/members/{member}'],
    ];
    for (const [method, path, body] of refused) {
      const { verdict, said } = await foretold('owner', method, path, body);
      expect(verdict.allowed).toBe(false);
      expect(said.detail).toContain('the organization acme is disabled');
    }
    const { checks } = await explained('owner', 'PUT', '/organizations/acme/branding');
    expect(checks.at(-1)?.mend[0]).toMatchObject({ do: 'enable' });
    const guest = { email: 'late@invited.example', organization: 'acme' };
    expect(await send('owner', 'POST', '/invitations', guest)).toMatchObject({ status: 403 });
    await ok('root', 'PATCH', '/organizations/acme', { disabled: false });
    await ok('owner', 'PUT', '/organizations/acme/branding', {});
  });

  test('invites people into it, who accept as long as the role lasts', async () => {
    const invite = (by: string, name: string, more: object) =>
      send(by, 'POST', '/invitations', { email: `${name}@invited.example`, ...more });
    const into = { organization: 'acme', organization_roles: ['reader'] };
    const { status, said } = await invite('owner', 'one', into);
    expect(status).toBe(201);
    await invite('root', 'other', { organization: 'other' });
    const refused = [
      {},
      { organization: 'other' },
      { ...into, groups: ['sales'] },
      { ...into, roles: ['reader'] },
      { ...into, organization_roles: ['clerk'] },
    ];
    for (const more of refused) {
      expect(await invite('owner', 'two', more), JSON.stringify(more)).toMatchObject({
        status: 403,
      });
    }
    expect((await invite('lead', 'three', { groups: ['emea'] })).status).toBe(201);
    expect((await invite('lead', 'four', { groups: ['support'] })).status).toBe(403);

    expect((await send('owner', 'GET', '/invitations')).status).toBe(403);
    expect((await send('owner', 'GET', '/invitations?organization=other')).status).toBe(403);
    const listed = await ok('owner', 'GET', '/invitations?organization=acme');
    expect(listed.items).toMatchObject([{ id: said.id }]);
    const one = `/invitations/${said.id}`;
    await ok('owner', 'GET', one);
    for (const [method, path, body] of [
      ['GET', one],
      ['POST', `${one}/resend`, {}],
      ['DELETE', one],
    ] as const) {
      expect(await send('lead', method, path, body), path).toMatchObject({ status: 403 });
    }
    const secret = () =>
      new URL(mails.linkTo('one@invited.example'), 'http://x').searchParams.get('secret')!;
    expect(await findInvitation(secret(), admin)).toMatchObject({ account: 'none' });
    await take(of('owner'), 'organization', 'acme');
    expect(await findInvitation(secret(), admin)).toBeNull();
    await give(of('owner'), 'organization', 'acme');
    await ok('owner', 'DELETE', one);
  });
});

describe('what ends', () => {
  test('by being taken, waits for the gateways and counts at once', async () => {
    await give(of('stranger'), 'group', 'support');
    const gateway = await joinGateway(admin);
    const order: string[] = [];
    const taken = take(of('stranger'), 'group', 'support').then(() => order.push('returned'));
    await ok('root', 'GET', '/whoami');
    order.push('acknowledged');
    await gateway.acknowledge();
    await expect
      .poll(() => send('stranger', 'GET', '/groups/support'))
      .toMatchObject({ status: 403 });
    await gateway.acknowledge();
    await taken;
    expect(order).toEqual(['acknowledged', 'returned']);
    await gateway.leave();
  });

  test('by itself, to the second', async () => {
    const end = { valid_until: '2999-01-01T00:00:00Z' };
    await give(of('stranger'), 'group', 'support', 'manager', end);
    await ok('stranger', 'GET', '/groups/support');
    await admin.sql`
      update resource_roles set valid_until = ${admin.clock.now()} where valid_until is not null`;
    expect((await send('stranger', 'GET', '/groups/support')).status).toBe(403);
  });

  test('with the group, the organization or the membership that it hangs on', async () => {
    await ok('root', 'POST', '/groups', { name: 'short', parent: null });
    await ok('root', 'POST', '/organizations', { key: 'short', name: 'Short' });
    for (const type of ['group', 'organization']) await give(of('stranger'), type, 'short');
    expect((await ok('stranger', 'GET', '/whoami')).delegated).toHaveLength(2);
    await ok('root', 'DELETE', '/groups/short');
    await ok('root', 'DELETE', '/organizations/short');
    await ok('root', 'POST', '/groups', { name: 'short', parent: null });
    await ok('root', 'POST', '/organizations', { key: 'short', name: 'Short' });
    expect((await ok('stranger', 'GET', '/whoami')).delegated).toEqual([]);

    await ok('chief', 'GET', '/groups/sales');
    await ok('root', 'DELETE', '/users/{chief}/groups/chiefs');
    expect((await send('chief', 'GET', '/groups/sales')).status).toBe(403);
    await ok('root', 'PUT', '/users/{chief}/groups/chiefs', {});
  });
});

test('a role is given on what is there', async () => {
  const given = { holder: of('stranger'), role: 'watcher', identifier: 'none' };
  for (const type of ['group', 'organization']) {
    const answer = await send('root', 'PUT', '/resource-roles', { ...given, type });
    expect(answer).toMatchObject({ status: 404, said: { detail: `There is no ${type} none.` } });
  }
});

test('who may do less does not touch an administrator of one organization', async () => {
  const password = 'a password of the clerk’s choice';
  const second = { email: 'second@delegation.example', name: 'Second' };
  ids['second'] = (await ok('root', 'POST', '/users', second)).id;
  await give(of('second'), 'organization', 'acme');
  const refused: [string, string, unknown?][] = [
    ['PATCH', '/users/{owner}', { password }],
    ['PATCH', '/users/{chief}', { disabled: true }],
    ['DELETE', '/users/{owner}'],
    ['PUT', '/users/{clerk}/groups/chiefs', {}],
    ['POST', '/users/{second}/merge', { into: ids['clerk'] }],
  ];
  for (const [method, path, body] of refused) {
    const answer = await send('clerk', method, path, body);
    expect(answer, path).toMatchObject({ status: 403 });
    expect(answer.said.detail).toContain('roles:write');
  }
  await ok('clerk', 'PATCH', '/users/{member}', { password });
});

test('nobody acts as a person who administers one group or organization', async () => {
  for (const name of ['owner', 'chief']) {
    const body = { reason: 'Ticket 4711' };
    const answer = await send('root', 'POST', `/users/{${name}}/impersonations`, body);
    expect(answer).toMatchObject({
      ...{ status: 403, said: { detail: expect.stringContaining('administers something') } },
    });
  }
});

test('a type of this name that an API has is that of the API', async () => {
  const actions = [{ name: 'read', permission: 'orders:read', text: 'Read {identifier}' }];
  const api = { id: 'https://groups.example', name: 'Groups', permissions: ['orders:read'] };
  const types = [{ type: 'group', actions }];
  await give(of('helper'), 'group', 'berlin');
  await ok('root', 'POST', '/apis', { ...api, authorization_details: types });
  expect((await ok('lead', 'GET', '/whoami')).delegated).toEqual([]);
  expect((await send('lead', 'GET', '/groups/sales')).status).toBe(403);
  // A role on a group of the API, and one on ours that is deleted meanwhile and made anew.
  await give(of('stranger'), 'group', 'support');
  await ok('root', 'DELETE', '/groups/berlin');
  await ok('root', 'DELETE', `/apis/${Buffer.from(api.id).toString('base64url')}`);
  await ok('root', 'POST', '/groups', { name: 'berlin', parent: 'emea' });
  await ok('lead', 'GET', '/groups/sales');
  const { delegated: ofHelper } = await ok('helper', 'GET', '/whoami');
  expect(ofHelper.map(({ identifier }: never) => identifier)).not.toContain('berlin');
  // The API has no such type any more, and its groups have not become ours.
  expect((await ok('stranger', 'GET', '/whoami')).delegated).toEqual([]);
  expect((await send('stranger', 'GET', '/groups/support')).status).toBe(403);
  await give(of('stranger'), 'group', 'support');
  await ok('stranger', 'GET', '/groups/support');
  await take(of('stranger'), 'group', 'support');
});
