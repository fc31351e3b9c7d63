import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { type Mails, watchMails } from '../../../../testing/mails.ts';
import { alice, bob, shop, webRedirect } from '../../../../testing/shop.ts';
import { csrfOf } from '../../../../testing/visitor.ts';
import { createPerson, type Person } from '../account/person.fixture.ts';

let issuer: TestIssuer;
let mails: Mails;
let person: Person;
beforeAll(async () => {
  issuer = await startTestIssuer({ ...shop, sign_in: { ways: ['password'] } });
  mails = watchMails(issuer.context);
});
afterAll(() => issuer.close());
beforeEach(async () => {
  const { sql } = issuer.context;
  await sql`truncate passkeys, totp_secrets, recovery_codes, sign_in_throttles, mail_limits`;
  person = createPerson(issuer);
});

/** Asks for two factors, and types the password. @returns the page that comes then. */
async function typePassword(who = alice) {
  const asked = authorizeUrl({
    ...{ issuer: issuer.url, clientId: 'shop-web', redirectUri: webRedirect },
    ...{ codeVerifier: verifier(), extra: { acr_values: 'aal2' } },
  });
  return person.signIn(who, await person.follow(await person.visitor.get(asked)));
}

const setUpPages = ['set-up-factor', 'set-up-totp', 'set-up-passkey'] as const;

test('who knows the password alone gets no first factor', async () => {
  const page = await typePassword();
  expect(new URL(page.url).pathname).toMatch(/^\/confirm-mailbox\//);
  expect(page.text).toContain(alice.email);
  for (const path of setUpPages) {
    const there = page.url.replace('confirm-mailbox', path);
    const opened = await person.visitor.get(there);
    expect([path, opened.status]).toEqual([path, 303]);
    expect((await person.follow(opened)).url).toBe(page.url);
    const sent = await person.send(page, { code: '000000', secret: 'x', credential: '{}' }, there);
    expect(sent.text).not.toContain('class="codes"');
  }
  const { sql } = issuer.context;
  expect(await sql`select user_id from totp_secrets union select user_id from passkeys`).toEqual(
    [],
  );
});

test('the code of the mail leads on, once; a wrong one is counted', async () => {
  const page = await typePassword();
  const shown = await person.follow(await person.send(page, {}));
  expect(mails.to(alice.email).at(-1)).toMatchObject({ kind: 'confirm-mailbox', language: 'en' });
  const code = mails.codeTo(alice.email);
  const check = `${page.url}/check`;
  const wrong = await person.send(shown, { code: code === '000000' ? '111111' : '000000' }, check);
  expect([wrong.status, wrong.text.includes('4 more attempts')]).toEqual([403, true]);
  const answers = await Promise.all([
    person.send(shown, { code }, check),
    person.send(shown, { code }, check),
  ]);
  for (const answer of answers) {
    expect((await person.follow(answer)).url).toContain('/set-up-factor/');
  }
  // The way out is there, and nothing is signed in by it.
  const left = await person.send(page, {}, page.url.replace('confirm-mailbox', 'set-up-totp'));
  expect(left.status).not.toBe(200);
});

test('after five wrong ones it asks for another mail, and the old code counts no more', async () => {
  const page = await typePassword();
  const shown = await person.follow(await person.send(page, {}));
  const code = mails.codeTo(alice.email);
  const check = `${page.url}/check`;
  for (let at = 0; at < 5; at += 1) {
    await person.send(shown, { code: code === '000000' ? '111111' : '000000' }, check);
  }
  const over = await person.follow(await person.send(shown, { code }, check));
  expect(over.text).toContain('can no longer be used');
  expect(
    (await person.visitor.get(page.url.replace('confirm-mailbox', 'set-up-totp'))).status,
  ).toBe(303);
});

test('a code for one person is nothing for another one in the same browser', async () => {
  const page = await typePassword();
  const shown = await person.follow(await person.send(page, {}));
  const signIn = page.url.replace('confirm-mailbox', 'sign-in');
  const other = await person.follow(
    await person.visitor.post(signIn, { csrf: csrfOf(shown), ...bob }),
  );
  expect(other.url).toBe(page.url);
  expect(other.text).toContain('Send code');
  expect(other.text).toContain(bob.email);
});

test('where no mails are sent, no code is asked for', async () => {
  const { mail } = issuer.context;
  const { canSend } = mail;
  Object.assign(mail, { canSend: false });
  try {
    expect((await typePassword()).url).toContain('/set-up-factor/');
  } finally {
    Object.assign(mail, { canSend });
  }
});

test('who knows the password alone connects no provider and adds no address on the account page', async () => {
  await person.signIn();
  const email = 'attacker@example.com';
  const asks = {
    'identities/link': { provider: 'acme' },
    addresses: { email },
    'addresses/code': { code: '000000' },
  };
  for (const [path, fields] of Object.entries(asks)) {
    const sent = await person.send(await person.open(), fields, `/account/${path}`);
    expect((await person.follow(sent)).url).toContain('/confirm-mailbox/');
  }
  expect(mails.to(email)).toEqual([]);
  // With the code from her mailbox, what she had typed is there again, and goes through.
  const there = await person.openSetUp('/account/addresses/code');
  expect(there.url).toContain('/account/addresses');
  const added = await person.send(await person.open('/account/addresses'), { email });
  expect(added.next).toBe(`${issuer.url}/account/addresses/code`);
  expect(mails.to(email)).toHaveLength(1);
});

test('a second factor on the account page, neither', async () => {
  await person.signIn();
  for (const path of ['passkeys/add', 'authenticator/set-up']) {
    expect((await person.open(`/account/${path}`)).url).toContain('/confirm-mailbox/');
    const sent = await person.send(await person.open(), { code: '1' }, `/account/${path}`);
    expect((await person.follow(sent)).url).toContain('/confirm-mailbox/');
  }
  const add = '/account/passkeys/add';
  expect((await person.openSetUp(add)).url).toBe(issuer.url + add);
  // Once is enough for both.
  expect((await person.open('/account/authenticator/set-up')).url).toContain('/account/');
});
