import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watchMails } from '../../../../../testing/mails.ts';
import { insertProvider } from '../../../../../testing/providers.ts';
import { untilStatementWaits } from '../../../../../testing/until-statement-waits.ts';
import { type AdminHarness, openAdminHarness } from '../../admin/admin.fixture.ts';
import { secondsAfter } from '../../runtime/clock.ts';
import { insertSessionOfActor } from '../../sessions/session-of-actor.service.ts';
import { changesAfter, headOf } from '../context.fixture.ts';
import { holdAccount } from '../users/accounts.service.ts';

let admin: AdminHarness;
let root: string;

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
  await insertProvider(admin.sql, 'acme');
});
afterAll(() => admin.close());

const call = (method: string, path: string, body?: unknown, token = root) =>
  admin.call(method, path, { token, body });
async function ok(method: string, path: string, body?: unknown) {
  const response = await call(method, path, body);
  expect(response.status, await response.clone().text()).toBeLessThan(300);
  return response.status === 204 ? undefined : response.json();
}
let count = 0;
async function newUser(given: object = {}): Promise<string> {
  const body = { email: `merged${++count}@example.com`, name: `User ${count}`, ...given };
  return (await ok('POST', '/users', body)).id;
}
const merge = (id: string, into: string, more: object = {}) =>
  call('POST', `/users/${id}/merge`, { into, ...more });
const later = '2999-01-01T00:00:00.000Z';

/** Two accounts of a person, each with something. */
async function twoAccounts() {
  const [old, kept] = [await newUser({ password: 'a long password' }), await newUser()];
  await ok('PUT', `/users/${old}/roles/support`, { valid_until: later });
  await ok('PUT', `/users/${old}/groups/staff`, {});
  await ok('PUT', `/users/${kept}/groups/staff`, { valid_until: later });
  await ok('POST', `/users/${old}/identities`, { provider: 'acme', subject: old });
  const key = `of-${count}`;
  await ok('POST', '/organizations', { key, name: 'Acme' });
  await ok('PUT', `/organizations/${key}/members/${old}`);
  await ok('PUT', `/organizations/${key}/members/${old}/roles/support`, {});
  return { old, kept, key };
}

const expectedOf = ({ key }: { key: string }) => ({
  ...{ roles: ['support'], groups: ['staff'], resource_roles: 0, organizations: [key] },
  ...{ identities: 1, addresses: [expect.stringContaining('merged')] },
  lost: { addresses: [], password: true, passkeys: 0, authenticator: false, consents: 0 },
});

describe('two accounts', () => {
  test('are merged as the trial says, and the old id leads to the other one', async () => {
    const accounts = await twoAccounts();
    const { old, kept, key } = accounts;
    const pos = await headOf(admin);
    const trial = await (await merge(old, kept, { dry_run: true })).json();
    expect(trial).toEqual({ dry_run: true, ...expectedOf(accounts) });
    expect(await headOf(admin)).toBe(pos);
    expect((await call('GET', `/users/${old}`)).status).toBe(200);
    const given = (await ok('GET', `/users/${old}`)).email;
    const { email } = await ok('GET', `/users/${kept}`);
    const mails = watchMails(admin);

    const done = await (await merge(old, kept, { reason: 'Ticket 12' })).json();
    expect(done).toEqual({ ...trial, dry_run: false });
    for (const owner of [given, email]) {
      expect(mails.to(owner)).toMatchObject([
        { kind: 'accounts-merged', parameters: { address: given, into: email } },
      ]);
    }
    const { items: former } = await ok('GET', `/former-users?merged_into=${kept}`);
    expect(former).toEqual([
      {
        ...{ id: old, ended_at: expect.any(String), why: 'merged', merged_into: kept },
        ended_by: `user:${await admin.idOf('root@example.com')}`,
      },
    ]);
    const [latest] = (await ok('GET', '/former-users?limit=1')).items;
    expect(latest).toEqual(former[0]);
    expect(await changesAfter(admin, pos)).toEqual([[`user:${old}`, `user:${kept}`]]);
    const user = await ok('GET', `/users/${kept}`);
    expect(user).toMatchObject({
      roles: [{ name: 'support', valid_until: later }],
      // The longer of the two.
      groups: [{ name: 'staff', valid_until: null }],
    });
    const { items } = await ok('GET', `/users/${kept}/identities`);
    expect(items).toMatchObject([{ subject: old }]);
    const member = await ok('GET', `/organizations/${key}/members/${kept}`);
    expect(member.roles).toMatchObject([{ name: 'support' }]);
    const found = await ok('GET', `/users?email=${encodeURIComponent(done.addresses[0])}`);
    expect(found.items).toMatchObject([{ id: kept }]);

    const gone = await call('GET', `/users/${old}`);
    expect(gone.status).toBe(410);
    expect(await gone.json()).toMatchObject({ code: 'gone', merged_into: kept });
    const [event] = await admin.sql`
      select actor, subjects, detail from audit_events where action = 'user.merge'`;
    expect(event).toMatchObject({
      subjects: [`user:${kept}`, `user:${old}`],
      detail: { reason: 'Ticket 12', roles: ['support'] },
    });
  });

  test('merged into a third one lead there, and are erased with it', async () => {
    const [first, second, third] = [await newUser(), await newUser(), await newUser()];
    await merge(first, second);
    await merge(second, third);
    const merged = await (await call('GET', `/users/${first}`)).json();
    expect(merged.merged_into).toBe(third);
    await ok('DELETE', `/users/${third}`);
    expect((await call('GET', `/users/${third}`)).status).toBe(410);
    const erasures = await admin.sql<{ id: string }[]>`select user_id as id from audit_erasures`;
    expect(erasures.map(({ id }) => id)).toEqual(expect.arrayContaining([first, second, third]));
  });

  test('that are gone give their ids to no import', async () => {
    const [old, kept] = [await newUser(), await newUser()];
    await merge(old, kept);
    const person = { id: old, email: 'again@example.com', name: 'Again' };
    expect(await ok('POST', '/users/import', { users: [person] })).toMatchObject({ created: 0 });
    expect((await call('GET', `/users/${old}`)).status).toBe(410);
  });

  test('with more addresses than fit leave the others, and say so', async () => {
    const [old, kept] = [await newUser(), await newUser()];
    for (const n of [1, 2, 3]) {
      await admin.sql`
        insert into user_addresses (user_id, email) values
          (${old}, ${`a${n}-${old}@example.com`}), (${kept}, ${`b${n}-${old}@example.com`})`;
    }
    const { addresses, lost } = await (await merge(old, kept)).json();
    expect([addresses.length, lost.addresses.length]).toEqual([1, 3]);
  });

  test('of one address, which one of them had not proved, have it proved', async () => {
    const email = `same-${++count}@example.com`;
    const kept = await newUser({ email, email_verified: false });
    const old = await newUser({ email });
    expect((await (await merge(old, kept)).json()).addresses).toEqual([email]);
    expect(await ok('GET', `/users/${kept}`)).toMatchObject({ email, email_verified: true });
  });
});

describe('no merge', () => {
  test.each([
    ['of an account with itself', (id: string) => [id, id], 409],
    ['into nobody', (id: string) => [id, '00000000-0000-4000-8000-000000000000'], 404],
    ['of nobody', (id: string) => ['00000000-0000-4000-8000-000000000000', id], 404],
  ] as const)('%s', async (_, ids, status) => {
    const [id, into] = ids(await newUser());
    expect((await merge(id!, into!)).status).toBe(status);
  });

  test('of what the file declares, nor with an account that is disabled', async () => {
    const [old, kept] = [await newUser(), await newUser()];
    expect((await merge(await admin.idOf('plain@example.com'), kept)).status).toBe(409);
    await ok('PATCH', `/users/${old}`, { disabled: true });
    expect((await merge(old, kept)).status).toBe(409);
    expect((await merge(kept, old)).status).toBe(409);
    expect((await call('GET', `/users/${kept}`)).status).toBe(200);
  });

  test('with an account that may do more than the caller, from either side', async () => {
    await ok('POST', '/roles', { name: 'clerk', permissions: ['users:write'] });
    const clerk = await newUser({ email: 'clerk@example.com' });
    await ok('PUT', `/users/${clerk}/roles/clerk`, {});
    const token = await admin.tokenOf('clerk@example.com');
    const [chief, plain] = [await newUser(), await newUser()];
    await ok('PUT', `/users/${chief}/roles/administrator`, {});
    for (const [id, into] of [
      [chief, plain],
      [plain, chief],
    ]) {
      const answer = await call('POST', `/users/${id}/merge`, { into }, token);
      expect(answer.status).toBe(403);
    }
  });

  test('that gives what the caller could not give by itself, nor its trial', async () => {
    await ok('POST', '/roles', { name: 'helpdesk', permissions: ['users:write'] });
    const helpdesk = await newUser({ email: 'helpdesk@example.com' });
    await ok('PUT', `/users/${helpdesk}/roles/helpdesk`, {});
    const token = await admin.tokenOf('helpdesk@example.com');
    const mergeInto = async (id: string, more = {}) =>
      call('POST', `/users/${id}/merge`, { into: helpdesk, ...more }, token);
    const key = `of-${++count}`;
    await ok('POST', '/organizations', { key, name: 'Acme' });
    const given = { role: 'roles:write', group: 'groups:write', member: 'organizations:write' };
    const [role, group, member] = [await newUser(), await newUser(), await newUser()];
    await ok('PUT', `/users/${role}/roles/support`, {});
    await ok('PUT', `/users/${group}/groups/staff`, {});
    await ok('PUT', `/organizations/${key}/members/${member}`);
    const provided = await newUser();
    await ok('POST', `/users/${provided}/identities`, { provider: 'acme', subject: provided });
    await admin.sql`
      insert into identity_groups (identity_id, user_id, provider, claim, value, group_name)
      select id, user_id, 'acme', 'groups', 'staff', 'staff' from identities
      where user_id = ${provided}`;
    for (const [id, needed] of [
      [provided, given.group],
      [role, given.role],
      [group, given.group],
      [member, given.member],
    ] as const) {
      for (const more of [{}, { dry_run: true }]) {
        const answer = await mergeInto(id, more);
        expect(answer.status).toBe(403);
        expect((await answer.json()).error_description ?? '').toContain(needed);
      }
    }
    // Who has nothing that moves needs no more.
    expect((await mergeInto(await newUser())).status).toBe(200);
  });
});

describe('at the same moment', () => {
  test('two merges against each other are one, and none waits for ever', async () => {
    const [one, two] = [await newUser(), await newUser()];
    const answers = await Promise.all([merge(one, two), merge(two, one), merge(one, two)]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(200);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.slice(1).every((status) => status === 410 || status === 404)).toBe(true);
    const rows = await admin.sql`select from users where id = any(${[one, two]})`;
    expect(rows).toHaveLength(1);
  });

  test('a sign-in that was first is ended, and one that comes after finds nobody', async () => {
    const [old, kept] = [await newUser(), await newUser()];
    const now = admin.clock.now();
    const id = admin.random.uuid();
    const merging = await admin.sql.begin(async (tx) => {
      expect(await holdAccount(tx, old)).not.toBeNull();
      const proofs = [{ method: 'password', at: now } as const];
      const expiresAt = secondsAfter(now, 3_600);
      const session = { id, userId: old, amr: ['pwd'], acr: 'aal1', proofs } as const;
      await insertSessionOfActor(
        tx,
        { ...session, amr: ['pwd'], proofs, authTime: now, expiresAt },
        { now, random: admin.random },
      );
      const answer = merge(old, kept);
      await untilStatementWaits(tx);
      return { answer };
    });
    expect((await merging.answer).status).toBe(200);
    const [session] = await admin.sql`select ended_at from sessions where id = ${id}`;
    expect(session!['ended_at']).not.toBeNull();
    await admin.sql.begin(async (tx) => {
      expect(await holdAccount(tx, old)).toBeNull();
    });
  });
});
