import { argon2Sync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { applyConfiguration } from '../../configuration/apply.service.ts';
import { declarationSchema } from '../../configuration/schema.ts';
import { anAdministrator, type Harness, openHarness } from '../context.fixture.ts';
import { updateUser } from './change-users.service.ts';
import { checkCredential } from './credential.service.ts';
import { hashPending, type Progress } from './hash-pending.service.ts';
import { recommendedCost } from './password.ts';

let context: Harness;

beforeAll(async () => {
  context = await openHarness();
});

afterAll(() => context.close());

const passwordOf = (at: number) => `the password of ${at}`;
const many = Array.from({ length: 25 }, (_, at) => ({
  ...{ email: `u${at}@example.com`, name: 'U', password: passwordOf(at) },
}));

const apply = (users: object[]) => applyConfiguration(declarationSchema.parse({ users }), context);

const stored = () => context.sql<{ userId: string; passwordHash: string; email: string }[]>`
  select id as "userId", password_hash as "passwordHash", email from users order by email`;

const ofUser = async (at: number) =>
  (await stored()).find(({ email }) => email === `u${at}@example.com`)!;

const pending = async () =>
  (await stored()).filter(({ passwordHash }) => passwordHash.startsWith('pending:')).length;

beforeEach(async () => {
  await apply([]);
  await apply(many);
});

test('many new passwords are hashed after the apply, and none is readable meanwhile', async () => {
  expect(await pending()).toBe(25);
  expect(JSON.stringify(await stored())).not.toContain('password of');
  const told: Progress[] = [];
  await hashPending(context, { onProgress: (progress) => told.push(progress) });
  expect(await pending()).toBe(0);
  expect(told.at(-1)).toEqual({ done: 25, total: 25 });
  expect(await checkCredential(await ofUser(3), passwordOf(3), context)).toMatch(/^\$argon2id/);
  expect(await checkCredential(await ofUser(3), passwordOf(4), context)).toBeNull();
  expect(await apply(many)).toMatchObject({ changed: false, drift: [] });
});

test('what is hashed stays so when hashing is interrupted, and the rest is hashed later', async () => {
  const stop = new AbortController();
  await hashPending(context, {
    onProgress: ({ done }) => done === 5 && stop.abort(),
    signal: stop.signal,
  });
  const left = await pending();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(20);
  const before = (await stored()).filter((row) => !row.passwordHash.startsWith('pending:'));
  expect(await apply(many)).toMatchObject({ changed: false, drift: [] });
  await hashPending(context);
  expect(await pending()).toBe(0);
  expect(await stored()).toEqual(expect.arrayContaining(before));
});

test('who signs in before that gets in, and has a hash from then on', async () => {
  const waiting = await ofUser(7);
  expect(await checkCredential(waiting, 'a wrong password', context)).toBeNull();
  expect(await checkCredential(waiting, passwordOf(7), context)).toMatch(/^\$argon2id/);
  expect(await ofUser(7)).toMatchObject({ passwordHash: expect.stringMatching(/^\$argon2id/) });
  expect(await apply(many)).toMatchObject({ changed: false, drift: [] });
});

test('what was read before another node hashed it, or replaced it, is looked at again', async () => {
  const [one, other] = [await ofUser(1), await ofUser(2)];
  await hashPending(context);
  const now = (await ofUser(1)).passwordHash;
  expect(await checkCredential(one, passwordOf(1), context)).toBe(now);
  await updateUser(other.userId, { password: 'another password' }, anAdministrator, context);
  expect(await checkCredential(other, passwordOf(2), context)).toBeNull();
});

test('two that hash at a time, and an administrator who sets another one meanwhile', async () => {
  const { userId } = await ofUser(0);
  const set = updateUser(userId, { password: 'set by an administrator' }, anAdministrator, context);
  await Promise.all([hashPending(context), hashPending(context), set]);
  expect(await pending()).toBe(0);
  expect(await checkCredential(await ofUser(0), 'set by an administrator', context)).toMatch(
    /^\$argon2id/,
  );
  const { drift } = await apply(many);
  expect(drift).toEqual(['user:u0@example.com: password, changed by an administrator']);
});

test('another password in the file takes the place of one that still waits', async () => {
  const other = many.map((user) => ({ ...user, password: `${user.password}, the next` }));
  await apply(other);
  await hashPending(context);
  expect(await checkCredential(await ofUser(1), passwordOf(1), context)).toBeNull();
  expect(await checkCredential(await ofUser(1), `${passwordOf(1)}, the next`, context)).toMatch(
    /^\$argon2id/,
  );
});

test('a waiting password of one account is of no use to another', async () => {
  const [one, other] = [await ofUser(1), await ofUser(2)];
  const moved = { ...one, passwordHash: other.passwordHash };
  await expect(checkCredential(moved, passwordOf(2), context)).rejects.toThrow();
});

test('a declared hash is taken as it is, and replaced by ours at the next sign-in', async () => {
  const password_hash = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
  const users = [{ email: 'u0@example.com', name: 'U', password_hash }];
  await apply(users);
  expect(await ofUser(0)).toMatchObject({ passwordHash: password_hash });
  expect(await checkCredential(await ofUser(0), 'wrong', context)).toBeNull();
  expect(await ofUser(0)).toMatchObject({ passwordHash: password_hash });
  expect(await checkCredential(await ofUser(0), 'U*U', context)).toMatch(/^\$argon2id/);
  expect(await ofUser(0)).toMatchObject({ passwordHash: expect.stringMatching(/^\$argon2id/) });
  expect(await checkCredential(await ofUser(0), 'U*U', context)).toMatch(/^\$argon2id/);
  expect(await apply(users)).toMatchObject({ changed: false, drift: [] });
});

test('one hashed with less work than today is replaced by ours, and only by the right password', async () => {
  const settings = { ...context.settings, passwordCost: recommendedCost };
  const asUsual = { ...context, settings };
  const nonce = Buffer.alloc(16, 7);
  const cheap = { memory: 4096, passes: 3, parallelism: 1, tagLength: 32 };
  const tag = argon2Sync('argon2id', { message: 'once upon a time', nonce, ...cheap });
  const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  const password_hash = `$argon2id$v=19$m=4096,t=3,p=1$${text(nonce)}$${text(tag)}`;
  await apply([{ email: 'cheap@example.com', name: 'C', password_hash }]);
  const [row] = await context.sql<{ id: string }[]>`
    select id from users where email = 'cheap@example.com'`;
  const stored = { userId: row!.id, passwordHash: password_hash };
  expect(await checkCredential(stored, 'once upon a lime', asUsual)).toBeNull();
  const ours = await checkCredential(stored, 'once upon a time', asUsual);
  expect(ours).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(
    await checkCredential({ ...stored, passwordHash: ours }, 'once upon a time', asUsual),
  ).toBe(ours);
});

test('a file gives a password or its hash, and only one that can be checked', () => {
  const problem = (user: object) =>
    declarationSchema.safeParse({ users: [{ email: 'a@b.example', name: 'A', ...user }] }).error
      ?.issues[0]?.message;
  expect(problem({ password_hash: 'md5' })).toMatch(/^Give a hash/);
  const password_hash = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';
  expect(problem({ password: 'a long password', password_hash })).toMatch(/and not both/);
  expect(problem({ password_hash })).toBeUndefined();
});
