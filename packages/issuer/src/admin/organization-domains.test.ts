import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DnsServer, startDnsServer } from '../../../../testing/dns-server.ts';
import { insertProvider } from '../../../../testing/providers.ts';
import { createProviderUser } from '../directory/users/create-provider-user.service.ts';
import { createAccount } from '../directory/users/new-account.service.ts';
import { type AdminHarness, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let root: string;
let dns: DnsServer;

beforeAll(async () => {
  admin = await openAdminHarness();
  dns = await startDnsServer();
  Object.assign(admin.settings, { dnsServers: [dns.address] });
  root = await admin.tokenOf('root@example.com');
  for (const id of ['acme', 'other']) await insertProvider(admin.sql, id);
  for (const key of ['acme', 'zeta']) {
    await admin.call('POST', '/organizations', { token: root, body: { key, name: key } });
  }
});
afterAll(async () => {
  await admin.close();
  await dns.close();
});

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
  const identity = {
    issuer: `https://${provider}.example`,
    subject: userId,
    name: 'P',
    groups: [],
  };
  const address = { email: `person${++count}@${domain}`, emailVerified: true, isTrusted };
  const more = { owesTerms: false, profile: { locale: null, claims: {} } };
  await createProviderUser({ userId, ...identity, ...address, ...more }, provider, admin);
  return userId;
}

const vouched = { verified: true, challenge: null };

test('domains are given, listed, changed and taken, and are of one organization', async () => {
  await put('BÜCHER.example', {});
  await put('b.example', { provider: 'acme', admits: true });
  await put('b.example', { admits: true });
  const first = await (await call('GET', `${path}?limit=1`)).json();
  expect(first.items).toEqual([{ domain: 'b.example', provider: null, admits: true, ...vouched }]);
  const second = await (await call('GET', `${path}?limit=1&cursor=${first.next_cursor}`)).json();
  const book = { domain: 'xn--bcher-kva.example', provider: null, admits: false, ...vouched };
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

describe('a domain that is to be proved', () => {
  const one = `${path}/proved.example`;
  const record = '_sallyport-challenge.proved.example';
  const verify = async (url = one, token = root) => {
    const response = await admin.call('POST', `${url}/verify`, { token });
    return { status: response.status, said: await response.json() };
  };

  test('does nothing until DNS says to whom it belongs', async () => {
    await put('proved.example', { admits: true, provider: 'acme', verified: false });
    const { items } = await (await call('GET', path)).json();
    const listed = items.find(({ domain }: { domain: string }) => domain === 'proved.example');
    expect(listed).toMatchObject({ verified: false, challenge: { name: record } });
    const { value } = listed.challenge;
    expect(value).toMatch(/^sallyport-verification=\S{32}$/);
    expect(await organizationsOf(await proved('proved.example'))).toEqual([]);

    expect(await verify()).toMatchObject({
      status: 409,
      said: { detail: expect.stringContaining(value) },
    });
    dns.txt.set(record, [`${value}x`]);
    expect((await verify()).status).toBe(409);
    dns.txt.set(record, null);
    expect((await verify()).status).toBe(503);
    expect(await organizationsOf(await proved('proved.example'))).toEqual([]);

    // What it is to do changes, and what it has to say stays.
    await put('proved.example', { admits: true, verified: false });
    dns.txt.set(record, ['v=spf1 -all', value]);
    const done = { domain: 'proved.example', provider: null, admits: true, ...vouched };
    expect(await verify()).toEqual({ status: 200, said: done });
    dns.txt.clear();
    expect(await verify()).toEqual({ status: 200, said: done });
    expect(await organizationsOf(await proved('proved.example'))).toEqual(['acme']);
    const [event] = await admin.sql`
      select detail from audit_events where action = 'organization.verify_domain'`;
    expect(event).toMatchObject({ detail: { domain: 'proved.example' } });
  });

  test('is in the way of no other organization, which may prove it sooner', async () => {
    const [ours, theirs] = [`${path}/late.example`, '/organizations/zeta/domains/late.example'];
    for (const url of [ours, theirs]) await call('PUT', url, { verified: false });
    const values = await Promise.all(
      [path, '/organizations/zeta/domains'].map(async (url) => {
        const { items } = await (await call('GET', url)).json();
        return items.find(({ domain }: { domain: string }) => domain === 'late.example').challenge
          .value;
      }),
    );
    expect(values[0]).not.toBe(values[1]);
    dns.txt.set('_sallyport-challenge.late.example', values);
    expect((await verify(theirs)).status).toBe(200);
    expect((await verify(ours)).status).toBe(409);
    expect((await call('DELETE', ours)).status).toBe(204);
    expect((await verify(ours)).status).toBe(404);
  });

  test('is all that a delegated administrator can give', async () => {
    const plain = await admin.idOf('plain@example.com');
    const given = { holder: `user:${plain}`, type: 'organization', identifier: 'acme' };
    await call('POST', '/roles', {
      name: 'owner',
      permissions: ['organizations:read', 'organizations:write'],
    });
    await call('PUT', '/resource-roles', { ...given, role: 'owner' });
    const token = await admin.tokenOf('plain@example.com');
    const own = `${path}/own.example`;
    const putOwn = (body: object) => admin.call('PUT', own, { token, body });
    expect((await putOwn({ admits: true, verified: true })).status).toBe(403);
    expect((await putOwn({ admits: true })).status).toBe(204);
    expect((await verify(own, token)).status).toBe(409);
    const { items } = await (await admin.call('GET', path, { token })).json();
    const { challenge } = items.find(({ domain }: { domain: string }) => domain === 'own.example');
    dns.txt.set(challenge.name, [challenge.value]);
    expect((await verify(own, token)).status).toBe(200);
    expect((await putOwn({ admits: false })).status).toBe(204);
    expect((await verify(own, token)).said).toMatchObject({ admits: false, verified: true });
    for (let n = 0; n < 20; n++) {
      expect((await admin.call('PUT', `${path}/n${n}.example`, { token, body: {} })).status).toBe(
        204,
      );
    }
    expect((await admin.call('PUT', `${path}/n20.example`, { token, body: {} })).status).toBe(409);
  });
});
