import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertProvider } from '../../../../../testing/providers.ts';
import { untilStatementWaits } from '../../../../../testing/until-statement-waits.ts';
import { applyConfiguration } from '../../configuration/apply.service.ts';
import { declarationSchema } from '../../configuration/schema.ts';
import type { Transaction } from '../../database/connection.ts';
import { isUniqueViolation } from '../../database/failures.ts';
import { findCredential } from '../../sign-in/sign-in.store.ts';
import { anAdministrator, type Harness, openHarness } from '../context.fixture.ts';
import { findAccount } from './accounts.service.ts';
import {
  keepProvedAddress,
  listAddresses,
  makePrimary,
  maxAddresses,
  removeAddress,
} from './addresses.service.ts';
import { createUser, updateUser } from './change-users.service.ts';
import { linkByAddress } from './identities.service.ts';

let context: Harness;
let people = 0;
beforeAll(async () => {
  context = await openHarness();
  await insertProvider(context.sql, 'idp');
});
afterAll(() => context.close());

const newAddress = () => `person${++people}@example.com`;

async function person({ emailVerified = true } = {}) {
  const email = newAddress();
  const given = { email, emailVerified, name: 'Person', password: null };
  return { email, userId: (await createUser(given, anAdministrator, context)).id };
}

const within = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  context.sql.begin((tx) => work(tx)) as Promise<T>;

const prove = (userId: string, email: string) =>
  within(async (tx) => (await keepProvedAddress(tx, { userId, email })).kept);

const addressesOf = async (userId: string) =>
  (await listAddresses(context.sql, userId)).map(({ email }) => email);

const versionOf = async (userId: string): Promise<number> => {
  const [row] = await context.sql`select credential_version from users where id = ${userId}`;
  return row!['credential_version'];
};

describe('a person with two addresses', () => {
  async function withTwo() {
    const { userId, email } = await person();
    const second = newAddress();
    expect(await prove(userId, second)).toBe('added');
    return { userId, first: email, second };
  }

  test('is found by both, in any case', async () => {
    const { userId, first, second } = await withTwo();
    for (const address of [
      first,
      second,
      second.toUpperCase().replace('EXAMPLE.COM', 'example.com'),
    ]) {
      expect((await findAccount(context.sql, address))?.userId).toBe(userId);
      expect((await findCredential(context.sql, address))?.userId).toBe(userId);
    }
    expect(await prove(userId, second)).toBe('known');
  });

  test('makes the other one primary, and keeps both', async () => {
    const { userId, first, second } = await withTwo();
    const made = await within((tx) => makePrimary(tx, { userId, email: second }));
    expect(made).toMatchObject({ from: { email: first }, to: { email: second } });
    expect(await addressesOf(userId)).toEqual([second, first]);
    expect(await within((tx) => makePrimary(tx, { userId, email: second }))).toBeNull();
    expect(await within((tx) => makePrimary(tx, { userId, email: newAddress() }))).toBeNull();
  });

  test('removes one: what was sent to it counts no more; the primary one stays', async () => {
    const { userId, first, second } = await withTwo();
    const before = await versionOf(userId);
    expect(
      await within((tx) => removeAddress(tx, { userId, email: first, by: 'person' })),
    ).toBeNull();
    expect(await versionOf(userId)).toBe(before);
    expect(await within((tx) => removeAddress(tx, { userId, email: second, by: 'person' }))).toBe(
      second,
    );
    expect(await versionOf(userId)).toBe(before + 1);
    expect(await findAccount(context.sql, second)).toBeNull();
  });

  test('has another first one by an administrator: that of before goes, the second stays', async () => {
    const { userId, first, second } = await withTwo();
    const third = newAddress();
    await updateUser(userId, { email: third }, anAdministrator, context);
    expect(await addressesOf(userId)).toEqual([third, second]);
    expect(await findAccount(context.sql, first)).toBeNull();
    await updateUser(userId, { email: second }, anAdministrator, context);
    expect(await addressesOf(userId)).toEqual([second, third]);
    await updateUser(userId, { emailVerified: false }, anAdministrator, context);
    expect(await findAccount(context.sql, second)).toBeNull();
    expect(await listAddresses(context.sql, userId)).toMatchObject([
      { email: second, isPrimary: true, isVerified: false },
      { email: third, isVerified: true },
    ]);
  });

  test('keeps another person, an administrator and a provider from taking one of them', async () => {
    const { userId, second } = await withTwo();
    const other = await person();
    await expect(prove(other.userId, second.toUpperCase())).rejects.toSatisfy(isUniqueViolation);
    await expect(
      updateUser(other.userId, { email: second }, anAdministrator, context),
    ).rejects.toMatchObject({ code: 'conflict' });
    const identity = { issuer: 'https://idp.example', subject: 'x' };
    const link = (to: string) =>
      linkByAddress({ ...identity, userId: to, email: second }, 'idp', context);
    expect(await link(other.userId)).toBe(false);
    expect(await link(userId)).toBe(true);
  });

  test('an address that is being removed links no identity meanwhile', async () => {
    const { userId, second } = await withTwo();
    let linking: Promise<boolean> | undefined;
    await within(async (tx) => {
      await removeAddress(tx, { userId, email: second, by: 'person' });
      const identity = { issuer: 'https://idp.example', subject: 'late' };
      linking = linkByAddress({ ...identity, userId, email: second }, 'idp', context);
      await untilStatementWaits(tx);
    });
    expect(await linking).toBe(false);
  });

  test('what is deleted with them goes', async () => {
    const { userId, second } = await withTwo();
    await context.sql`delete from users where id = ${userId}`;
    const { userId: next } = await person();
    expect(await prove(next, second)).toBe('added');
  });
});

test('an address that was not proved gives way to the first that is', async () => {
  const { userId } = await person({ emailVerified: false });
  const proved = newAddress();
  expect(await prove(userId, proved)).toBe('primary');
  expect(await addressesOf(userId)).toEqual([proved]);
  // Also to one that is proved already, where an administrator has doubts about the first since.
  const second = newAddress();
  await prove(userId, second);
  await updateUser(userId, { emailVerified: false }, anAdministrator, context);
  expect(await prove(userId, second)).toBe('primary');
  expect(await addressesOf(userId)).toEqual([second]);
});

test('of two people who prove one address at the same time, one has it', async () => {
  const email = newAddress();
  const both = [await person(), await person({ emailVerified: false })];
  const proved = await Promise.allSettled(both.map(({ userId }) => prove(userId, email)));
  expect(proved.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const [row] = await context.sql`
    select count(*)::int as count from user_addresses where email = ${email}`;
  expect(row).toEqual({ count: 1 });
});

test('however many are proved at once, there are only so many', async () => {
  const { userId } = await person();
  const kept = await Promise.all(
    Array.from({ length: maxAddresses + 1 }, () => prove(userId, newAddress())),
  );
  expect(kept.filter((one) => one === 'added')).toHaveLength(maxAddresses - 1);
  expect(await addressesOf(userId)).toHaveLength(maxAddresses);
});

test('when a person was changed last is kept by whatever changes what is told of them', async () => {
  const { userId } = await person();
  const { sql } = context;
  const updatedAt = async () =>
    (await sql`select updated_at as at from users where id = ${userId}`)[0]!['at'];
  await sql`update users set password_hash = 'x', credential_version = 7 where id = ${userId}`;
  await sql`update users set name = name where id = ${userId}`;
  expect(await updatedAt()).toBeNull();
  await sql`update users set profile = '{"nickname": "P"}' where id = ${userId}`;
  expect(await updatedAt()).toBeInstanceOf(Date);
});

describe('the configuration file', () => {
  const declare = (...emails: string[]) =>
    applyConfiguration(
      declarationSchema.parse({
        roles: [{ name: 'support' }],
        users: emails.map((email) => ({ email, name: 'Declared', roles: ['support'] })),
      }),
      context,
    );

  test('knows a person by any of their addresses, and takes the one that it names for primary', async () => {
    const { userId, email } = await person();
    const second = newAddress();
    await prove(userId, second);
    await declare(second);
    expect(await addressesOf(userId)).toEqual([second, email]);
    await within((tx) => makePrimary(tx, { userId, email }));
    expect(
      await within((tx) => removeAddress(tx, { userId, email: second, by: 'person' })),
    ).toBeNull();
    const again = await declare(second);
    expect(again).toMatchObject({ changed: false, drift: [] });
    expect(await addressesOf(userId)).toEqual([email, second]);
    const [role] = await context.sql`select role from user_roles where user_id = ${userId}`;
    expect(role).toEqual({ role: 'support' });
  });

  test('has one entry for a person who has the address of another one, and says so', async () => {
    const { userId, email } = await person();
    const second = newAddress();
    await prove(userId, second);
    const { drift } = await declare(second, email);
    expect(drift).toEqual([`user:${second}: left alone, another address of user:${email}`]);
    expect(await addressesOf(userId)).toEqual([email, second]);
  });
});
