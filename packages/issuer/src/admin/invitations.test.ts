import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Mails, watchMails } from '../../../../testing/mails.ts';
import { untilStatementsWait } from '../../../../testing/until-statement-waits.ts';
import { findInSignIn, issueCode, typeCode } from '../one-time-codes/one-time-codes.service.ts';
import { applyPolicy } from '../policies/policies.service.ts';
import {
  acceptInvitation,
  findInvitation,
} from '../registration/invitations/accept-invitation.service.ts';
import { joinWaitingList } from '../registration/invitations/waiting-list.service.ts';
import {
  registrationPolicy,
  registrationSection,
} from '../registration-policy/registration-policy.ts';
import { type AdminHarness, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let root: string;
let mails: Mails;
let count = 0;

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
  mails = watchMails(admin);
});
afterAll(() => admin.close());

const newAddress = () => `guest${++count}@example.com`;
const call = (method: string, path: string, body?: unknown, token = root) =>
  admin.call(method, path, { token, body });

async function invited(email: string, more: object = {}) {
  const response = await call('POST', '/invitations', { email, ...more });
  expect(response.status, await response.clone().text()).toBe(201);
  return response.json();
}

const secretOf = (email: string) =>
  new URL(mails.linkTo(email), 'http://x').searchParams.get('secret')!;

const person = { name: 'Guest', profile: {}, password: 'a quiet harbour', language: 'de' };

async function accept(email: string, who: typeof person | null = person, secret = secretOf(email)) {
  const found = await findInvitation(secret, admin);
  return found && acceptInvitation(found, who, admin);
}

const userOf = async (email: string) => {
  const { items } = await (await call('GET', `/users?email=${encodeURIComponent(email)}`)).json();
  return items[0] && (await call('GET', `/users/${items[0].id}`)).json();
};

const actions = async (subject: string) =>
  (
    await admin.sql<{ action: string }[]>`
      select action from audit_events where ${subject} = any(subjects) order by id`
  ).map(({ action }) => action);

test('an invited person gets an account with what was promised, once', async () => {
  const email = newAddress();
  const { id, ...shown } = await invited(email, {
    ...{ name: 'Guest', roles: ['support'], groups: ['staff'], inviter: 'Root', language: 'de' },
  });
  expect(shown).toMatchObject({ email, status: 'open', roles: ['support'], groups: ['staff'] });
  expect(mails.to(email)).toMatchObject([
    { kind: 'invitation', language: 'de', parameters: { inviter: 'Root' } },
  ]);
  expect(JSON.stringify(shown)).not.toContain(secretOf(email));
  const results = await Promise.all(Array.from({ length: 5 }, () => accept(email)));
  expect(results.filter((result) => result?.result === 'accepted')).toHaveLength(1);
  expect(await userOf(email)).toMatchObject({
    ...{ email_verified: true, name: 'Guest' },
    roles: [{ name: 'support' }],
    groups: [{ name: 'staff' }],
  });
  expect(await (await call('GET', `/invitations/${id}`)).json()).toMatchObject({
    status: 'accepted',
  });
  expect(await accept(email)).toBeNull();
  expect(await actions(`invitation:${id}`)).toEqual(['invitation.create', 'invitation.accept']);
});

test('the account of the address gets it, where there is one, and keeps its password', async () => {
  const email = newAddress();
  const given = { email, name: 'Known', password: 'their own password' };
  const { id } = await (await call('POST', '/users', given)).json();
  const [before] = await admin.sql`select password_hash from users where id = ${id}`;
  await invited(email, { roles: ['support'] });
  expect(await findInvitation(secretOf(email), admin)).toMatchObject({ account: 'active' });
  // A form for a new account comes too late.
  expect(await accept(email, person)).toEqual({ result: 'changed' });
  expect(await accept(email, null)).toEqual({ result: 'accepted', userId: id });
  expect(await userOf(email)).toMatchObject({ id, name: 'Known', roles: [{ name: 'support' }] });
  const [after] = await admin.sql`select password_hash from users where id = ${id}`;
  expect(after).toEqual(before);
});

test('a second one for an address is refused while the first is open', async () => {
  const email = newAddress();
  const first = await invited(email);
  const second = await call('POST', '/invitations', { email: email.toUpperCase() });
  expect(second.status).toBe(409);
  expect((await call('DELETE', `/invitations/${first.id}`)).status).toBe(204);
  await invited(email);
});

test('into other places, an address has others beside it, each with a link and an end of its own', async () => {
  const email = newAddress();
  for (const key of ['here', 'there']) await call('POST', '/organizations', { key, name: key });
  const here = await invited(email, { organization: 'here' });
  const secretHere = secretOf(email);
  // Neither is an invitation into one place told in another, nor is it in the way of one there.
  const there = await invited(email, { organization: 'there' });
  const secretThere = secretOf(email);
  await invited(email, { groups: ['staff', 'everyone'] });
  const same = { email, groups: ['everyone', 'staff', 'everyone'] };
  expect((await call('POST', '/invitations', same)).status).toBe(409);
  const again = { email, organization: 'here' };
  expect((await call('POST', '/invitations', again)).status).toBe(409);
  expect((await call('POST', `/invitations/${here.id}/resend`)).status).toBe(200);
  expect(await findInvitation(secretHere, admin)).toBeNull();
  expect((await call('DELETE', `/invitations/${there.id}`)).status).toBe(204);
  expect(await findInvitation(secretThere, admin)).toBeNull();
  expect(await accept(email)).toMatchObject({ result: 'accepted' });
});

test('of ten at once for an address, one is made and one mail is sent', async () => {
  const email = newAddress();
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => call('POST', '/invitations', { email })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(409)]);
  expect(mails.to(email)).toHaveLength(1);
});

test('sent again, the old link is dead and the new one works', async () => {
  const email = newAddress();
  const { id, expires_at } = await invited(email);
  const old = secretOf(email);
  const path = `/invitations/${id}`;
  const etag = (await call('GET', path)).headers.get('etag')!;
  const seen = { token: root, headers: { 'if-match': etag } };
  const body = { expires_in: 86_400 * 30 };
  const again = await admin.call('POST', `${path}/resend`, { ...seen, body });
  expect(again.status).toBe(200);
  expect((await admin.call('DELETE', path, seen)).status).toBe(412);
  expect(Date.parse((await again.json()).expires_at)).toBeGreaterThan(Date.parse(expires_at));
  expect(await accept(email, person, old)).toBeNull();
  expect(await accept(email)).toMatchObject({ result: 'accepted' });
  expect((await call('POST', `/invitations/${id}/resend`)).status).toBe(409);
});

test('withdrawn, its link is dead; withdrawing again is no error', async () => {
  const email = newAddress();
  const { id } = await invited(email);
  const found = await findInvitation(secretOf(email), admin);
  for (const _ of ['first', 'second']) {
    expect((await call('DELETE', `/invitations/${id}`)).status).toBe(204);
  }
  expect(await accept(email)).toBeNull();
  expect(await acceptInvitation(found!, person, admin)).toEqual({
    result: 'over',
  });
  expect(await userOf(email)).toBeUndefined();
  expect(await actions(`invitation:${id}`)).toEqual(['invitation.create', 'invitation.withdraw']);
});

test('people invite to no more than they may give themselves', async () => {
  await admin.sql`insert into roles (name, declared) values ('helper', false) on conflict do nothing`;
  await admin.sql`
    insert into role_permissions (role, permission) values ('helper', 'directory:write')
    on conflict do nothing`;
  await admin.sql`
    insert into user_roles (user_id, role)
    values (${await admin.idOf('plain@example.com')}, 'helper') on conflict do nothing`;
  const helper = await admin.tokenOf('plain@example.com');
  const more = await call(
    'POST',
    '/invitations',
    { email: newAddress(), roles: ['administrator'] },
    helper,
  );
  expect(more.status).toBe(403);
  const less = await call(
    'POST',
    '/invitations',
    { email: newAddress(), roles: ['support'] },
    helper,
  );
  expect(less.status).toBe(201);
  // Nor do they take back, or send as theirs, what others promised.
  const { id } = await invited(newAddress(), { roles: ['administrator'] });
  expect((await call('POST', `/invitations/${id}/resend`, {}, helper)).status).toBe(403);
  expect((await call('DELETE', `/invitations/${id}`, undefined, helper)).status).toBe(403);
  const own = (await less.json()).id;
  expect((await call('POST', `/invitations/${own}/resend`, {}, helper)).status).toBe(200);
  expect((await call('DELETE', `/invitations/${own}`, undefined, helper)).status).toBe(204);
  // What is gone needs nothing.
  await call('POST', '/roles', { name: 'fleeting', permissions: [] });
  const stale = await invited(newAddress(), { roles: ['fleeting'] });
  await call('DELETE', '/roles/fleeting');
  expect((await call('POST', `/invitations/${stale.id}/resend`, {}, helper)).status).toBe(200);
  expect((await call('DELETE', `/invitations/${stale.id}`, undefined, helper)).status).toBe(204);
});

test('what is not there cannot be promised, and what is gone by then is passed over', async () => {
  const email = newAddress();
  expect((await call('POST', '/invitations', { email, roles: ['nothing'] })).status).toBe(404);
  await admin.sql`insert into groups (name, declared) values ('short-lived', false)`;
  await invited(email, { groups: ['short-lived', 'staff'] });
  await admin.sql`delete from groups where name = 'short-lived'`;
  expect(await accept(email)).toMatchObject({ result: 'accepted' });
  expect((await userOf(email)).groups).toMatchObject([{ name: 'staff' }]);
});

test('lists come in pages', async () => {
  const first = await (await call('GET', '/invitations?limit=2')).json();
  expect(first.items).toHaveLength(2);
  const next = await (await call('GET', `/invitations?limit=2&cursor=${first.next_cursor}`)).json();
  expect(next.items[0].id).not.toBe(first.items[1].id);
  const { email, id } = first.items[0];
  const found = await (await call('GET', `/invitations?email=${encodeURIComponent(email)}`)).json();
  expect(found.items.map((item: { id: string }) => item.id)).toContain(id);
});

test('where registration is off, no one is invited', async () => {
  const off = registrationSection.parse({ mode: 'off' });
  await admin.sql.begin((tx) => applyPolicy(tx, registrationPolicy, off));
  expect((await call('POST', '/invitations', { email: newAddress() })).status).toBe(400);
  const usual = registrationSection.parse({});
  await admin.sql.begin((tx) => applyPolicy(tx, registrationPolicy, usual));
});

async function waiting(email: string): Promise<string> {
  const signIn = { id: admin.random.uuid(), browser: { hash: admin.random.bytes(32) } };
  const order = { purpose: 'verify-address', email, owner: null, signIn } as const;
  const { code: typed } = await admin.sql.begin((tx) => issueCode(tx, order, admin));
  await typeCode(admin.sql, { purpose: 'verify-address', signIn, typed }, 'keep', admin);
  const code = await findInSignIn(admin.sql, { purpose: 'verify-address', signIn }, admin);
  expect(await joinWaitingList({ name: 'Patient', language: 'fr' }, code!, admin)).toBe(true);
  const { items } = await (await call('GET', '/waiting-list?limit=200')).json();
  return items.find((item: { email: string }) => item.email === email)?.id;
}

test('a person who waits is invited once, in their language, and waits no longer', async () => {
  const email = newAddress();
  const id = await waiting(email);
  expect(await waiting(email)).toBe(id);
  const answers = await Promise.all(
    Array.from({ length: 3 }, () =>
      call('POST', `/waiting-list/${id}/approve`, { roles: ['support'] }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404]);
  expect(mails.to(email)).toMatchObject([{ kind: 'waiting-list-approved', language: 'fr' }]);
  expect(await accept(email)).toMatchObject({ result: 'accepted' });
  expect((await userOf(email)).roles).toMatchObject([{ name: 'support' }]);
  expect(await actions(`waiting:${id}`)).toEqual(['waiting_list.join', 'waiting_list.approve']);
});

test('a person who is taken off the list hears nothing', async () => {
  const email = newAddress();
  const id = await waiting(email);
  expect((await call('DELETE', `/waiting-list/${id}`)).status).toBe(204);
  expect((await call('DELETE', `/waiting-list/${id}`)).status).toBe(404);
  expect(mails.to(email)).toEqual([]);
});

test('an invitation into an organization makes a member, with roles within', async () => {
  await call('POST', '/organizations', { key: 'acme', name: 'Acme' });
  const email = newAddress();
  const into = { organization: 'acme', organization_roles: ['support'] };
  const shown = await invited(email, into);
  expect(shown).toMatchObject(into);
  const listed = await (await call('GET', '/invitations?organization=acme')).json();
  expect(listed.items).toMatchObject([{ id: shown.id }]);
  expect((await accept(email))?.result).toBe('accepted');
  const { id, roles } = await userOf(email);
  expect(roles).toEqual([]);
  const { items } = await (await call('GET', `/users/${id}/organizations`)).json();
  expect(items).toMatchObject([{ key: 'acme', roles: [{ name: 'support', valid_until: null }] }]);
});

test('invitations are listed by what became of them', async () => {
  const [open, gone] = [await invited(newAddress()), await invited(newAddress())];
  await call('DELETE', `/invitations/${gone.id}`);
  const idsIn = async (status: string) => {
    const { items } = await (await call('GET', `/invitations?status=${status}&limit=200`)).json();
    expect(new Set(items.map((item: { status: string }) => item.status))).toEqual(
      new Set(items.length > 0 ? [status] : []),
    );
    return items.map((item: { id: string }) => item.id);
  };
  expect(await idsIn('open')).toContain(open.id);
  expect(await idsIn('withdrawn')).toContain(gone.id);
  expect((await idsIn('accepted')).length).toBeGreaterThan(0);
  await admin.sql`update invitations set expires_at = now() where id = ${open.id}`;
  expect(await idsIn('expired')).toEqual([open.id]);
});

test('such an invitation ends with its organization, and with what its inviter may do', async () => {
  await call('POST', '/organizations', { key: 'brief', name: 'Brief' });
  const [one, two] = [newAddress(), newAddress()];
  await invited(one, { organization: 'brief' });
  await call('POST', '/roles', { name: 'host', permissions: ['users:write'] });
  const id = await admin.idOf('reader@example.com');
  await call('PUT', `/users/${id}/roles/host`, {});
  const token = await admin.tokenOf('reader@example.com');
  const into = { email: two, organization: 'brief' };
  expect((await call('POST', '/invitations', into, token)).status).toBe(403);
  const permissions = ['users:write', 'organizations:write'];
  await call('PATCH', '/roles/host', { permissions });
  expect((await call('POST', '/invitations', into, token)).status).toBe(201);
  const within = { ...into, email: newAddress(), organization_roles: ['support'] };
  expect((await call('POST', '/invitations', within, token)).status).toBe(403);
  await call('PATCH', '/roles/host', { permissions: ['users:write'] });
  expect(await accept(two)).toBeNull();
  await call('DELETE', '/organizations/brief');
  expect(await accept(one)).toBeNull();
});

test('accepting one while its organization is deleted ends both, in one order', async () => {
  await call('POST', '/organizations', { key: 'leaving', name: 'Leaving' });
  const email = newAddress();
  const given = { email, name: 'Known', password: 'their own password' };
  const { id } = await (await call('POST', '/users', given)).json();
  await invited(email, { organization: 'leaving' });
  const found = await findInvitation(secretOf(email), admin);
  const both = await admin.sql.begin(async (tx) => {
    // What accepting needs after it has claimed the invitation.
    await tx`select from users where id = ${id} for update`;
    const accepting = acceptInvitation(found!, null, admin);
    await untilStatementsWait(tx, 1);
    const deleting = call('DELETE', '/organizations/leaving');
    await untilStatementsWait(tx, 2);
    return { accepting, deleting };
  });
  expect(await both.accepting).toEqual({ result: 'accepted', userId: id });
  expect((await both.deleting).status).toBe(204);
  expect((await (await call('GET', `/users/${id}/organizations`)).json()).items).toEqual([]);
  expect(await acceptInvitation(found!, null, admin)).toEqual({ result: 'over' });
});

test.each([
  [{ organization: 'none' }, 404, 'none'],
  [{ organization_roles: ['support'] }, 400, 'organization'],
])('with %j there is no invitation', async (into, status, named) => {
  const response = await call('POST', '/invitations', { email: newAddress(), ...into });
  expect(response.status).toBe(status);
  expect((await response.json()).error_description).toContain(named);
});
