import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createVisitor, csrfOf } from '../../../../testing/visitor.ts';
import type { Caller } from '../directory/caller.ts';
import { anAdministrator } from '../directory/context.fixture.ts';
import { updateUser } from '../directory/users/change-users.service.ts';
import { applyPolicy } from '../policies/policies.service.ts';
import {
  registrationPolicy,
  registrationSection,
} from '../registration-policy/registration-policy.ts';
import { invite } from './invitations/invite.service.ts';
import { type People, type Person, startPeople } from './people.fixture.ts';

/** What changes between the steps of a person who registers or accepts an invitation. */

let people: People;
let inviter: Caller;

beforeAll(async () => {
  people = await startPeople({});
  inviter = await people.administrator();
});
afterAll(() => people.issuer.close());

const hold = (registration: object) =>
  people.issuer.context.sql.begin((tx) =>
    applyPolicy(tx, registrationPolicy, registrationSection.parse(registration)),
  );

beforeEach(() => hold({ mode: 'open' }));

const password = 'a quiet harbour at night';
const details = { name: 'Alice Arden', password };
const at = (person: Person, step = '') => `/register/${person.id}${step}`;

async function proved(email = people.newAddress()) {
  const person = await people.arrive();
  await person.send(at(person), { email });
  await person.send(at(person, '/code'), { code: people.mails.codeTo(email) });
  return { email, person, page: await person.get(at(person, '/details')) };
}

const usersOf = (email: string) => people.issuer.context.sql`
  select id from users where email = ${email}`;

async function invited(email = people.newAddress()) {
  const order = { email, name: null, inviter: 'Bob', language: 'en', lifetime: 86_400 };
  await invite({ ...order, roles: [], groups: [] }, inviter, people.issuer.context);
  const link = people.issuer.url + people.mails.linkTo(email);
  return { email, link, secret: new URL(link).searchParams.get('secret')! };
}

describe('the operator', () => {
  test('lets in other domains: the page says which, and there is no account', async () => {
    const { email, person, page } = await proved();
    await hold({ mode: 'domains', domains: ['shop.example'] });
    const sent = await person.send(at(person, '/details'), details, page);
    expect(sent.next).toBe(people.issuer.url + at(person));
    expect((await person.get(at(person, '/details'))).next).toBe(sent.next);
    const told = await person.get(at(person));
    expect(told.status).toBe(403);
    expect(told.text).toContain('shop.example');
    expect(await usersOf(email)).toEqual([]);
  });

  test('lets no one in: an invitation is dead while that is so, and lives on afterwards', async () => {
    const { email, link, secret } = await invited();
    const visitor = createVisitor();
    const csrf = csrfOf(await visitor.get(link));
    await hold({ mode: 'off' });
    expect((await visitor.get(link)).status).toBe(404);
    const sent = await visitor.post(`${people.issuer.url}/invitation`, {
      ...details,
      csrf,
      secret,
    });
    expect(sent.status).toBe(404);
    expect(await usersOf(email)).toEqual([]);
    await hold({ mode: 'invitation' });
    expect((await visitor.get(link)).status).toBe(200);
  });
});

describe('the account of an address', () => {
  test('is disabled: an invitation says so, and does not ask again and again', async () => {
    const email = people.newAddress();
    const id = await people.account(email);
    const { link, secret } = await invited(email);
    const visitor = createVisitor();
    const csrf = csrfOf(await visitor.get(link));
    await updateUser(id, { disabled: true }, anAdministrator, people.issuer.context);
    const there = `${people.issuer.url}/invitation`;
    for (const told of [
      await visitor.get(link),
      await visitor.post(there, { ...details, csrf, secret }),
    ]) {
      expect(told.status).toBe(403);
      expect(told.text).toContain('This account is disabled');
    }
    await updateUser(id, { disabled: false }, anAdministrator, people.issuer.context);
    expect((await visitor.post(there, { csrf, secret })).text).toContain('Welcome');
  });

  test('is disabled: a person who registers and has proved the address is told', async () => {
    const email = people.newAddress();
    const id = await people.account(email);
    await updateUser(id, { disabled: true }, anAdministrator, people.issuer.context);
    const { person, page } = await proved(email);
    const told = await person.send(at(person, '/details'), details, page);
    expect(told.text).toContain('This account is disabled');
  });
});

describe('the waiting list', () => {
  const listed = () => people.issuer.context.sql`select email from waiting_people`;

  test('says that a person is on it once, and again to a second press', async () => {
    await hold({ mode: 'waiting_list' });
    const { email, person, page } = await proved();
    const pressed = await Promise.all(
      [1, 2].map(() => person.send(at(person, '/details'), { name: 'Alice' }, page)),
    );
    pressed.push(await person.send(at(person, '/details'), { name: 'Alice' }, page));
    for (const { text } of pressed) expect(text).toContain('You are on the list');
    expect(await listed()).toEqual([{ email }]);
  });

  test('does not say so to a person whose code died before it was used', async () => {
    await hold({ mode: 'waiting_list' });
    const { email, person, page } = await proved();
    // Another tab asks for another code, later than a double click does.
    people.issuer.clock.advance(6);
    await person.send(at(person), { email });
    const sent = await person.send(at(person, '/details'), { name: 'Alice' }, page);
    expect(sent.next).toBe(people.issuer.url + at(person, '/code'));
    expect(await listed()).not.toContainEqual({ email });
  });
});

test('a code that was typed wrong five times is over, and the page says so', async () => {
  const person = await people.arrive();
  const email = people.newAddress();
  await person.send(at(person), { email });
  const page = await person.get(at(person, '/code'));
  const wrong = { code: people.mails.codeTo(email) === '000000' ? '000001' : '000000' };
  for (let times = 0; times < 4; times++) await person.send(at(person, '/code'), wrong, page);
  const last = await person.send(at(person, '/code'), wrong, page);
  const right = { code: people.mails.codeTo(email) };
  const late = await person.send(at(person, '/code'), right, page);
  for (const sent of [last, late]) {
    const told = await person.follow(sent);
    expect(told).toMatchObject({ text: expect.stringContaining('can no longer be used') });
    expect(told).toMatchObject({ text: expect.stringContaining(`value="${email}"`) });
  }
  await person.send(at(person), { email });
  const another = await person.send(at(person, '/code'), { code: people.mails.codeTo(email) });
  expect(another.next).toBe(people.issuer.url + at(person, '/details'));
});
