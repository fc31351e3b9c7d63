import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVisitor, type Visitor } from '../../../../testing/visitor.ts';
import { anAdministrator } from '../directory/context.fixture.ts';
import { updateUser } from '../directory/users/change-users.service.ts';
import { type People, startPeople } from '../registration/people.fixture.ts';
import { systemRandom } from '../runtime/random.ts';
import { readAccounts, sealAccounts, withAccount } from './known-accounts.ts';

let people: People;
const password = 'a quiet harbour at night';
const select = { prompt: 'select_account' };

beforeAll(async () => {
  people = await startPeople({});
});
afterAll(() => people.issuer.close());

const code = (at: unknown) => (at instanceof URL ? at.searchParams.get('code') : null);

async function account(name: string) {
  const email = people.newAddress();
  return { email, id: await people.account(email, { password, name }) };
}

async function signIn(visitor: Visitor, email: string, parameters: Record<string, string> = {}) {
  const person = people.personAt(visitor, await people.ask(visitor, parameters));
  const sent = await person.send(`/sign-in/${person.id}`, { email, password });
  expect(code(await person.follow(sent))).not.toBeNull();
}

const choose = async (visitor: Visitor, parameters: Record<string, string> = select) => {
  const begun = await people.ask(visitor, parameters);
  expect(begun.next).toContain('/select-account/');
  const person = people.personAt(visitor, begun);
  const at = `/select-account/${person.id}`;
  return { person, at, page: await person.get(at) };
};

/** Alice has signed in with this browser, and Bob is signed in. */
async function shared() {
  const visitor = createVisitor();
  const [alice, bob] = [await account('Alice Arden'), await account('Bob Birch')];
  await signIn(visitor, alice.email);
  await signIn(visitor, bob.email, { prompt: 'login' });
  return { visitor, alice, bob };
}

test('the account of the session goes on without a password, and another one with its own', async () => {
  const { visitor, alice, bob } = await shared();
  const { person, at, page } = await choose(visitor);
  expect(page.text).toMatch(new RegExp(`Bob Birch.*${bob.email} · signed in.*Alice Arden`, 's'));
  expect(
    code(await person.follow(await person.send(at, { account: bob.id }, page))),
  ).not.toBeNull();

  const again = await choose(visitor);
  const chosen = await again.person.send(again.at, { account: alice.id }, again.page);
  const asked = await again.person.follow(chosen);
  expect(asked).toMatchObject({ text: expect.stringContaining(`value="${alice.email}"`) });
  // A choice is no proof.
  expect(await people.sessionsOf(alice.id)).toEqual([]);
  const sent = await again.person.send(`/sign-in/${again.person.id}`, {
    email: alice.email,
    password,
  });
  expect(code(await again.person.follow(sent))).not.toBeNull();
  expect(await people.sessionsOf(bob.id)).toEqual([]);
  expect((await choose(visitor)).page.text).toMatch(/Alice Arden.*signed in.*Bob Birch/s);
});

test('another account than these is asked for, and none of their addresses is filled in', async () => {
  const { visitor, alice, bob } = await shared();
  const { person, at, page } = await choose(visitor, { ...select, login_hint: bob.email });
  const asked = await person.follow(await person.send(at, { account: 'another' }, page));
  const text = 'text' in asked ? asked.text : '';
  expect(text).toContain('name="password"');
  for (const { email } of [alice, bob]) expect(text).not.toContain(email);
});

test('login_hint puts its account first, and id_token_hint leaves only its own', async () => {
  const { visitor, alice, bob } = await shared();
  const hinted = await choose(visitor, { ...select, login_hint: alice.email.toUpperCase() });
  expect(hinted.page.text).toMatch(/Alice Arden.*Bob Birch/s);
  const { sql } = people.issuer.context;
  await sql`
    update authorization_requests set parameters = parameters || ${sql.json({ hintedUser: alice.id })}
    where parameters ->> 'loginHint' = ${alice.email.toUpperCase()}`;
  const only = await hinted.person.get(hinted.at);
  expect(only.text).toContain('Alice Arden');
  for (const other of ['Bob Birch', 'Use another account']) expect(only.text).not.toContain(other);
  for (const taken of [bob.id, 'another']) {
    const sent = await hinted.person.send(hinted.at, { account: taken }, only);
    expect(sent.next).toBe(people.issuer.url + hinted.at);
  }
});

test('an account is taken off the list, and one that is gone or disabled is not on it', async () => {
  const { visitor, alice } = await shared();
  const { person, at } = await choose(visitor);
  const list = await person.get(`${at}?forget=yes`);
  expect(list.text).not.toContain('Bob Birch');
  const forgotten = await person.send(at, { forget: alice.id }, list);
  expect(await person.follow(forgotten)).toMatchObject({
    text: expect.not.stringContaining('Alice Arden'),
  });
  const carol = await account('Carol Cole');
  await signIn(visitor, carol.email, { prompt: 'login' });
  expect((await choose(visitor)).page.text).toContain('Bob Birch');
  await updateUser(carol.id, { disabled: true }, anAdministrator, people.issuer.context);
  const left = await choose(visitor);
  expect(left.page.text).not.toContain('Carol Cole');
  const sent = await left.person.send(left.at, { account: carol.id }, left.page);
  expect(sent.next).toBe(people.issuer.url + left.at);
});

test('an account of another person is none of this browser, and nothing to choose leads to the page', async () => {
  const { alice } = await shared();
  const { visitor } = await shared();
  const { person, at, page } = await choose(visitor);
  const sent = await person.send(at, { account: alice.id }, page);
  expect(sent.next).toBe(people.issuer.url + at);
  expect((await people.ask(createVisitor(), select)).next).toContain('/sign-in/');
});

test('the cookie tells no one who uses the browser, and keeps five at most', () => {
  const key = Buffer.alloc(32, 1);
  const ids = Array.from(
    { length: 6 },
    (_, index) => `0000000${index}-0000-4000-8000-000000000000`,
  );
  const kept = ids.reduce<string[]>((all, id) => withAccount(all, id), []);
  expect(kept).toEqual(ids.toReversed().slice(0, 5));
  expect(withAccount(kept, kept[2]!)[0]).toBe(kept[2]);
  const sealed = sealAccounts(kept, key, systemRandom);
  expect(readAccounts(sealed, key)).toEqual(kept);
  expect(Buffer.from(sealed, 'base64url').toString()).not.toContain('8000');
  expect(sealed.length).toBeLessThan(400);
  for (const cookie of [undefined, '', 'x', sealed.slice(1), `${sealed}AAAA`, 'A'.repeat(2_000)]) {
    expect(readAccounts(cookie, key)).toEqual([]);
  }
  expect(readAccounts(sealed, Buffer.alloc(32, 2))).toEqual([]);
});
