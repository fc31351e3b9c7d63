import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVisitor } from '../../../../testing/visitor.ts';
import { findAccount } from '../directory/users/accounts.service.ts';
import { verifyPassword } from '../directory/users/password.ts';
import { type People, type Person, startPeople } from './people.fixture.ts';

let people: People;

const registration = {
  mode: 'open',
  groups: ['customers'],
  fields: [{ claim: 'phone_number', required: true }, { claim: 'nickname' }],
  terms: { version: '2026-11', url: 'https://shop.example/terms' },
};
const password = 'a quiet harbour at night';
const agreed = { terms: 'yes', terms_version: registration.terms.version };
const details = { name: 'Alice Arden', password, phone_number: '+49 30 1234567', ...agreed };

beforeAll(async () => {
  people = await startPeople({ registration });
});
afterAll(() => people.issuer.close());

const isBack = (at: unknown) => at instanceof URL && at.searchParams.has('code');
const at = (person: Person, step = '') => `/register/${person.id}${step}`;

/** A person who has asked to register. */
async function asked(email = people.newAddress(), person?: Person) {
  const who = person ?? (await people.arrive());
  const sent = await who.send(at(who), { email });
  expect(sent.next).toBe(people.issuer.url + at(who, '/code'));
  return { email, person: who };
}

/** One whose address is proved. */
async function proved(email?: string) {
  const registering = await asked(email);
  const { person } = registering;
  const code = people.mails.codeTo(registering.email);
  const typed = await person.send(at(person, '/code'), { code });
  expect(typed.next).toBe(people.issuer.url + at(person, '/details'));
  return registering;
}

test('a person proves the address, says who they are, and is signed in', async () => {
  const { email, person } = await asked();
  const link = await person.get(`/sign-in/${person.id}`);
  expect(link.text).toContain('Create an account');
  expect(await findAccount(people.issuer.context.sql, email)).toBeNull();
  const code = people.mails.codeTo(email);
  await person.send(at(person, '/code'), { code: `${code.slice(0, 3)} ${code.slice(3)}` });
  const page = await person.get(at(person, '/details'));
  expect(page.text).toContain('autocomplete="new-password"');
  const made = await person.send(at(person, '/details'), details, page);
  expect(isBack(await person.follow(made))).toBe(true);

  const { sql } = people.issuer.context;
  const [user] = await sql`
    select id, email, email_verified, name, password_hash, profile, locale from users
    where email = ${email}`;
  expect(user).toMatchObject({
    ...{ email_verified: true, name: 'Alice Arden', locale: 'en' },
    profile: { phone_number: '+49 30 1234567' },
  });
  expect(await verifyPassword(password, user!['password_hash'])).toBe(true);
  const id: string = user!['id'];
  expect(await people.sessionsOf(id)).toMatchObject([{ amr: ['otp'], acr: 'aal1' }]);
  expect(await sql`select version from accepted_terms where user_id = ${id}`).toEqual([
    { version: '2026-11' },
  ]);
  expect(await sql`select group_name from group_members where user_id = ${id}`).toEqual([
    { group_name: 'customers' },
  ]);
  expect(await people.events(`user:${id}`)).toMatchObject([
    {
      action: 'user.register',
      actor: `user:${id}`,
      detail: { groups: ['customers'], terms: '2026-11' },
    },
    { action: 'session.start' },
  ]);

  const again = await people.arrive();
  const signedIn = await again.send(`/sign-in/${again.id}`, { email, password });
  expect(isBack(await again.follow(signedIn))).toBe(true);
});

test('what is missing or wrong is told at its field, and what was typed stays', async () => {
  const { person } = await proved();
  const refused = await person.send(at(person, '/details'), {
    ...{ name: 'Alice & Co', password: 'Password1234!', phone_number: '(((((' },
    terms_version: agreed.terms_version,
  });
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('value="Alice &amp; Co"');
  expect(refused.text).toContain('id="phone_number-error"');
  expect(refused.text).toContain('is on a list that attackers try');
  expect(refused.text).toContain('Agree to the terms');
  expect(refused.text).not.toContain('Password1234!');
  const made = await person.send(at(person, '/details'), details, refused);
  expect(isBack(await person.follow(made))).toBe(true);
});

test('a double click makes one account and leads on', async () => {
  const { email, person } = await proved();
  const page = await person.get(at(person, '/details'));
  const both = await Promise.all(
    [1, 2].map(() => person.send(at(person, '/details'), details, page)),
  );
  for (const { next } of both) {
    expect(next).toBe(`${people.issuer.url}/authorize/${person.id}`);
  }
  const { sql } = people.issuer.context;
  expect(await sql`select from users where email = ${email}`).toHaveLength(1);
});

test('of two people who prove one address at the same time, one gets the account', async () => {
  const email = people.newAddress();
  const both = [await proved(email), await proved(email)];
  const made = await Promise.all(
    both.map(({ person }) => person.send(at(person, '/details'), details)),
  );
  const ends = await Promise.all(both.map(({ person }, index) => person.follow(made[index]!)));
  expect(ends.filter(isBack)).toHaveLength(1);
  const [told] = made.filter(({ status }) => status === 200);
  expect(told?.text).toContain('You have an account already');
  const { sql } = people.issuer.context;
  expect(await sql`select from users where lower(email) = ${email}`).toHaveLength(1);
});

describe('an address that has an account', () => {
  test('gets another mail, and the page says the same', async () => {
    const email = people.newAddress();
    const id = await people.account(email);
    const unknown = people.newAddress();
    const said = async (address: string) => {
      const person = await people.arrive();
      const sent = await person.send(at(person), { email: address });
      const page = await person.get(at(person, '/code'));
      const tried = await person.send(at(person, '/code'), { code: 'wrong' }, page);
      const hide = (text = '') =>
        text
          .replaceAll(person.id, 'ID')
          .replaceAll(address, 'EMAIL')
          .replace(/csrf" value="[^"]*"/g, '');
      return [sent.status, hide(sent.next), hide(page.text), tried.status, hide(tried.text)];
    };
    expect(await said(email.toUpperCase().replace('EXAMPLE.COM', 'example.com'))).toEqual(
      await said(unknown),
    );
    const mail = people.mails.to(email.toUpperCase().replace('EXAMPLE.COM', 'example.com'));
    expect(mail.map(({ kind }) => kind)).toEqual(['already-registered']);
    expect(people.mails.to(unknown).map(({ kind }) => kind)).toEqual(['verify-address']);
    expect(await people.sessionsOf(id)).toEqual([]);
  });
});

describe('a link', () => {
  test('opened where it was asked for proves the address at a press', async () => {
    const { email, person } = await asked();
    const link = people.mails.linkTo(email);
    for (const _ of ['a scanner', 'a prefetch']) {
      expect((await person.get(link)).text).toContain('Register for Shop?');
    }
    expect((await person.get(at(person, '/details'))).next).toContain('/code');
    const secret = new URL(link, people.issuer.url).searchParams.get('secret')!;
    const pressed = await person.send(at(person, '/open'), { secret }, await person.get(link));
    expect(pressed.next).toBe(people.issuer.url + at(person, '/details'));
  });

  test('opened elsewhere shows the code of the mail, and makes nothing there', async () => {
    const { email } = await asked();
    const other = createVisitor();
    const shown = await other.get(people.issuer.url + people.mails.linkTo(email));
    const code = people.mails.codeTo(email);
    expect(shown.text).toContain(`${code.slice(0, 3)} ${code.slice(3)}`);
    expect(shown.text).not.toContain('<form class="form"');
  });
});

describe('what belongs to one browser', () => {
  test('is of no use in another: neither the code nor what it proved', async () => {
    const { email, person } = await proved();
    const thief = await people.arrive();
    const own = await thief.get(at(thief));
    for (const step of ['/code', '/details']) {
      const taken = await thief.get(at(person, step));
      expect(taken.status).toBe(400);
      await thief.send(at(person, step), { ...details, code: people.mails.codeTo(email) }, own);
    }
    expect(await findAccount(people.issuer.context.sql, email)).toBeNull();
  });

  test('a form without the right csrf does nothing', async () => {
    const { email, person } = await proved();
    const csrf = 'of another browser';
    const sent = await person.visitor.post(people.issuer.url + at(person, '/details'), {
      ...details,
      csrf,
    });
    expect(sent.next).toBe(people.issuer.url + at(person, '/details'));
    expect(await findAccount(people.issuer.context.sql, email)).toBeNull();
  });
});

test('steps that are skipped lead back to the one that is missing', async () => {
  const person = await people.arrive();
  expect((await person.get(at(person, '/details'))).next).toBe(
    people.issuer.url + at(person, '/code'),
  );
  expect((await person.get(at(person, '/code'))).next).toBe(people.issuer.url + at(person));
  const { person: other } = await asked();
  const page = await other.get(at(other, '/code'));
  const early = await other.send(at(other, '/details'), details, page);
  expect(early.next).toBe(people.issuer.url + at(other, '/code'));
});

test('a restart of the server between the steps loses nothing', async () => {
  // All of it is in the database: another node answers the next step.
  const { email, person } = await asked();
  const { sql } = people.issuer.context;
  const [row] = await sql`
    select attempts, proven_at from one_time_codes where email = ${email}`;
  expect(row).toEqual({ attempts: 0, proven_at: null });
  const code = people.mails.codeTo(email);
  await person.send(at(person, '/code'), { code });
  const [proven] = await sql`select proven_at from one_time_codes where email = ${email}`;
  expect(proven!['proven_at']).toBeInstanceOf(Date);
});

describe('who may register', () => {
  test.each(['invitation', 'off'])('no one with mode %s', async (mode) => {
    const closed = await startPeople({ registration: { mode } });
    const person = await closed.arrive();
    const page = await person.get(`/sign-in/${person.id}`);
    expect(page.text).not.toContain('Create an account');
    expect((await person.get(at(person))).next).toBe(`${closed.issuer.url}/sign-in/${person.id}`);
    const sent = await person.send(at(person), { email: 'a@example.com' }, page);
    expect(sent.next).toBe(`${closed.issuer.url}/sign-in/${person.id}`);
    expect(closed.mails.to('a@example.com')).toEqual([]);
    await closed.issuer.close();
  });

  test('people of certain domains, and the page says which', async () => {
    const domains = await startPeople({
      registration: { mode: 'domains', domains: ['shop.example'] },
    });
    const person = await domains.arrive();
    const refused = await person.send(at(person), { email: 'a@sub.shop.example' });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('shop.example');
    const sent = await person.send(at(person), { email: 'a@SHOP.example' });
    expect(sent.next).toBe(domains.issuer.url + at(person, '/code'));
    await domains.issuer.close();
  });

  test('people whom an administrator picks from a list', async () => {
    const list = await startPeople({ registration: { ...registration, mode: 'waiting_list' } });
    const email = list.newAddress();
    const person = await list.arrive();
    await person.send(at(person), { email });
    await person.send(at(person, '/code'), { code: list.mails.codeTo(email) });
    const page = await person.get(at(person, '/details'));
    expect(page.text).not.toContain('type="password"');
    const told = await person.send(at(person, '/details'), { name: 'Alice', ...agreed }, page);
    expect(told.text).toContain('You are on the list');
    const { sql } = list.issuer.context;
    expect(await sql`select email, name from waiting_people`).toEqual([{ email, name: 'Alice' }]);
    expect(await sql`select from users where email = ${email}`).toEqual([]);
    await list.issuer.close();
  });
});
