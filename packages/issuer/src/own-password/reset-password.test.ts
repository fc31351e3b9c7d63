import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVisitor } from '../../../../testing/visitor.ts';
import { anAdministrator } from '../directory/context.fixture.ts';
import { updateUser } from '../directory/users/change-users.service.ts';
import { recordProof } from '../interactions/interactions.service.ts';
import { findByLink } from '../one-time-codes/one-time-codes.service.ts';
import { type People, type Person, startPeople } from '../registration/people.fixture.ts';
import { sha256 } from '../runtime/sha256.ts';
import { resetPassword } from './reset-password.service.ts';

let people: People;
const old = 'the password of before';
const password = 'a quiet harbour at night';

beforeAll(async () => {
  people = await startPeople({});
});
afterAll(() => people.issuer.close());

const isBack = (at: unknown) => at instanceof URL && at.searchParams.has('code');
const forgot = ({ id }: Person) => `/forgot-password/${id}`;

/** A person with an account who has asked for a link. */
async function asked() {
  const email = people.newAddress();
  const userId = await people.account(email, { password: old });
  return { email, userId, ...(await ask(email)) };
}

async function ask(email: string) {
  const person = await people.arrive();
  const sent = await person.send(forgot(person), { email });
  expect(sent.next).toBe(`${people.issuer.url}${forgot(person)}?sent=yes`);
  const link = people.mails.to(email).length > 0 ? people.mails.linkTo(email) : '';
  const parameters = new URL(link, people.issuer.url).searchParams;
  const fields = {
    secret: parameters.get('secret') ?? '',
    sign_in: parameters.get('sign_in') ?? '',
  };
  return { person, link, fields };
}

/** Their authenticator app. */
const haveApp = (userId: string) => people.issuer.context.sql`
  insert into totp_secrets (user_id, secret, last_step, created_at)
  values (${userId}, ${Buffer.alloc(1)}, 0, now())`;

async function signIn(email: string, password: string, visitor = createVisitor('203.0.113.9')) {
  const person = await people.arrive(visitor);
  const sent = await person.send(`/sign-in/${person.id}`, { email, password });
  return isBack(await person.follow(sent));
}

test('a forgotten password is replaced, everything else ends, and its owner is signed in', async () => {
  const { email, userId, person, link, fields } = await asked();
  const elsewhere = createVisitor('203.0.113.8');
  expect(await signIn(email, old, elsewhere)).toBe(true);
  const before = await people.sessionsOf(userId);
  const told = await person.get(`${forgot(person)}?sent=yes`);
  expect(told.text).toContain(email);
  const pages = await Promise.all([person.get(link), person.get(link)]);
  expect(pages.map(({ status }) => status)).toEqual([200, 200]);
  const set = await person.send(
    '/reset-password',
    { ...fields, password, sign_out: 'yes' },
    pages[0],
  );
  expect(set.next).toBe(`${people.issuer.url}/authorize/${person.id}`);
  expect(isBack(await person.follow(set))).toBe(true);
  const after = await people.sessionsOf(userId);
  expect(after).toMatchObject([{ amr: ['otp'], acr: 'aal1' }]);
  expect(after[0]!.id).not.toBe(before[0]!.id);
  expect(await signIn(email, old)).toBe(false);
  expect(await signIn(email, password)).toBe(true);
  expect(people.mails.to(email).map(({ kind }) => kind)).toEqual([
    'reset-password',
    'password-changed',
    // Each of these browsers is a new one.
    'new-device',
    'new-device',
  ]);
  expect(await people.events(`user:${userId}`)).toContainEqual({
    action: 'user.change_password',
    actor: `user:${userId}`,
    detail: { by: 'reset', sessions: 'end' },
  });
  expect((await person.get(link)).status).toBe(404);
  expect(people.issuer.logged.join()).not.toContain(fields.secret);
});

test('the mail and the password that was set by it are one factor, and no two', async () => {
  const { email, userId, person, link, fields } = await asked();
  await haveApp(userId);
  const set = await person.send('/reset-password', { ...fields, password }, await person.get(link));
  const totp = `${people.issuer.url}/totp/${person.id}`;
  expect(await person.follow(set)).toMatchObject({ url: totp });
  const typed = await person.send(`/sign-in/${person.id}`, { email, password });
  expect(await person.follow(typed)).toMatchObject({ url: totp });
  expect(await people.sessionsOf(userId)).toEqual([]);
});

test('who chooses so stays signed in elsewhere', async () => {
  const { email, userId, person, link, fields } = await asked();
  expect(await signIn(email, old)).toBe(true);
  const before = await people.sessionsOf(userId);
  await person.send('/reset-password', { ...fields, password }, await person.get(link));
  expect(await people.sessionsOf(userId)).toEqual(before);
  expect(await signIn(email, old)).toBe(false);
});

test('in another browser the password is set and no one is signed in', async () => {
  const { email, userId, link, fields } = await asked();
  const other = createVisitor('203.0.113.7');
  const page = await other.get(people.issuer.url + link);
  const csrf = /name="csrf" value="([^"]*)"/.exec(page.text)![1]!;
  const set = await other.post(`${people.issuer.url}/reset-password`, {
    ...fields,
    ...{ csrf, password, sign_out: 'yes' },
  });
  expect(set.text).toContain('Your password is changed');
  // The page leads on, to where they sign in with it.
  expect(set.text).toContain('href="/account"');
  const account = await other.get(`${people.issuer.url}/account`);
  expect((await other.get(account.next!)).next).toContain('/sign-in/');
  expect(other.cookie(people.issuer.url, '__Host-sp_sso')).toBeUndefined();
  expect(await people.sessionsOf(userId)).toEqual([]);
  expect(await signIn(email, password)).toBe(true);
});

test('a password that cannot be used changes nothing, and the link lives on', async () => {
  const { email, person, link, fields } = await asked();
  const page = await person.get(link);
  for (const bad of ['short', 'Password1234!', email, '']) {
    const refused = await person.send('/reset-password', { ...fields, password: bad }, page);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('id="password-error"');
  }
  const set = await person.send('/reset-password', { ...fields, password }, page);
  expect(set.status).toBe(303);
});

test('the page names the address that was asked for last', async () => {
  const { email, person } = await asked();
  const [later, latest] = [people.newAddress(), people.newAddress()];
  for (const address of [later, latest]) {
    people.issuer.clock.advance(1);
    await person.send(forgot(person), { email: address });
    const told = await person.get(`${forgot(person)}?sent=yes`);
    expect(told.text).toContain(address);
    expect(told.text).not.toContain(email);
  }
});

test('a link with the address of another sign-in sets the password, and signs in nowhere', async () => {
  const { email, userId, person, fields } = await asked();
  const other = await people.arrive(person.visitor);
  const page = await person.get(`/reset-password?secret=${fields.secret}&sign_in=${other.id}`);
  const form = { ...fields, sign_in: other.id, password };
  expect((await person.send('/reset-password', form, page)).text).toContain(
    'Your password is changed',
  );
  expect(await people.sessionsOf(userId)).toEqual([]);
  expect(await signIn(email, password)).toBe(true);
});

test('a form that another site sends does nothing', async () => {
  const { email, fields } = await asked();
  const other = createVisitor();
  const forged = { ...fields, password, csrf: 'forged' };
  const sent = await other.post(`${people.issuer.url}/reset-password`, forged);
  expect(sent.next).toContain('/reset-password?');
  expect(await signIn(email, old)).toBe(true);
});

describe('a link is dead', () => {
  test('once a newer one was sent', async () => {
    const { email, person, link } = await asked();
    const newer = await ask(email);
    expect((await person.get(link)).status).toBe(404);
    expect((await newer.person.get(newer.link)).status).toBe(200);
  });

  test('after half an hour', async () => {
    const { person, link } = await asked();
    people.issuer.clock.advance(1_801);
    expect((await person.get(link)).status).toBe(404);
  });

  test('once the password was changed otherwise, or the account disabled', async () => {
    const { userId, person, link, fields } = await asked();
    const page = await person.get(link);
    await updateUser(
      userId,
      { password: 'set by an administrator' },
      anAdministrator,
      people.issuer.context,
    );
    expect((await person.get(link)).status).toBe(404);
    expect((await person.send('/reset-password', { ...fields, password }, page)).status).toBe(404);
    const other = await asked();
    await updateUser(other.userId, { disabled: true }, anAdministrator, people.issuer.context);
    expect((await other.person.get(other.link)).status).toBe(404);
  });
});

describe('at the same moment', () => {
  test('of two resets by one link, one sets the password', async () => {
    const { email, fields } = await asked();
    const { context } = people.issuer;
    const code = await findByLink(
      context.sql,
      { purpose: 'reset-password', secret: fields.secret },
      context,
    );
    const passwords = ['one of two passwords', 'the other password'];
    const set = await Promise.all(
      passwords.map((password) =>
        resetPassword(code!, { password, sessions: 'end', language: 'en' }, null, context),
      ),
    );
    expect(set.toSorted()).toEqual([false, true]);
    const winner = passwords[set.indexOf(true)]!;
    expect(await signIn(email, winner)).toBe(true);
    expect(await signIn(email, passwords[set.indexOf(false)]!)).toBe(false);
  });

  test('of a reset and a change by an administrator, the later one holds', async () => {
    for (let round = 0; round < 5; round++) {
      const { email, userId, fields } = await asked();
      const { context } = people.issuer;
      const code = await findByLink(
        context.sql,
        { purpose: 'reset-password', secret: fields.secret },
        context,
      );
      const [reset] = await Promise.all([
        resetPassword(code!, { password, sessions: 'end', language: 'en' }, null, context),
        updateUser(userId, { password: 'set by an administrator' }, anAdministrator, context),
      ]);
      // Where the administrator came first the link was dead; where the reset did, it was replaced.
      expect(await signIn(email, 'set by an administrator')).toBe(true);
      expect(await signIn(email, password)).toBe(false);
      expect(typeof reset).toBe('boolean');
    }
  });
});

describe('who has an account is not told', () => {
  test('neither by what is said, nor by mails, nor by limits', async () => {
    const known = people.newAddress();
    await people.account(known, { password: old });
    const unknown = people.newAddress();
    const said = async (email: string) => {
      const person = await people.arrive();
      const sent = await person.send(forgot(person), { email });
      const page = await person.get(`${forgot(person)}?sent=yes`);
      const hide = (text = '') =>
        text
          .replaceAll(person.id, 'ID')
          .replaceAll(email, 'EMAIL')
          .replace(/name="csrf" value="[^"]*"/, 'CSRF');
      return [sent.status, hide(sent.next), hide(page.text)];
    };
    const answers = await said(known);
    expect(await said(unknown)).toEqual(answers);
    for (let times = 0; times < 5; times++) {
      expect(await said(known)).toEqual(await said(unknown));
    }
    const limited = await Promise.all(
      [known, unknown].map(async (email) => {
        const person = await people.arrive();
        return (await person.send(forgot(person), { email })).status;
      }),
    );
    expect(limited).toEqual([429, 429]);
    expect(people.mails.to(unknown)).toEqual([]);
  });
});

describe('a password that an administrator has set', () => {
  test('is changed at the next sign-in, which then goes on', async () => {
    const email = people.newAddress();
    const userId = await people.account(email, { password: old });
    await updateUser(userId, { mustChangePassword: true }, anAdministrator, people.issuer.context);
    const person = await people.arrive();
    const change = `/change-password/${person.id}`;
    const proved = await person.send(`/sign-in/${person.id}`, { email, password: old });
    const page = await person.follow(proved);
    if (page instanceof URL) throw new Error('Nothing was asked.');
    expect(page.url).toBe(people.issuer.url + change);
    expect(await people.sessionsOf(userId)).toEqual([]);
    for (const bad of [old, 'Password1234!', 'short']) {
      expect((await person.send(change, { password: bad }, page)).status).toBe(403);
    }
    const [first, second] = await Promise.all(
      [1, 2].map(() => person.send(change, { password }, page)),
    );
    expect([first!.next, second!.next]).toEqual(
      Array(2).fill(`${people.issuer.url}/authorize/${person.id}`),
    );
    expect(isBack(await person.follow(first!))).toBe(true);
    expect(await people.sessionsOf(userId)).toMatchObject([{ amr: ['pwd'] }]);
    expect(await signIn(email, password)).toBe(true);
    expect(await people.events(`user:${userId}`)).toContainEqual({
      action: 'user.change_password',
      actor: `user:${userId}`,
      detail: { by: 'forced', sessions: 'end' },
    });
    const changed = people.mails.to(email).filter(({ kind }) => kind === 'password-changed');
    expect(changed).toHaveLength(1);
  });

  test('is changed after the second factor, where there is one', async () => {
    const email = people.newAddress();
    const userId = await people.account(email, { password: old });
    await haveApp(userId);
    await updateUser(userId, { mustChangePassword: true }, anAdministrator, people.issuer.context);
    const person = await people.arrive();
    const change = `/change-password/${person.id}`;
    const signInPage = await person.get(`/sign-in/${person.id}`);
    await person.send(`/sign-in/${person.id}`, { email, password: old }, signInPage);
    expect((await person.get(change)).next).toBe(`${people.issuer.url}/authorize/${person.id}`);
    await person.send(change, { password }, signInPage);
    const changes = await people.events(`user:${userId}`);
    expect(changes.filter(({ action }) => action === 'user.change_password')).toEqual([]);
    // Once it is proved, the password is next.
    const browser = {
      hash: sha256(person.visitor.cookie(people.issuer.url, '__Host-sp_browser')!),
    };
    const [row] = await people.issuer.context.sql<{ credentialVersion: number }[]>`
      select credential_version as "credentialVersion" from users where id = ${userId}`;
    const code = { userId, ...row!, proof: { method: 'totp' } } as const;
    await recordProof(
      { id: person.id, browser: { ...browser, csrf: '' } },
      code,
      people.issuer.context,
    );
    expect((await person.get(change)).status).toBe(200);
  });

  test('is not changed by people who have not typed it', async () => {
    const person = await people.arrive();
    const change = `/change-password/${person.id}`;
    expect((await person.get(change)).next).toBe(`${people.issuer.url}/authorize/${person.id}`);
    const page = await person.get(`/sign-in/${person.id}`);
    const sent = await person.send(change, { password }, page);
    expect(sent.next).toBe(`${people.issuer.url}/authorize/${person.id}`);
  });
});
