import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { type Mails, watchMails } from '../../../../../testing/mails.ts';
import { orders, shop } from '../../../../../testing/shop.ts';
import { signInToShop } from '../../../../../testing/sign-in.ts';
import { hashPassword } from '../../directory/users/password.ts';
import { applyPolicy } from '../../policies/policies.service.ts';
import { accountPolicy } from '../account-policy.ts';
import { createPerson, type Person } from '../person.fixture.ts';

const path = '/account/data';
const password = 'a quiet harbour at night';

let issuer: TestIssuer;
let mails: Mails;
let person: Person;
let hash: string;
let count = 0;

beforeAll(async () => {
  issuer = await startTestIssuer(shop);
  mails = watchMails(issuer.context);
  hash = await hashPassword(password, issuer.context);
});
afterAll(() => issuer.close());
beforeEach(async () => {
  await allow(true);
  person = createPerson(issuer);
});

const allow = (deletion: boolean) =>
  issuer.context.sql.begin((tx) => applyPolicy(tx, accountPolicy, { deletion }));

/** A person who has made an account for themselves, and is signed in. */
async function arrive({ declared = false } = {}) {
  const { sql, random, clock } = issuer.context;
  const id = random.uuid();
  const email = `Person${++count}@example.com`;
  await sql`
    insert into users (id, email, email_verified, name, password_hash, created_at, declared)
    values (${id}, ${email}, true, 'Of a test', ${hash}, ${clock.now()}, ${declared})`;
  await sql`insert into group_members (user_id, group_name) values (${id}, 'customers')`;
  await person.signIn({ email, password });
  return { id, email };
}

const remove = async (confirm: string) =>
  person.send(await person.open(path), { confirm }, `${path}/delete`);

const exists = async (id: string) => {
  const rows = await issuer.context.sql`select from users where id = ${id}`;
  return rows.length > 0;
};

test('a person takes away all that is kept of them, and no secret', async () => {
  const { id, email } = await arrive();
  await signInToShop(issuer.url, { person: { email, password } });
  await issuer.context.sql`
    insert into audit_events (at, action, actor, subjects, detail, address, network, user_agent)
    values (now(), 'user.update', ${`user:${issuer.context.random.uuid()}`}, ${[`user:${id}`]}, '{}',
      '192.0.2.99', '192.0.2.99', 'of an administrator')`;
  const answer = await person.send(await person.open(path), {}, `${path}/download`);
  expect(answer.status).toBe(200);
  // That they did it belongs to the person, from where does not.
  expect(answer.text).not.toMatch(/192\.0\.2\.99|of an administrator/);
  expect(answer.headers.get('content-disposition')).toBe(
    'attachment; filename="account-data.json"',
  );
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const data = JSON.parse(answer.text);
  expect(data).toMatchObject({
    account: { id, email, has_password: true },
    addresses: [email],
    groups: [{ name: 'customers' }],
    applications: [{ application: 'shop-web' }],
    events: expect.arrayContaining([
      expect.objectContaining({ action: 'session.start', address: '127.0.0.1' }),
      expect.objectContaining({ action: 'user.update', address: null }),
    ]),
  });
  expect(data.sessions.length).toBeGreaterThan(1);
  expect(answer.text).not.toMatch(/argon2|token_hash|"secret"|password_hash/);
  // A stored table with something of a person is in it, or here with the reason.
  const { sql } = issuer.context;
  const tables = await sql<{ name: string }[]>`
    select distinct table_name as name from information_schema.columns
    where column_name = 'user_id' and table_schema = current_schema()
      and table_name !~ '_\\d{8}$' order by 1`;
  expect(tables.map(({ name }) => name)).toEqual([
    'accepted_terms',
    // Empty while there is the account.
    'audit_erasures',
    'consents',
    ...['grants', 'group_members', 'identities', 'identity_groups', 'impersonations'],
    // Codes that were sent, for an hour at most.
    'one_time_codes',
    ...['organization_members', 'organization_roles', 'passkeys'],
    // Until the owner signs in, for a day at most.
    'pending_links',
    ...['recovery_codes', 'remembered_devices', 'resource_roles', 'sessions', 'totp_secrets'],
    ...['user_addresses', 'user_roles'],
  ]);
});

test('of mails there are those to addresses that are proved, and since there is the account', async () => {
  const { id, email } = await arrive();
  const { sql, random, clock } = issuer.context;
  const write = (to: string, kind: string, at: Date) => sql`
    insert into mails (id, kind, language, recipient, status, created_at, next_attempt_at,
      deliver_before, expires_at)
    values (${random.uuid()}, ${kind}, 'en', ${to}, 'sent', ${at}, ${at}, ${at}, ${clock.now()})`;
  const second = `second-of-${email}`;
  await sql`insert into user_addresses (user_id, email) values (${id}, ${second})`;
  await write(email, 'code', clock.now());
  await write(second, 'address-added', clock.now());
  await write(email, 'of an owner before', new Date(clock.now().getTime() - 86_400_000));
  const kinds = async () => {
    const answer = await person.send(await person.open(path), {}, `${path}/download`);
    const { mails } = JSON.parse(answer.text) as { mails: { kind: string }[] };
    return mails.map(({ kind }) => kind).sort();
  };
  expect(await kinds()).toEqual(['address-added', 'code']);
  // As a provider that vouches for nothing leaves it.
  await sql`update users set email_verified = false where id = ${id}`;
  expect(await kinds()).toEqual(['address-added']);
});

test('without a recent sign-in there is no file', async () => {
  await arrive();
  const page = await person.open(path);
  issuer.clock.advance(601);
  const answer = await person.follow(await person.send(page, {}, `${path}/download`));
  expect(answer.url).toContain('/sign-in/');
});

describe('deleting the account', () => {
  test('ends everything before it answers, and says farewell', async () => {
    const { id, email } = await arrive();
    const tokens = await signInToShop(issuer.url, { person: { email, password } });
    const done = await remove(` ${email.toUpperCase()} `);
    expect(done.status).toBe(200);
    expect(done.text).toContain('Your account is deleted');
    expect(await exists(id)).toBe(false);
    const answer = await fetch(`${issuer.internalUrl}/internal/swap`, {
      method: 'POST',
      headers: { authorization: issuer.gatewayAuthorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        leased: true,
        swaps: [{ token: tokens.access_token, audience: orders }],
      }),
    });
    expect(await answer.json()).not.toMatchObject({ results: [{ jwt: expect.anything() }] });
    expect(mails.to(email).at(-1)?.kind).toBe('account-deleted');
    const [event] = await issuer.context.sql`
      select actor, subjects, detail, address, network, user_agent from audit_events
      where action = 'user.delete' order by id desc limit 1`;
    expect(event).toEqual({
      ...{ actor: `user:${id}`, subjects: [`user:${id}`], detail: {} },
      ...{ address: null, network: null, user_agent: null },
    });
    expect((await person.open()).url).toContain('/sign-in/');
  });

  test('needs the address, and the operator', async () => {
    const { id, email } = await arrive();
    for (const typed of ['', 'yes', 'other@example.com']) {
      const refused = await remove(typed);
      expect(refused.status).toBe(403);
      expect(refused.text).toContain(`This is not ${email}`);
    }
    const page = await person.open(path);
    await allow(false);
    expect((await person.open(path)).text).not.toContain('Delete account');
    expect((await person.send(page, { confirm: email }, `${path}/delete`)).status).toBe(403);
    expect(await exists(id)).toBe(true);
  });

  test('is not for the last administrator, nor for accounts of the configuration', async () => {
    const { id, email } = await arrive();
    const { sql } = issuer.context;
    await sql`insert into user_roles (user_id, role) values (${id}, 'administrator')`;
    expect((await remove(email)).text).toContain('You are the last administrator');
    person = createPerson(issuer);
    const declared = await arrive({ declared: true });
    expect((await remove(declared.email)).text).toContain(
      'set up by the people who run this service',
    );
    for (const each of [id, declared.id]) expect(await exists(each)).toBe(true);
    // Of two administrators, one can go.
    await sql`insert into user_roles (user_id, role) values (${declared.id}, 'administrator')`;
    person = createPerson(issuer);
    await person.signIn({ email, password });
    expect((await remove(email)).status).toBe(200);
  });
});
