import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { type People, shopClient, startPeople } from '../registration/people.fixture.ts';
import { routes } from '../routes.ts';
import { startProvider, type UpstreamProvider, upstreamClient } from './provider.fixture.ts';
import { signInAtProvider } from './sign-in-at-provider.fixture.ts';

/** A domain for which `acme` is required, and `other`, which states any address and is trusted with none. */
let people: People;
let acme: UpstreamProvider;
let other: UpstreamProvider;
const domain = 'acme.example';
const goesToAcme = `With an address of ${domain}, sign in with the account of`;

beforeAll(async () => {
  people = await startPeople({});
  const start = (id: string) => startProvider(people.issuer.url + routes.federationCallback(id));
  [acme, other] = [await start('acme'), await start('other')];
});
afterAll(async () => {
  acme.close();
  other.close();
  await people.issuer.close();
});

function declare(more: object) {
  const client = { client_id: upstreamClient.id, client_secret: upstreamClient.secret };
  const declaration = {
    groups: [{ name: 'customers' }],
    clients: [shopClient],
    registration: { mode: 'open' },
    providers: [
      { ...client, ...{ id: 'acme', type: 'oidc', name: 'Acme ID', issuer: acme.issuer }, ...more },
      { ...client, ...{ id: 'other', type: 'oidc', name: 'Other ID', issuer: other.issuer } },
    ],
  };
  return applyConfiguration(declarationSchema.parse(declaration), people.issuer.context);
}

const require = () => declare({ required_for_domains: [domain], trusted_for_domains: [domain] });

async function signInAt(provider: UpstreamProvider, email: string, email_verified = true) {
  provider.people.set(email, { email, email_verified });
  return signInAtProvider(await people.arrive(), email, provider === acme ? 'acme' : 'other');
}

const accountsOf = (email: string) => people.issuer.context.sql<
  { id: string; verified: boolean; issuers: string[] }[]
>`
  select id, email_verified as verified,
    array(select issuer from identities where user_id = users.id) as issuers
  from users where email = ${email} order by created_at, id`;

test('another provider that states such an address makes no account, and leads to the required one', async () => {
  await require();
  const email = `new@${domain}`;
  const page = await signInAt(other, email);
  expect(page.text).toContain(goesToAcme);
  expect(await accountsOf(email)).toEqual([]);
  expect((await signInAt(acme, email)).next).toContain('code=');
  expect(await accountsOf(email)).toMatchObject([{ verified: true, issuers: [acme.issuer] }]);
});

test('an address that it has not verified stands in nobody’s way', async () => {
  await require();
  const email = `unverified@${domain}`;
  expect((await signInAt(other, email, false)).next).toContain('code=');
  expect((await signInAt(acme, email)).next).toContain('code=');
  expect((await accountsOf(email)).map(({ verified }) => verified).toSorted()).toEqual([
    false,
    true,
  ]);
});

test('what it made before becomes the owner’s, without anything that has opened it', async () => {
  await declare({});
  const email = `owner@${domain}`;
  expect((await signInAt(other, email)).next).toContain('code=');
  const [{ id } = { id: '' }] = await accountsOf(email);
  const { sql } = people.issuer.context;
  // What the other person has set up meanwhile.
  await sql`update users set password_hash = 'x' where id = ${id}`;
  await sql`insert into user_addresses (user_id, email) values (${id}, 'intruder@example.com')`;
  await sql`
    insert into totp_secrets (user_id, secret, last_step, created_at) values (${id}, '\\x00', 0, now())`;
  await sql`insert into recovery_codes (user_id, hash) values (${id}, '\\x00')`;
  await sql`
    insert into passkeys (id, user_id, credential_id, public_key, aaguid, backup_eligible, backed_up,
      user_verified, counter, transports, name, created_at)
    values (gen_random_uuid(), ${id}, '\\x01', '\\x00', gen_random_uuid(), true, true, true, 0, '{}', 'Key', now())`;
  await require();

  expect((await signInAt(acme, email)).next).toContain('code=');
  expect(await accountsOf(email)).toEqual([{ id, verified: true, issuers: [acme.issuer] }]);
  const [left] = await sql`
    select password_hash as password,
      array(select email from user_addresses where user_id = users.id) as addresses,
      (select count(*)::int from totp_secrets where user_id = users.id) as apps,
      (select count(*)::int from recovery_codes where user_id = users.id) as codes,
      (select count(*)::int from passkeys where user_id = users.id) as passkeys
    from users where id = ${id}`;
  expect(left).toEqual({ password: null, addresses: [email], apps: 0, codes: 0, passkeys: 0 });
  expect(await people.sessionsOf(id)).toHaveLength(1);
  const actor = 'provider:acme';
  expect((await people.events(`user:${id}`)).slice(-6, -1)).toEqual([
    ...[{ action: 'factor.remove', actor, detail: { factor: 'passkey', name: 'Key' } }],
    ...[{ action: 'factor.remove', actor, detail: { factor: 'totp' } }],
    ...[{ action: 'user.unlink', actor, detail: { issuer: other.issuer } }],
    ...[{ action: 'address.remove', actor, detail: {} }],
    ...[{ action: 'user.link', actor, detail: { by: 'required provider' } }],
  ]);

  expect((await signInAt(other, email)).text).toContain(goesToAcme);
  expect(await people.sessionsOf(id)).toHaveLength(1);
});

test('of four arrivals at once one takes it over, and all come in', async () => {
  await declare({});
  const email = `four@${domain}`;
  await signInAt(other, email);
  await require();
  const arrived = await Promise.all([1, 2, 3, 4].map(() => signInAt(acme, email)));
  expect(arrived.map(({ next }) => next?.includes('code='))).toEqual([true, true, true, true]);
  expect(await accountsOf(email)).toMatchObject([{ issuers: [acme.issuer] }]);
});

test('an account that its owner proved, and connected with the other provider, is left alone', async () => {
  await declare({});
  const email = `proved@${domain}`;
  const id = await people.account(email, { password: 'a quiet harbour at night' });
  const { sql } = people.issuer.context;
  await sql`
    insert into identities (issuer, subject, user_id, email, linked_at)
    values (${other.issuer}, ${email}, ${id}, ${email}, now() + interval '1 hour')`;
  await require();
  const page = await signInAt(acme, email);
  expect([page.status, page.text.includes('You have an account already')]).toEqual([403, true]);
  expect(await accountsOf(email)).toMatchObject([{ id, issuers: [other.issuer] }]);
});
