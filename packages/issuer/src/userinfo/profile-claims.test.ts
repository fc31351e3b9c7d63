import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { alice, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { declarationSchema } from '../configuration/schema.ts';

const fields = [
  {
    name: 'employee_number',
    type: 'number',
    label: { en: 'Employee number' },
    scope: 'employment',
  },
  { name: 'salary_band', type: 'string', label: { en: 'Salary band' }, scope: null },
  {
    ...{ name: 'team', type: 'choice', label: { en: 'Team' }, claim: 'https://shop.example/team' },
    options: [
      { value: 'sales', label: { en: 'Sales' } },
      { value: 'support', label: { en: 'Support' } },
    ],
  },
];

const scopes = ['openid', 'profile', 'email', 'phone', 'address', 'employment'];
const configuration = {
  ...shop,
  profile: { fields },
  clients: shop.clients.map((client) =>
    client.id === 'shop-web' ? { ...client, scopes: [...scopes, 'offline_access'] } : client,
  ),
};

const profile = {
  ...{ given_name: 'Alice', birthdate: '1987-05-04', zoneinfo: 'Europe/Berlin' },
  ...{ picture: 'https://alice.example/me.png', phone_number: '+49 30 1234567' },
  address: { street_address: 'Hauptstr. 1', locality: 'Berlin' },
  ...{ employee_number: 17, salary_band: 'E13', team: 'sales' },
};

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(configuration);
  const { sql } = issuer.context;
  await sql`
    update users set profile = ${sql.json(profile)}, locale = 'de' where email = ${alice.email}`;
});
afterAll(() => issuer.close());

async function told(scope: string): Promise<Record<string, unknown>> {
  const { access_token } = await signInToShop(issuer.url, { scope });
  const headers = { authorization: `Bearer ${access_token}` };
  const answer = await fetch(`${issuer.url}/userinfo`, { headers });
  return (await answer.json()) as Record<string, unknown>;
}

const always = { sub: expect.any(String), acr: 'aal1' };

describe('userinfo tells what a scope is for, and no more:', () => {
  test.each<[scope: string, claims: object]>([
    ['openid', {}],
    ['openid email', { email: alice.email, email_verified: true }],
    ['openid phone', { phone_number: '+49 30 1234567', phone_number_verified: false }],
    ['openid address', { address: { street_address: 'Hauptstr. 1', locality: 'Berlin' } }],
    ['openid employment', { employee_number: 17 }],
    [
      'openid profile',
      {
        ...{ name: expect.any(String), given_name: 'Alice', birthdate: '1987-05-04', locale: 'de' },
        ...{ zoneinfo: 'Europe/Berlin', picture: 'https://alice.example/me.png' },
        ...{ 'https://shop.example/team': 'sales', updated_at: expect.any(Number) },
      },
    ],
  ])('%s', async (scope, claims) => {
    expect(await told(scope)).toEqual({ ...always, ...claims });
  });
});

test('updated_at is when something that is told was changed last', async () => {
  const before = (await told('openid profile'))['updated_at'] as number;
  const { sql } = issuer.context;
  await sql`update users set updated_at = '2020-01-01T00:00:00Z' where email = ${alice.email}`;
  expect((await told('openid profile'))['updated_at']).toBe(1_577_836_800);
  await sql`update users set profile = profile || '{"nickname": "Al"}' where email = ${alice.email}`;
  const after = (await told('openid profile'))['updated_at'] as number;
  expect(after).toBeGreaterThanOrEqual(before);
  const [database] = await sql<{ now: number }[]>`select extract(epoch from now())::float8 as now`;
  expect(Math.abs(after - database!.now)).toBeLessThan(60);
});

describe('claims that a client asks for in the ID token', () => {
  const ask = async (idToken: object, scope = 'openid email phone employment') => {
    const extra = { claims: JSON.stringify({ id_token: idToken, userinfo: { birthdate: null } }) };
    const { id_token } = await signInToShop(issuer.url, { scope, extra });
    const { iss, sub, aud, exp, iat, at_hash, sid, auth_time, acr, amr, ...rest } =
      decodeJwt(id_token);
    return { rest, iss };
  };

  test('are there, as far as the scopes let it know them, and no others', async () => {
    const wanted = { email: { essential: true }, phone_number: null, employee_number: null };
    expect((await ask(wanted)).rest).toEqual({
      ...{ email: alice.email, phone_number: '+49 30 1234567', employee_number: 17 },
    });
    expect((await ask({ birthdate: null, address: null, salary_band: null })).rest).toEqual({});
    expect((await ask(wanted, 'openid phone')).rest).toEqual({ phone_number: '+49 30 1234567' });
    expect((await ask({})).rest).toEqual({});
  });

  test('do not take the place of those that say who signed in', async () => {
    const { iss, rest } = await ask({ sub: null, iss: { value: 'x' }, constructor: null });
    expect([iss, rest]).toEqual([issuer.url, {}]);
  });

  test.each(['junk', '[]', '{"id_token": ["email"]}', '{"id_token": {"email": 7}}'])(
    'as %s are refused',
    async (claims) => {
      const asked = signInToShop(issuer.url, { scope: 'openid', extra: { claims } });
      await expect(asked).rejects.toThrow();
    },
  );
});

test('discovery names the scopes and claims that there are', async () => {
  const answer = await fetch(`${issuer.url}/.well-known/openid-configuration`);
  const metadata = (await answer.json()) as Record<string, string[]>;
  expect(metadata['scopes_supported']).toEqual(expect.arrayContaining(scopes));
  expect(metadata['claims_supported']).toEqual(
    expect.arrayContaining([
      ...['name', 'given_name', 'birthdate', 'address', 'phone_number_verified', 'updated_at'],
      ...['employee_number', 'https://shop.example/team'],
    ]),
  );
  expect(metadata['claims_supported']).not.toContain('salary_band');
});

test('a running system follows the file: what is kept and is of no such kind is not told', async () => {
  const apply = (own: object[]) =>
    applyConfiguration(
      declarationSchema.parse({ ...configuration, profile: { fields: own } }),
      issuer.context,
    );
  const [number, , team] = fields;
  const others = [{ value: 'it', label: { en: 'IT' } }];
  const { summary } = await apply([
    { ...number, maximum: 9 },
    { ...team, options: others },
  ]);
  expect(summary.changed).toEqual(['profile']);
  const without = await told('openid profile employment');
  expect(without).not.toHaveProperty('employee_number');
  expect(without).not.toHaveProperty(['https://shop.example/team']);
  await apply(fields);
  expect(await told('openid employment')).toEqual({ ...always, employee_number: 17 });
});
