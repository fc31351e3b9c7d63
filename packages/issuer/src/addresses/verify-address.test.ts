import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVisitor, type Visit } from '../../../../testing/visitor.ts';
import { anAdministrator } from '../directory/context.fixture.ts';
import { createUser } from '../directory/users/change-users.service.ts';
import { hashPassword } from '../directory/users/password.ts';
import { type People, type Person, startPeople } from '../registration/people.fixture.ts';

let people: People;
beforeAll(async () => {
  people = await startPeople({ sign_in: { verified_address: 'required' } });
});
afterAll(() => people.issuer.close());

const password = 'a quiet harbour at night';
const isBack = (at: Visit | URL) => at instanceof URL && at.searchParams.has('code');
const at = ({ id }: Person, step = '') => `/verify-address/${id}${step}`;

/** A person whose provider did not vouch for the address, and who has just signed in. */
async function signedIn(email = people.newAddress()) {
  const { context } = people.issuer;
  const given = { email, emailVerified: false, name: 'Person', password: null };
  const { id: userId } = await createUser(given, anAdministrator, context);
  const hash = await hashPassword(password, context);
  const { sql } = context;
  // With an address of their own to sign in with for as long as this takes.
  const key = people.newAddress();
  await sql`update users set password_hash = ${hash} where id = ${userId}`;
  await sql`insert into user_addresses (user_id, email) values (${userId}, ${key})`;
  const person = await people.arrive();
  const sent = await person.send(`/sign-in/${person.id}`, { email: key, password });
  await sql`delete from user_addresses where email = ${key}`;
  const page = await person.follow(sent);
  expect(page).toMatchObject({ url: people.issuer.url + at(person) });
  return { person, userId, email, page: page as Visit };
}

const addressOf = async (userId: string) => {
  const [row] = await people.issuer.context.sql`
    select email, email_verified as verified from users where id = ${userId}`;
  return row;
};

test('a person whose address is not proved types the code of a mail, and goes on', async () => {
  const { person, userId, email, page } = await signedIn();
  expect(page.text).toContain(`value="${email}"`);
  const sent = await person.send(at(person), { email }, page);
  const asked = (await person.follow(sent)) as Visit;
  expect(people.mails.to(email)).toMatchObject([{ kind: 'verify-address' }]);
  const wrong = await person.send(at(person, '/code'), { code: '000000' }, asked);
  expect(wrong.status).toBe(403);
  expect(wrong.text).toContain('4 more attempts');
  const code = people.mails.codeTo(email);
  const both = await Promise.all(
    [1, 2].map(() => person.send(at(person, '/code'), { code }, asked)),
  );
  expect(isBack(await person.follow(both[0]!)) || isBack(await person.follow(both[1]!))).toBe(true);
  expect(await addressOf(userId)).toEqual({ email, verified: true });
  expect(await people.events(`user:${userId}`)).toContainEqual({
    ...{ action: 'address.prove', actor: `user:${userId}`, detail: { primary: true } },
  });
  // The next one is not asked.
  const next = await people.arrive();
  const again = await next.send(`/sign-in/${next.id}`, { email, password });
  expect(isBack(await next.follow(again))).toBe(true);
});

test('another address takes the place of it, by a link that scanners do not use up', async () => {
  const { person, userId, email, page } = await signedIn();
  const other = people.newAddress();
  await person.send(at(person), { email: other }, page);
  const link = people.mails.linkTo(other);
  const elsewhere = await createVisitor().get(people.issuer.url + link);
  const code = people.mails.codeTo(other);
  expect(elsewhere.text).toContain(`${code.slice(0, 3)} ${code.slice(3)}`);
  const here = await person.get(link);
  expect((await person.get(link)).text).toBe(here.text);
  const fields = Object.fromEntries(new URL(link, people.issuer.url).searchParams);
  const pressed = await person.send('/verify-address', fields, here);
  expect(isBack(await person.follow(pressed))).toBe(true);
  expect(await addressOf(userId)).toEqual({ email: other, verified: true });
  expect(people.mails.to(email)).toEqual([]);
  expect((await person.send('/verify-address', fields, here)).status).toBe(404);
});

test('that of another person is refused, whose account is not told of: its owner gets a mail', async () => {
  const owned = people.newAddress();
  await people.account(owned);
  const free = people.newAddress();
  const said = async (email: string) => {
    const { person, page } = await signedIn();
    const sent = await person.send(at(person), { email }, page);
    const asked = (await person.follow(sent)) as Visit;
    const tried = await person.send(at(person, '/code'), { code: 'wrong' }, asked);
    const hide = (text: string) =>
      text
        .replaceAll(person.id, 'ID')
        .replaceAll(email, 'EMAIL')
        .replace(/csrf" value="[^"]*"/g, '');
    return [sent.status, hide(sent.next!), hide(asked.text), tried.status, hide(tried.text)];
  };
  expect(await said(owned)).toEqual(await said(free));
  expect(people.mails.to(owned)).toMatchObject([{ kind: 'address-in-use' }]);
  expect(people.mails.to(owned)[0]!.parameters).not.toHaveProperty('code');
});

test('of two people who prove one address, the second reads that it is taken', async () => {
  const email = people.newAddress();
  const both = [await signedIn(email), await signedIn(email)];
  const codes: string[] = [];
  for (const { person, page } of both) {
    await person.send(at(person), { email }, page);
    codes.push(people.mails.codeTo(email));
  }
  const proved = await Promise.all(
    both.map(({ person, page }, index) =>
      person.send(at(person, '/code'), { code: codes[index]! }, page),
    ),
  );
  expect(proved.map(({ status }) => status).toSorted()).toEqual([303, 403]);
  expect(proved.find(({ status }) => status === 403)!.text).toContain('belongs to another account');
});

test('it is of no use without its session, its browser, or where nothing is owed', async () => {
  const { person, email, page, userId } = await signedIn();
  await person.send(at(person), { email }, page);
  const code = people.mails.codeTo(email);
  const thief = await people.arrive();
  const own = await thief.get(`/sign-in/${thief.id}`);
  await thief.send(at(person, '/code'), { code }, own);
  await thief.send(at(thief, '/code'), { code }, own);
  const { sql } = people.issuer.context;
  await sql`update sessions set ended_at = now() where user_id = ${userId}`;
  await person.send(at(person, '/code'), { code }, page);
  const link = new URL(people.mails.linkTo(email), people.issuer.url);
  const pressed = await person.send('/verify-address', Object.fromEntries(link.searchParams), page);
  expect(pressed.status).toBe(404);
  expect(await addressOf(userId)).toMatchObject({ verified: false });
});
