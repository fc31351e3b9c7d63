import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { alice, shop } from '../../../../../testing/shop.ts';
import { createPerson, type Person } from '../person.fixture.ts';

const label = { en: 'Team', de: 'Gruppe' };
const options = [{ value: 'sales', label: { en: 'Sales', de: 'Vertrieb' } }];

let issuer: TestIssuer;
let person: Person;
beforeAll(async () => {
  issuer = await startTestIssuer({
    ...shop,
    profile: {
      claims: ['given_name', 'birthdate', 'phone_number', 'picture', 'address'],
      fields: [
        { name: 'team', type: 'choice', label, options },
        { name: 'newsletter', type: 'boolean', label: { en: 'Newsletter' } },
        {
          ...{ name: 'employee_number', type: 'number', label: { en: 'Employee number' } },
          written_by: 'administrator',
        },
      ],
    },
    registration: { fields: [{ claim: 'phone_number', required: true }] },
  });
  const { sql } = issuer.context;
  const profile = { employee_number: 17, gender: 'x', phone_number: '12345' };
  await sql`update users set profile = ${sql.json(profile)} where email = ${alice.email}`;
  person = createPerson(issuer);
  await person.signIn();
});
afterAll(() => issuer.close());

const kept = async () => {
  const [row] = await issuer.context.sql`
    select name, profile from users where email = ${alice.email}`;
  return row as { name: string; profile: object };
};

const typed = {
  ...{ name: 'Alice Walnut', given_name: 'Alice', birthdate: '1987-05-04', locality: 'Berlin' },
  ...{ phone_number: '+49 30 1234567', team: 'sales', newsletter: 'yes', picture: '' },
};

test('a person changes what is theirs to change, and nothing else', async () => {
  const page = await person.open('/account/profile');
  expect(page.text).toContain('value="12345"');
  expect(page.text).toMatch(/Employee number[\s\S]*17/);
  const forged = { ...typed, employee_number: '1', gender: 'y', roles: 'administrator' };
  const saved = await person.follow(await person.send(page, forged));
  expect(saved.text).toContain('Your profile is saved');
  expect(await kept()).toEqual({
    name: 'Alice Walnut',
    profile: {
      ...{ employee_number: 17, gender: 'x', given_name: 'Alice', birthdate: '1987-05-04' },
      ...{ phone_number: '+49 30 1234567', address: { locality: 'Berlin' } },
      ...{ team: 'sales', newsletter: true },
    },
  });
  const [event] = await issuer.context.sql`
    select actor, subjects, detail from audit_events where action = 'user.update'`;
  expect(event!['actor']).toBe(event!['subjects'][0]);
  expect(event!['detail'].changed.toSorted()).toEqual(
    [
      ...['name', 'profile.address', 'profile.birthdate', 'profile.given_name'],
      ...['profile.newsletter', 'profile.phone_number', 'profile.team'],
    ].toSorted(),
  );
  expect(JSON.stringify(event)).not.toContain('Berlin');
});

test('what was forgotten is forgotten; what has to be there is asked for', async () => {
  const page = await person.open('/account/profile');
  const missing = await person.send(page, { ...typed, phone_number: '', given_name: '' });
  expect(missing.status).toBe(403);
  expect(missing.text).toContain('id="phone_number-error"');
  await person.send(page, { ...typed, given_name: '', locality: '', newsletter: '', team: '' });
  const { profile } = await kept();
  expect(profile).toMatchObject({ newsletter: false, gender: 'x' });
  for (const name of ['given_name', 'address', 'team']) expect(profile).not.toHaveProperty(name);
});

test('what cannot be is refused at its field, and what was typed stays', async () => {
  const before = await kept();
  const page = await person.open('/account/profile');
  const wrong = {
    ...{ name: 'A\u202eB', birthdate: '2026-02-31', phone_number: '(((((' },
    ...{ picture: 'javascript:alert(1)', team: 'it' },
  };
  const refused = await person.send(page, { ...typed, ...wrong });
  expect(refused.status).toBe(403);
  for (const name of Object.keys(wrong)) expect(refused.text).toContain(`id="${name}-error"`);
  expect(refused.text).toContain('value="javascript:alert(1)"');
  expect(await kept()).toEqual(before);
});
