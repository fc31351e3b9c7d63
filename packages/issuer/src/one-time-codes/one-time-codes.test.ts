import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { anAdministrator, type Harness, openHarness } from '../directory/context.fixture.ts';
import { createUser, updateUser } from '../directory/users/change-users.service.ts';
import { secondsAfter } from '../runtime/clock.ts';
import type { Purpose } from './one-time-code.ts';
import {
  type CodeOrder,
  findByLink,
  findInSignIn,
  type IssuedCode,
  issueCode,
  noteProven,
  type SignInPlace,
  spendCode,
  typeCode,
  withdrawCodes,
} from './one-time-codes.service.ts';

let context: Harness;
let ahead = 0;
let signIn: SignInPlace;
let email: string;
let number = 0;

beforeAll(async () => {
  const harness = await openHarness();
  context = { ...harness, clock: { ...harness.clock, now: () => secondsAfter(new Date(), ahead) } };
});
beforeEach(() => {
  ahead = 0;
  signIn = newSignIn();
  email = `person${number++}@example.com`;
});
afterAll(() => context.close());

const newSignIn = (): SignInPlace => ({
  id: context.random.uuid(),
  browser: { hash: context.random.bytes(32) },
});

const issue = (more: Partial<CodeOrder> & { purpose: Purpose }): Promise<IssuedCode> =>
  context.sql.begin((tx) => issueCode(tx, { email, owner: null, signIn, ...more }, context));

const type = (typed: string, use: 'spend' | 'keep' = 'spend', at = signIn) =>
  typeCode(context.sql, { purpose: 'email-code', signIn: at, typed }, use, context);

const spendFound = async (purpose: Purpose, secret: string) => {
  const code = await findByLink(context.sql, { purpose, secret }, context);
  return code && context.sql.begin((tx) => spendCode(tx, code, context));
};

async function newOwner(): Promise<{ userId: string; credentialVersion: number }> {
  const given = { email, name: 'Person', emailVerified: true, password: null };
  const { id: userId } = await createUser(given, anAdministrator, context);
  return { userId, credentialVersion: 0 };
}

test('a code is right once, where it was asked for', async () => {
  const { code } = await issue({ purpose: 'email-code' });
  expect(code).toMatch(/^\d{6}$/);
  expect(await type(code, 'spend', newSignIn())).toEqual({ result: 'none' });
  const otherBrowser = { ...signIn, browser: newSignIn().browser };
  expect(await type(code, 'spend', otherBrowser)).toEqual({ result: 'none' });
  expect(await type(` ${code.slice(0, 3)} ${code.slice(3)} `)).toMatchObject({ result: 'right' });
  expect(await type(code)).toEqual({ result: 'none' });
});

test('typed by twenty at once, one is right', async () => {
  const { code } = await issue({ purpose: 'email-code' });
  const typed = await Promise.all(Array.from({ length: 20 }, () => type(code)));
  expect(typed.filter(({ result }) => result === 'right')).toHaveLength(1);
});

test('of a hundred guesses at once, five are looked at, and then it is dead', async () => {
  const { code } = await issue({ purpose: 'email-code' });
  const wrong = code === '000000' ? '111111' : '000000';
  const typed = await Promise.all(Array.from({ length: 100 }, () => type(wrong)));
  expect(typed.filter(({ result }) => result === 'wrong')).toHaveLength(5);
  expect(await type(code)).toEqual({ result: 'none' });
});

test('a link is used once, and looking does not use it', async () => {
  const { secret } = await issue({ purpose: 'magic-link' });
  for (let times = 0; times < 3; times++) {
    expect(await findByLink(context.sql, { purpose: 'magic-link', secret }, context)).toMatchObject(
      { email },
    );
  }
  expect(await findByLink(context.sql, { purpose: 'invitation', secret }, context)).toBeNull();
  const spent = await Promise.all(
    Array.from({ length: 10 }, () => spendFound('magic-link', secret)),
  );
  expect(spent.filter((won) => won === true)).toHaveLength(1);
  expect(await spendFound('magic-link', secret)).toBeNull();
});

test('link and code of one mail are one: using either uses both', async () => {
  const first = await issue({ purpose: 'magic-link' });
  expect(first.code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
  expect(await spendFound('magic-link', first.secret)).toBe(true);
  const typed = { purpose: 'magic-link', signIn, typed: first.code } as const;
  expect(await typeCode(context.sql, typed, 'spend', context)).toEqual({ result: 'none' });

  const second = await issue({ purpose: 'magic-link' });
  const lower = {
    ...typed,
    typed: `${second.code.slice(0, 4)}-${second.code.slice(4)}`.toLowerCase(),
  };
  expect(await typeCode(context.sql, lower, 'spend', context)).toMatchObject({ result: 'right' });
  expect(await spendFound('magic-link', second.secret)).toBeNull();
});

test('what was not committed was not used', async () => {
  const { secret } = await issue({ purpose: 'reset-password', signIn: null });
  const code = await findByLink(context.sql, { purpose: 'reset-password', secret }, context);
  const stopped = context.sql.begin(async (tx) => {
    expect(await spendCode(tx, code!, context)).toBe(true);
    throw new Error('stopped half-way');
  });
  await expect(stopped).rejects.toThrow('half-way');
  expect(await spendFound('reset-password', secret)).toBe(true);
});

test('a newer one in the same sign-in takes the place of an older one, and no other does', async () => {
  const first = await issue({ purpose: 'email-code' });
  await issue({ purpose: 'email-code', signIn: newSignIn() });
  await issue({ purpose: 'magic-link' });
  const { code } = await issue({ purpose: 'email-code', signIn: newSignIn() });
  if (code !== first.code) expect(await type(code)).toMatchObject({ result: 'wrong' });
  expect(await type(first.code)).toMatchObject({ result: 'right' });
  const second = await issue({ purpose: 'email-code' });
  const third = await issue({ purpose: 'email-code' });
  if (third.code !== second.code)
    expect(await type(second.code)).toMatchObject({ result: 'wrong' });
  expect(await type(third.code)).toMatchObject({ result: 'right' });
});

test('a newer link for another password takes the place of the older one, in any letters', async () => {
  const old = await issue({ purpose: 'reset-password', signIn: null });
  const next = await issue({ purpose: 'reset-password', email: email.toUpperCase() });
  expect(await spendFound('reset-password', old.secret)).toBeNull();
  expect(await spendFound('reset-password', next.secret)).toBe(true);
});

test('it ends with its time, and when it is taken back', async () => {
  const { code } = await issue({ purpose: 'email-code' });
  ahead = 601;
  expect(await type(code)).toEqual({ result: 'none' });
  const of = (invitation: string) =>
    ({
      purpose: 'invitation',
      signIn: null,
      lifetime: 86_400,
      parameters: { invitation },
    }) as const;
  const { secret } = await issue(of('one'));
  // Of another invitation to the same address: neither ends with the other.
  const other = await issue(of('other'));
  ahead += 86_390;
  expect(await findByLink(context.sql, { purpose: 'invitation', secret }, context)).not.toBeNull();
  await context.sql.begin((tx) => withdrawCodes(tx, { invitation: 'one', email }, context));
  expect(await spendFound('invitation', secret)).toBeNull();
  expect(await spendFound('invitation', other.secret)).toBe(true);
});

test('it dies with the password that its owner had, and with a disabled account', async () => {
  const owner = await newOwner();
  const { secret } = await issue({ purpose: 'reset-password', owner, signIn: null });
  const found = await findByLink(context.sql, { purpose: 'reset-password', secret }, context);
  await updateUser(owner.userId, { password: 'a new password for them' }, anAdministrator, context);
  expect(await findByLink(context.sql, { purpose: 'reset-password', secret }, context)).toBeNull();
  expect(await context.sql.begin((tx) => spendCode(tx, found!, context))).toBe(false);

  email = `other-${email}`;
  const other = await newOwner();
  const { code } = await issue({ purpose: 'email-code', owner: other });
  await updateUser(other.userId, { disabled: true }, anAdministrator, context);
  expect(await type(code)).toEqual({ result: 'none' });
});

test('one that stands for none takes attempts like any other, and is never right', async () => {
  const { code, secret } = await issue({ purpose: 'magic-link', isDecoy: true });
  const typed = { purpose: 'magic-link', signIn, typed: code } as const;
  for (const left of [4, 3, 2, 1, 0]) {
    expect(await typeCode(context.sql, typed, 'spend', context)).toMatchObject({
      result: 'wrong',
      code: { attemptsLeft: left },
    });
  }
  expect(await typeCode(context.sql, typed, 'spend', context)).toEqual({ result: 'none' });
  expect(await spendFound('magic-link', secret)).toBeNull();
});

test('one that is kept was proved, and can still be used up', async () => {
  const { code } = await issue({ purpose: 'email-code' });
  expect(await type(code, 'keep')).toMatchObject({ result: 'right' });
  const found = await findInSignIn(context.sql, { purpose: 'email-code', signIn }, context);
  expect(found?.provenAt).toBeInstanceOf(Date);
  expect(await context.sql.begin((tx) => spendCode(tx, found!, context))).toBe(true);
  expect(await noteProven(context.sql, found!, context)).toBe(false);
});

test('the database has neither the code nor the secret', async () => {
  const { code, secret } = await issue({ purpose: 'magic-link' });
  const rows = await context.sql`select one_time_codes::text as text from one_time_codes`;
  const text = rows.map((row) => row['text']).join();
  expect(text).not.toContain(secret);
  expect(text).not.toContain(code);
  expect(text).not.toContain(Buffer.from(secret).toString('hex'));
});

test.each([false, true])(
  'a stranger who goes on guessing gets letters to guess, and the owner a code that works: decoys %s',
  async (isDecoy) => {
    const guessed = `guessed-${isDecoy}@example.com`;
    const ask = () => {
      const at = newSignIn();
      return issue({ purpose: 'email-code', email: guessed, signIn: at, isDecoy }).then(
        (issued) => ({
          at,
          ...issued,
        }),
      );
    };
    for (let times = 0; times < 5; times++) expect((await ask()).code).toMatch(/^\d{6}$/);
    const { at, code } = await ask();
    expect(code).toMatch(/^[A-Z]{8}$/);
    const typed = await type(code.toLowerCase(), 'spend', at);
    expect(typed.result).toBe(isDecoy ? 'wrong' : 'right');
    expect(typed).toMatchObject({ code: { isLong: true } });
    // Those that were answered do not count, nor those of yesterday.
    await context.sql`
      update one_time_codes set created_at = created_at - interval '24 hours'
      where email = ${guessed}`;
    expect((await ask()).code).toMatch(/^\d{6}$/);
  },
);
