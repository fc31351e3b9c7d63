import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVisitor } from '../../../../testing/visitor.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { type People, shopClient, startPeople } from '../registration/people.fixture.ts';
import { routes } from '../routes.ts';
import { startProvider, type UpstreamProvider, upstreamClient } from './provider.fixture.ts';
import { signInAtProvider } from './sign-in-at-provider.fixture.ts';

/**
 * An attacker has an account with an address that is not theirs before its owner comes: made through a
 * provider that states any address. Nothing that the attacker signs in with opens what the owner gets.
 */
let people: People;
let upstream: UpstreamProvider;

beforeAll(async () => {
  people = await startPeople({});
  upstream = await startProvider(people.issuer.url + routes.federationCallback('acme'));
  const entry = {
    ...{ id: 'acme', type: 'oidc', name: 'Acme ID', issuer: upstream.issuer },
    ...{ client_id: upstreamClient.id, client_secret: upstreamClient.secret },
    trusted_for_domains: ['example.com'],
  };
  const declaration = {
    groups: [{ name: 'customers' }],
    clients: [shopClient],
    registration: { mode: 'open' },
    sign_in: { ways: ['password', 'email_code'] },
    providers: [entry],
  };
  await applyConfiguration(declarationSchema.parse(declaration), people.issuer.context);
});
afterAll(async () => {
  upstream.close();
  await people.issuer.close();
});

const signInThere = async (subject: string, visitor = createVisitor()) =>
  signInAtProvider(await people.arrive(visitor), subject);

/** Signs in to an account of the attacker's that has this address. @returns its id */
async function squat(email: string): Promise<string> {
  upstream.people.set(`attacker of ${email}`, { email, email_verified: false });
  await signInThere(`attacker of ${email}`);
  const { sql } = people.issuer.context;
  const [user] = await sql<{ id: string }[]>`
    select id from users where email = ${email} and not email_verified`;
  return user!.id;
}

const ownersOf = (email: string) => people.issuer.context.sql<{ id: string; ways: number }[]>`
  select id, (select count(*)::int from identities where user_id = users.id) as ways
  from users where email = ${email} and email_verified`;

/** The attacker is where they were, and nothing of theirs is in the owner's account. */
async function expectApart(email: string, attackers: string, ways: number) {
  const [owner, ...others] = await ownersOf(email);
  expect(others).toEqual([]);
  expect(owner!.id).not.toBe(attackers);
  expect(owner!.ways).toBe(ways);
  const before = await people.sessionsOf(owner!.id);
  await signInThere(`attacker of ${email}`);
  expect(await people.sessionsOf(owner!.id)).toEqual(before);
  expect((await people.sessionsOf(attackers)).length).toBe(2);
}

test('the owner who registers gets an account of their own', async () => {
  const email = people.newAddress();
  const attackers = await squat(email);
  const person = await people.arrive();
  await person.follow(await person.send(routes.register(person.id), { email }));
  const code = people.mails.codeTo(email);
  await person.send(routes.registerCode(person.id), { code });
  const details = { name: 'Owner', password: 'a password of the owner' };
  await person.follow(await person.send(routes.registerDetails(person.id), details));
  await expectApart(email, attackers, 0);
});

test('the owner who comes through a trusted provider gets an account of their own', async () => {
  const email = people.newAddress();
  const attackers = await squat(email);
  upstream.people.set(`owner of ${email}`, { email, email_verified: true });
  expect((await signInThere(`owner of ${email}`)).next).toContain('code=');
  await expectApart(email, attackers, 1);
});

test('the owner whose account an administrator makes gets one of their own', async () => {
  const email = people.newAddress();
  const attackers = await squat(email);
  await people.account(email, { password: 'a password of the owner' });
  await expectApart(email, attackers, 0);
});

test('no mail is sent for an account whose address is not proved, neither code nor new password', async () => {
  const email = people.newAddress();
  await squat(email);
  for (const path of [routes.emailCode, routes.forgotPassword]) {
    const person = await people.arrive();
    const page = await person.get(routes.signIn(person.id));
    await person.follow(await person.send(path(person.id), { email }, page));
  }
  expect(people.mails.to(email)).toEqual([]);
});
