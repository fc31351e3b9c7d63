import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVisitor } from '../../../../testing/visitor.ts';
import { type People, startPeople } from '../registration/people.fixture.ts';

/** Two applications: one takes passwords, the other one codes by mail alone. */

let people: People;
const redirectUri = 'https://shop.example/callback';
const client = (id: string, more: object = {}) => ({
  ...{ id, name: id, type: 'web', secret: 'x'.repeat(32), redirect_uris: [redirectUri] },
  ...{ scopes: ['openid'], grants: ['authorization_code'], ...more },
});
const password = 'a quiet harbour at night';

beforeAll(async () => {
  people = await startPeople({
    sign_in: { ways: ['password', 'email_code'] },
    clients: [client('shop'), client('bank', { sign_in: { ways: ['email_code'] } })],
  });
});
afterAll(() => people.issuer.close());

async function signedIn() {
  const email = people.newAddress();
  await people.account(email, { password });
  const person = await people.arrive(createVisitor());
  const sent = await person.send(`/sign-in/${person.id}`, { email, password });
  expect(await person.follow(sent)).toBeInstanceOf(URL);
  return { email, visitor: person.visitor };
}

const atBank = { client_id: 'bank' };
const code = (visit: URL) => visit.searchParams.get('code');

test('a session by a way that an application does not take is none there, and goes on elsewhere', async () => {
  const { email, visitor } = await signedIn();
  const silent = await people.ask(visitor, { ...atBank, prompt: 'none' });
  expect(new URL(silent.next!).searchParams.get('error')).toBe('login_required');
  const person = people.personAt(visitor, await people.ask(visitor, atBank));
  const page = await person.get(`/sign-in/${person.id}`);
  expect(page.text).not.toContain('type="password"');
  await person.send(`/email-code/${person.id}`, { email });
  const typed = await person.send(
    `/email-code/${person.id}/check`,
    { code: people.mails.codeTo(email) },
    page,
  );
  expect(code((await person.follow(typed)) as URL)).not.toBeNull();
  for (const asked of [atBank, {}]) {
    const again = await people.ask(visitor, asked);
    expect(code(new URL(again.next!))).not.toBeNull();
  }
});

test('nor is one that began in another tab meanwhile: the page stays, and leads nowhere in circles', async () => {
  const visitor = createVisitor();
  const begun = people.personAt(visitor, await people.ask(visitor, atBank));
  const email = people.newAddress();
  await people.account(email, { password });
  const other = await people.arrive(visitor);
  await other.follow(await other.send(`/sign-in/${other.id}`, { email, password }));
  expect((await begun.get(`/sign-in/${begun.id}`)).status).toBe(200);
  expect((await begun.get(`/authorize/${begun.id}`)).next).toContain(`/sign-in/${begun.id}`);
});

test('a new password by mail counts where people have passwords', async () => {
  const email = people.newAddress();
  await people.account(email, { password });
  const person = await people.arrive();
  await person.send(`/forgot-password/${person.id}`, { email });
  const link = people.mails.linkTo(email);
  const fields = Object.fromEntries(new URL(link, people.issuer.url).searchParams);
  const form = { ...fields, password: 'another harbour, as quiet' };
  const set = await person.send('/reset-password', form, await person.get(link));
  expect(code((await person.follow(set)) as URL)).not.toBeNull();
  expect(code(new URL((await people.ask(person.visitor)).next!))).not.toBeNull();
});
