import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPolicy } from '../policies/policies.service.ts';
import { profilePolicy, profileSection } from '../profile/profile-policy.ts';
import { type AdminHarness, openAdminHarness } from './admin.fixture.ts';

let admin: AdminHarness;
let root: string;
let count = 0;

beforeAll(async () => {
  admin = await openAdminHarness();
  root = await admin.tokenOf('root@example.com');
  const field = { name: 'grade', type: 'number', label: { en: 'Grade' }, maximum: 9 };
  const wanted = profileSection.parse({ fields: [{ ...field, written_by: 'administrator' }] });
  await admin.sql.begin((tx) => applyPolicy(tx as never, profilePolicy, wanted));
});
afterAll(() => admin.close());

const call = async (method: string, path: string, body?: unknown) => {
  const response = await admin.call(method, path, { token: root, body });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
};

async function newUser(given: object = {}): Promise<{ id: string; email: string }> {
  const email = `person${++count}@example.com`;
  const { body } = await call('POST', '/users', { email, name: 'Person', ...given });
  return body;
}

test('a profile is changed in part, every field of it, and read again', async () => {
  const { id } = await newUser();
  const profile = {
    ...{ birthdate: '1987-05-04', grade: 7, website: 'https://Person.example' },
    address: { locality: 'Berlin' },
  };
  const written = await call('PATCH', `/users/${id}/profile`, { locale: 'de_at', profile });
  const kept = { ...profile, website: 'https://person.example/' };
  expect(written).toMatchObject({
    status: 200,
    body: { name: 'Person', locale: 'de-AT', profile: kept },
  });
  const more = { name: 'P. Erson', profile: { birthdate: null } };
  await call('PATCH', `/users/${id}/profile`, more);
  const { birthdate: _, ...rest } = kept;
  const read = await call('GET', `/users/${id}/profile`);
  expect(read.body).toEqual({
    ...{ name: 'P. Erson', locale: 'de-AT', profile: rest, updated_at: expect.any(String) },
  });
  const events = await admin.sql<{ detail: { changed: string[] } }[]>`
    select detail from audit_events where ${`user:${id}`} = any(subjects) order by id`;
  expect(events.map(({ detail }) => detail.changed?.toSorted())).toEqual([
    undefined,
    ['locale', 'profile.address', 'profile.birthdate', 'profile.grade', 'profile.website'],
    ['name', 'profile.birthdate'],
  ]);
});

test.each([
  [{ profile: { birthdate: '2026-02-31' } }, 'profile.birthdate'],
  [{ profile: { phone_number: '(((((' } }, 'profile.phone_number'],
  [{ profile: { picture: 'javascript:alert(1)' } }, 'profile.picture'],
  [{ profile: { nickname: 'a\u202eb' } }, 'profile.nickname'],
  [{ profile: { nickname: 7 } }, 'profile.nickname'],
  [{ profile: { grade: 10 } }, 'profile.grade'],
  [{ profile: { address: { planet: 'Earth' } } }, 'profile.address'],
  [{ profile: { email: 'a@b.example' } }, 'profile.email'],
  [{ profile: { __proto__x: 1 } }, 'profile.__proto__x'],
  [{ locale: 'no language' }, 'locale'],
  [{ name: 'a\u2066b' }, 'name'],
  [{ password: 'x' }, 'password'],
])('%o is refused, and changes nothing', async (body, where) => {
  const { id } = await newUser();
  const refused = await call('PATCH', `/users/${id}/profile`, body);
  expect([refused.status, refused.body.error]).toEqual([400, 'invalid_request']);
  expect(refused.body.error_description).toContain(where);
  expect((await call('GET', `/users/${id}/profile`)).body.profile).toEqual({});
});

test('addresses are added on an administrator’s word, and taken', async () => {
  const { id, email } = await newUser();
  const path = `/users/${id}/addresses`;
  const added = await call('POST', path, { email: 'Second@EXAMPLE.org' });
  const second = { email: 'Second@example.org', verified: true, declared: false };
  expect(added).toMatchObject({
    status: 201,
    body: {
      items: [
        { email, primary: true },
        { ...second, primary: false },
      ],
    },
  });
  expect((await call('GET', '/users?email=second@example.org')).body.items).toMatchObject([{ id }]);
  const other = await newUser({ email_verified: false });
  const taken = await call('POST', `/users/${other.id}/addresses`, { email: 'second@example.org' });
  expect(taken.status).toBe(409);
  const own = await call('POST', `/users/${other.id}/addresses`, { email: 'third@example.org' });
  expect(own.body.items).toMatchObject([{ email: 'third@example.org', primary: true }]);

  expect((await call('DELETE', `${path}/${email}`)).status).toBe(409);
  for (const status of [204, 204]) {
    expect((await call('DELETE', `${path}/second@example.org`)).status).toBe(status);
  }
  expect((await call('GET', path)).body.items).toHaveLength(1);
});

test('of a user who is not there, nothing is read or written', async () => {
  const unknown = '00000000-0000-4000-8000-000000000000';
  for (const [method, path, body] of [
    ['GET', 'profile', undefined],
    ['PATCH', 'profile', { name: 'X' }],
    ['GET', 'addresses', undefined],
    ['POST', 'addresses', { email: 'x@example.com' }],
  ] as const) {
    expect((await call(method, `/users/${unknown}/${path}`, body)).status).toBe(404);
  }
});
