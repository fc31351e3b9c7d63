import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVisitor, csrfOf } from '../../../../../testing/visitor.ts';
import { unassign } from '../../directory/assign.service.ts';
import type { Caller } from '../../directory/caller.ts';
import { anAdministrator } from '../../directory/context.fixture.ts';
import { unguarded } from '../../directory/declared.ts';
import { updateUser } from '../../directory/users/change-users.service.ts';
import { type People, redirectUri, shopClient, startPeople } from '../people.fixture.ts';
import { invite, listInvitations, type NewInvitation, resendInvitation } from './invite.service.ts';

let people: People;
let inviter: Caller;
const terms = { version: '3', url: 'https://shop.example/terms' };

beforeAll(async () => {
  people = await startPeople(
    {
      registration: { terms },
      roles: [{ name: 'support' }],
      clients: [shopClient, { ...shopClient, id: 'desk', name: 'Desk' }],
    },
    { applications: [{ client: 'desk', url: 'https://desk.example/', scopes: ['organization'] }] },
  );
  inviter = await people.administrator();
});
afterAll(() => people.issuer.close());

async function invited(
  email = people.newAddress(),
  by: Caller = inviter,
  into: Partial<NewInvitation> = {},
) {
  const order = { email, name: 'Alice', inviter: 'Bob', language: 'en', lifetime: 86_400 };
  const promised = { roles: ['support'], groups: ['customers'] };
  await invite({ ...order, ...promised, ...into }, by, people.issuer.context);
  const link = people.issuer.url + people.mails.linkTo(email);
  return { email, link, secret: new URL(link).searchParams.get('secret')! };
}

const agreed = { terms: 'yes', terms_version: terms.version };
const details = { name: 'Alice Arden', password: 'a quiet harbour at night', ...agreed };
const there = () => `${people.issuer.url}/invitation`;

const heldBy = (email: string) => people.issuer.context.sql`
  select users.id, name, (select array_agg(role) from user_roles where user_id = id) as roles,
    (select array_agg(group_name) from group_members where user_id = id) as groups,
    (select array_agg(version) from accepted_terms where user_id = id) as terms
  from users where email = ${email}`;

test('a new person says who they are and gets an account; nothing is used before, nor signed in', async () => {
  const { email, link, secret } = await invited();
  const visitor = createVisitor();
  const pages = [await visitor.get(link), await visitor.get(link)];
  expect(pages.map(({ status }) => status)).toEqual([200, 200]);
  expect(pages[0]!.text).toContain('value="Alice"');
  const csrf = csrfOf(pages[1]!);
  const weak = { ...details, csrf, secret, password: 'Password1234!' };
  const refused = await visitor.post(there(), weak);
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('is on a list that attackers try');
  const unwilling = await visitor.post(there(), { ...details, csrf, secret, terms: '' });
  expect(unwilling.text).toContain('Agree to the terms');
  expect(await heldBy(email)).toEqual([]);
  const accepted = await visitor.post(there(), { ...details, csrf, secret });
  expect(accepted.text).toContain('Welcome');
  expect(accepted.text).toContain('href="https://desk.example/"');
  expect(accepted.text).toContain('Go on to Desk');
  expect(await heldBy(email)).toMatchObject([
    { name: 'Alice Arden', roles: ['support'], groups: ['customers'], terms: ['3'] },
  ]);
  expect(visitor.cookie(people.issuer.url, '__Host-sp_sso')).toBeUndefined();
  // Pressed twice, or opened again: the invitation is not lost, it is accepted.
  for (const again of [
    await visitor.post(there(), { ...details, csrf, secret, name: 'Another' }),
    await visitor.get(link),
  ]) {
    expect(again.text).toContain('Welcome');
    expect(again.text).toContain('href="https://desk.example/"');
  }
  expect(await heldBy(email)).toMatchObject([{ name: 'Alice Arden' }]);
  expect(people.issuer.logged.join()).not.toContain(secret);

  const person = await people.arrive();
  const { password } = details;
  const signedIn = await person.send(`/sign-in/${person.id}`, { email, password });
  expect(await person.follow(signedIn)).toBeInstanceOf(URL);
});

test('a person with an account is asked for nothing but to agree, and keeps what they have', async () => {
  const email = people.newAddress();
  const id = await people.account(email, { password: 'their own password', name: 'Known' });
  const { link, secret } = await invited(email);
  const visitor = createVisitor();
  const page = await visitor.get(link);
  expect(page.text).toContain('has an account here');
  expect(page.text).not.toContain('type="password"');
  const more = { name: 'Another', password: 'of a stranger, quite long' };
  const form = { csrf: csrfOf(page), secret, ...agreed, ...more };
  expect((await visitor.post(there(), form)).text).toContain('Welcome');
  expect(await heldBy(email)).toMatchObject([{ id, name: 'Known', roles: ['support'] }]);
  expect(await people.sessionsOf(id)).toEqual([]);
});

test('an account that was made meanwhile is asked for, and not made twice', async () => {
  const { email, link, secret } = await invited();
  const visitor = createVisitor();
  const csrf = csrfOf(await visitor.get(link));
  await people.account(email);
  const [sent, again] = await Promise.all([
    visitor.post(there(), { ...details, csrf, secret }),
    visitor.post(there(), { ...details, csrf, secret }),
  ]);
  for (const answer of [sent, again]) expect([200, 404]).toContain(answer.status);
  expect(await heldBy(email)).toHaveLength(1);
});

describe('who has accepted goes on', () => {
  const goOn = async (into: Partial<NewInvitation>) => {
    const { link, secret } = await invited(people.newAddress(), inviter, into);
    const visitor = createVisitor();
    const csrf = csrfOf(await visitor.get(link));
    return (await visitor.post(there(), { ...details, csrf, secret })).text;
  };

  test('to the application of the client that the invitation names', async () => {
    expect(await goOn({ client: 'shop' })).toContain(`href="${new URL(redirectUri).origin}/"`);
    const unknown = invited(people.newAddress(), inviter, { client: 'none' });
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
  });

  test('to a sign-in for the organization that they joined', async () => {
    const { sql, clock } = people.issuer.context;
    await sql`
      insert into organizations (id, key, name, created_at)
      values (gen_random_uuid(), 'acme', 'Acme', ${clock.now()})`;
    const page = await goOn({ organization: 'acme' });
    expect(page).toContain('href="https://desk.example/auth/login?organization=acme"');
  });

  test('to their account, where the client is stopped', async () => {
    const { sql } = people.issuer.context;
    await sql`update clients set disabled_at = now() where id = 'shop'`;
    expect(await goOn({ client: 'shop' })).toContain('href="/account"');
    await sql`update clients set disabled_at = null where id = 'shop'`;
  });
});

test('a form that another site sends does nothing', async () => {
  const { email, secret } = await invited();
  const forged = await createVisitor().post(there(), { ...details, csrf: 'forged', secret });
  expect(forged.next).toContain('/invitation?secret=');
  expect(await heldBy(email)).toEqual([]);
});

describe('an invitation stands for as long as its inviter may send it', () => {
  const losses = {
    'is disabled': (userId: string) =>
      updateUser(userId, { disabled: true }, anAdministrator, people.issuer.context),
    'is an administrator no more': (userId: string) =>
      unassign(
        { kind: 'role', name: 'administrator', userId, caller: anAdministrator },
        people.issuer.context,
      ),
  };

  test.each(Object.entries(losses))('and is dead once they %s', async (_, lose) => {
    const leaving = await people.administrator();
    const { email, link, secret } = await invited(people.newAddress(), leaving);
    const visitor = createVisitor();
    const csrf = csrfOf(await visitor.get(link));
    await lose(leaving.userId);
    expect((await visitor.get(link)).status).toBe(404);
    expect((await visitor.post(there(), { ...details, csrf, secret })).status).toBe(404);
    expect(await heldBy(email)).toEqual([]);

    // Another administrator sends it again, and it is theirs.
    const query = { email, after: null, limit: 1 };
    const { invitations } = await listInvitations(query, inviter, people.issuer.context);
    people.issuer.clock.advance(60);
    const by = { caller: inviter, guard: unguarded };
    await resendInvitation(invitations[0]!.id, 86_400, by, people.issuer.context);
    const again = new URL(people.issuer.url + people.mails.linkTo(email)).searchParams.get(
      'secret',
    )!;
    const accepted = await visitor.post(there(), { ...details, csrf, secret: again });
    expect(accepted.text).toContain('Welcome');
    expect(await heldBy(email)).toMatchObject([{ roles: ['support'] }]);
  });
});

test('terms that change while the page is open are read again, and the version that was read is kept', async () => {
  const { email, link, secret } = await invited();
  const visitor = createVisitor();
  const csrf = csrfOf(await visitor.get(link));
  const sent = await visitor.post(there(), { ...details, csrf, secret, terms_version: '2' });
  expect(sent.status).toBe(403);
  expect(sent.text).toContain('have changed while this page was open');
  expect(sent.text).toContain('name="terms_version" value="3"');
  expect(await heldBy(email)).toEqual([]);
});
