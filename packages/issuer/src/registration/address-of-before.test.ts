import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visit } from '../../../../testing/visitor.ts';
import { anAdministrator } from '../directory/context.fixture.ts';
import { type UserChange, updateUser } from '../directory/users/change-users.service.ts';
import { type People, startPeople } from './people.fixture.ts';

let people: People;
beforeAll(async () => {
  people = await startPeople({ sign_in: { ways: ['password', 'email_code', 'magic_link'] } });
});
afterAll(() => people.issuer.close());

const isBack = (at: Visit | URL) => at instanceof URL && at.searchParams.has('code');

/** What an administrator does about an address that is another person's. */
const changes: [what: string, change: () => UserChange][] = [
  ['is replaced', () => ({ email: people.newAddress() })],
  ['is not proved any more', () => ({ emailVerified: false })],
];

async function begin() {
  const email = people.newAddress();
  const userId = await people.account(email, { password: 'the password of before' });
  return { email, userId, person: await people.arrive() };
}

const change = (userId: string, to: UserChange) =>
  updateUser(userId, to, anAdministrator, people.issuer.context);

test.each(changes)('a reset link to an address that %s is dead', async (_, to) => {
  const { email, userId, person } = await begin();
  await person.send(`/forgot-password/${person.id}`, { email });
  const link = people.mails.linkTo(email);
  expect((await person.get(link)).status).toBe(200);
  await change(userId, to());
  expect((await person.get(link)).status).toBe(404);
});

test.each(changes)('a reset page that is open when the address %s sets nothing', async (_, to) => {
  const { email, userId, person } = await begin();
  await person.send(`/forgot-password/${person.id}`, { email });
  const link = people.mails.linkTo(email);
  const open = await person.get(link);
  const parameters = new URL(link, people.issuer.url).searchParams;
  const { sql } = people.issuer.context;
  const hashOf = () => sql`select password_hash from users where id = ${userId}`;
  const before = await hashOf();
  await change(userId, to());
  const fields = { ...Object.fromEntries(parameters), password: 'a quiet harbour at night' };
  expect((await person.send('/reset-password', fields, open)).status).toBe(404);
  expect(await hashOf()).toEqual(before);
});

test.each(changes)('a code to an address that %s signs in nowhere', async (_, to) => {
  const { email, userId, person } = await begin();
  const at = `/email-code/${person.id}`;
  await person.send(at, { email });
  const page = await person.get(at);
  const code = people.mails.codeTo(email);
  await change(userId, to());
  const sent = await person.send(`${at}/check`, { code }, page);
  expect(isBack(await person.follow(sent))).toBe(false);
});

test.each(changes)('a link to sign in, to an address that %s, signs in nowhere', async (_, to) => {
  const { email, userId, person } = await begin();
  const at = `/magic-link/${person.id}`;
  await person.send(at, { email });
  const page = await person.get(at);
  await change(userId, to());
  const secret = new URL(people.mails.linkTo(email), people.issuer.url).searchParams.get('secret')!;
  const sent = await person.send(`${at}/open`, { secret }, page);
  expect(isBack(await person.follow(sent))).toBe(false);
});

test('another name takes nothing away', async () => {
  const { email, userId, person } = await begin();
  await person.send(`/forgot-password/${person.id}`, { email });
  await change(userId, { name: 'Another Name' });
  expect((await person.get(people.mails.linkTo(email))).status).toBe(200);
});
