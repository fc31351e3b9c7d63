import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProviderUser } from '../directory/users/create-provider-user.service.ts';
import { createAccount } from '../directory/users/new-account.service.ts';
import { type AdminHarness, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let root: string;

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
  await admin.sql`
    insert into providers (id, type, name, issuer, client_id, client_secret, scopes, declared)
    values ('acme', 'oidc', 'Acme', 'https://acme.example', 'x', ''::bytea, '{}', true)`;
  for (const key of ['acme', 'zeta']) {
    await admin.call('POST', '/organizations', { token: root, body: { key, name: key } });
  }
});
afterAll(() => admin.close());

const path = '/organizations/acme/domains';
const call = (method: string, url: string, body?: unknown) =>
  admin.call(method, url, { token: root, body });
const put = async (domain: string, body: object) =>
  expect((await call('PUT', `${path}/${domain}`, body)).status).toBe(204);

const organizationsOf = async (id: string) => {
  const { items } = await (await call('GET', `/users/${id}/organizations`)).json();
  return items.map(({ key }: { key: string }) => key);
};

let count = 0;
/** By registration or an invitation, where a code proves the address. */
async function proved(domain: string, emailVerified = true): Promise<string> {
  const id = admin.random.uuid();
  const email = `person${++count}@${domain}`;
  const account = { id, email, emailVerified, name: 'P', groups: [], createdAt: admin.clock.now() };
  await admin.sql.begin((tx) => createAccount(tx, account));
  return id;
}

async function byProvider(domain: string, provider: string, isTrusted: boolean): Promise<string> {
  const userId = admin.random.uuid();
  const identity = { issuer: 'https://x.example', subject: userId, name: 'P', groups: [] };
  const address = { email: `person${++count}@${domain}`, emailVerified: true, isTrusted };
  const more = { owesTerms: false, profile: { locale: null, claims: {} } };
  await createProviderUser({ userId, ...identity, ...address, ...more }, provider, admin);
  return userId;
}

test('domains are given, listed, changed and taken, and are of one organization', async () => {
  await put('BÜCHER.example', {});
  await put('b.example', { provider: 'acme', admits: true });
  await put('b.example', { admits: true });
  const first = await (await call('GET', `${path}?limit=1`)).json();
  expect(first.items).toEqual([{ domain: 'b.example', provider: null, admits: true }]);
  const second = await (await call('GET', `${path}?limit=1&cursor=${first.next_cursor}`)).json();
  const book = { domain: 'xn--bcher-kva.example', provider: null, admits: false };
  expect(second).toEqual({ items: [book], next_cursor: null });
  expect((await call('PUT', '/organizations/zeta/domains/b.example', {})).status).toBe(409);
  expect((await call('PUT', `${path}/c.example`, { provider: 'none' })).status).toBe(404);
  expect((await call('PUT', `${path}/no domain`, {})).status).toBe(400);
  for (const domain of ['b.example', 'b.example', 'bücher.example']) {
    expect((await call('DELETE', `${path}/${domain}`)).status).toBe(204);
  }
  expect((await (await call('GET', path)).json()).items).toEqual([]);
});

test('new people with a proved address of such a domain are members, where it takes them', async () => {
  await put('admits.example', { admits: true });
  await put('waits.example', {});
  const id = await proved('admits.example');
  expect(await organizationsOf(id)).toEqual(['acme']);
  expect(await organizationsOf(await proved('waits.example'))).toEqual([]);
  expect(await organizationsOf(await proved('eu.admits.example'))).toEqual([]);
  expect(await organizationsOf(await proved('admits.example', false))).toEqual([]);
  const [event] = await admin.sql`
    select actor, detail from audit_events where subjects[1] = ${`user:${id}`}`;
  expect(event).toMatchObject({ actor: `user:${id}`, detail: { domain: 'admits.example' } });
});

test('the word of a provider counts where it is trusted for the domain, or is that of the domain', async () => {
  await put('firm.example', { admits: true, provider: 'acme' });
  expect(await organizationsOf(await byProvider('firm.example', 'other', false))).toEqual([]);
  expect(await organizationsOf(await byProvider('firm.example', 'other', true))).toEqual(['acme']);
  expect(await organizationsOf(await byProvider('firm.example', 'acme', false))).toEqual(['acme']);
});
