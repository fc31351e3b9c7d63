import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insertProvider } from '../../../../../testing/providers.ts';
import { createVisitor } from '../../../../../testing/visitor.ts';
import { createProviderUser } from '../../directory/users/create-provider-user.service.ts';
import { applyPolicy } from '../../policies/policies.service.ts';
import {
  registrationPolicy,
  registrationSection,
} from '../../registration-policy/registration-policy.ts';
import { type People, type Person, startPeople } from '../people.fixture.ts';
import { owedTerms } from './owed-terms.ts';

/** Terms that are asked for once a person has an account. */

let people: People;
const password = 'a quiet harbour at night';
const url = 'https://shop.example/terms';

beforeAll(async () => {
  people = await startPeople({});
});
afterAll(() => people.issuer.close());

const hold = (version: string, asked = 'sign_in') => {
  const terms = { version, url, asked };
  const wanted = registrationSection.parse({ mode: 'open', terms });
  return people.issuer.context.sql.begin((tx) => applyPolicy(tx, registrationPolicy, wanted));
};
beforeEach(() => hold('1'));

const code = (visit: unknown) => (visit instanceof URL ? visit.searchParams.get('code') : null);
const versionsOf = (id: string) => people.issuer.context.sql`
  select version from accepted_terms where user_id = ${id} order by version`;

async function signIn(email: string, visitor = createVisitor()) {
  const person = await people.arrive(visitor);
  const sent = await person.send(`/sign-in/${person.id}`, { email, password });
  return { person, end: await person.follow(sent) };
}

const agree = (person: Person, version: string) =>
  person.send(`/terms/${person.id}`, { terms: 'yes', terms_version: version, asked: '' });

test('a person agrees at the next sign-in, once a version', async () => {
  const email = people.newAddress();
  const id = await people.account(email, { password });
  const { person, end } = await signIn(email);
  expect(end).toMatchObject({ text: expect.stringContaining('agree to our terms') });
  expect(end).toMatchObject({ text: expect.stringContaining(email) });
  const page = await person.get(`/terms/${person.id}`);
  const asked = /name="asked" value="([^"]*)"/.exec(page.text)![1]!;
  const at = `/terms/${person.id}`;
  const unwilling = await person.send(at, { terms_version: '1', asked }, page);
  expect(unwilling.status).toBe(403);
  expect(await versionsOf(id)).toEqual([]);
  const both = await Promise.all(
    [1, 2].map(() => person.send(at, { terms: 'yes', terms_version: '1', asked }, page)),
  );
  expect(code(await person.follow(both[0]!))).not.toBeNull();
  expect(await versionsOf(id)).toEqual([{ version: '1' }]);
  const agreed = await people.events(`user:${id}`);
  expect(agreed.filter(({ action }) => action === 'terms.accept')).toMatchObject([
    { actor: `user:${id}`, detail: { terms: '1' } },
  ]);
  expect(code((await signIn(email)).end)).not.toBeNull();

  await hold('2');
  // Who is signed in already is asked, too; and what only looks is told.
  const silent = await people.ask(person.visitor, { prompt: 'none' });
  expect(new URL(silent.next!).searchParams.get('error')).toBe('interaction_required');
  expect((await people.ask(person.visitor)).next).toContain('/terms/');
});

test('a version that changes while the page is open is shown again', async () => {
  const email = people.newAddress();
  const id = await people.account(email, { password });
  const { person } = await signIn(email);
  const page = await person.get(`/terms/${person.id}`);
  const asked = /name="asked" value="([^"]*)"/.exec(page.text)![1]!;
  await hold('2');
  const late = await person.send(
    `/terms/${person.id}`,
    { terms: 'yes', terms_version: '1', asked },
    page,
  );
  expect(late.text).toContain('have changed while this page was open');
  expect(await versionsOf(id)).toEqual([]);
});

test('the page of one person is no answer of another', async () => {
  const email = people.newAddress();
  const id = await people.account(email, { password });
  const { person } = await signIn(email);
  expect((await agree(person, '1')).status).toBe(403);
  expect(await versionsOf(id)).toEqual([]);
});

test('Cancel leads back to the application without a code', async () => {
  const email = people.newAddress();
  await people.account(email, { password });
  const { person } = await signIn(email);
  const page = await person.get(`/terms/${person.id}`);
  const end = await person.follow(await person.send(`/interaction/${person.id}/cancel`, {}, page));
  expect((end as URL).searchParams.get('error')).toBe('access_denied');
});

test('a person whose account a provider made is asked at the first sign-in, whatever the rest is', async () => {
  await insertProvider(people.issuer.context.sql, 'p');
  await hold('1', 'registration');
  const email = people.newAddress();
  const userId = people.issuer.context.random.uuid();
  const identity = { issuer: 'https://p.example', subject: email };
  const account = {
    userId,
    email,
    emailVerified: true,
    name: 'P',
    groups: [],
    profile: { locale: null, claims: {} },
    owesTerms: true,
  };
  await createProviderUser({ ...identity, ...account }, 'p', people.issuer.context);
  const other = people.newAddress();
  await people.account(other, { password });
  expect(code((await signIn(other)).end)).not.toBeNull();
  const [row] = await people.issuer.context.sql`select owes_terms from users where id = ${userId}`;
  expect(row).toEqual({ owes_terms: true });
});

describe('what is owed', () => {
  const terms = { version: '2', url, asked: 'registration' as const };
  const always = { ...terms, asked: 'sign_in' as const };
  test.each([
    ['nothing, where there are no terms', null, true, [], false],
    ['nothing, by people who were there before', terms, false, [], false],
    ['the terms, by people who were not asked', terms, true, [], true],
    ['a new version, where the configuration says so', always, false, ['1'], true],
    ['nothing, where this version was agreed to', always, true, ['1', '2'], false],
  ])('%s', (_, held, owes, accepted, expected) => {
    expect(owedTerms({ policy: { terms: held }, owes, accepted }) !== null).toBe(expected);
  });
});
