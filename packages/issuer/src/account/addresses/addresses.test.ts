import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { type Mails, watchMails } from '../../../../../testing/mails.ts';
import { alice, shop } from '../../../../../testing/shop.ts';
import { untilStatementWaits } from '../../../../../testing/until-statement-waits.ts';
import { createVisitor } from '../../../../../testing/visitor.ts';
import { hashPassword } from '../../directory/users/password.ts';
import { sha256 } from '../../runtime/sha256.ts';
import { createPerson, type Person } from '../person.fixture.ts';

const bob = { email: 'bob@example.com', password: 'correct horse bob!' };
const path = '/account/addresses';

let issuer: TestIssuer;
let mails: Mails;
let person: Person;
beforeAll(async () => {
  issuer = await startTestIssuer(shop);
  mails = watchMails(issuer.context);
  person = createPerson(issuer);
  await person.signInWithMailbox();
});
afterAll(() => issuer.close());

const act = async (step: string, fields: Record<string, string>, who = person) =>
  who.follow(await who.send(await who.open(path), fields, path + step));

const actions = async () => {
  const rows = await issuer.context.sql<{ action: string }[]>`
    select action from audit_events where action like 'address.%' order by id`;
  return rows.map(({ action }) => action);
};

test('a second address is proved, becomes the main one, and the first one is removed', async () => {
  const second = 'alice@walnut.example';
  const asked = await act('', { email: ' Alice@WALNUT.example ' });
  expect(asked.url).toBe(`${issuer.url}${path}/code`);
  expect(asked.text).toContain('We have sent a mail');
  const typed = second.replace('alice', 'Alice');
  expect((await person.open(path)).text).not.toContain(typed);
  const wrong = await person.send(asked, { code: '000000' });
  expect([wrong.status, wrong.text.includes('4 more attempts')]).toEqual([403, true]);

  const added = await act('/code', { code: mails.codeTo(typed) });
  expect(added.text).toContain('The address is confirmed');
  expect(mails.to(alice.email).at(-1)).toMatchObject({
    ...{ kind: 'address-added', parameters: { address: typed } },
  });
  const again = await act('', { email: second });
  expect(again.text).toContain('yours already');

  const made = await act('/primary', { email: second });
  expect(made.text).toContain('Your main address was changed');
  expect(mails.to(alice.email).at(-1)).toMatchObject({ kind: 'address-changed' });

  // The file of the test knows her by the first.
  const kept = await act('/remove', { email: alice.email });
  expect(kept.text).toContain('Nothing was changed');
  await act('/primary', { email: alice.email });
  // A person who reads that mailbox may have signed in by it.
  const elsewhere = createPerson(issuer);
  await elsewhere.signIn();
  const gone = await act('/remove', { email: second });
  expect(gone.text).toContain('The address was removed');
  expect((await elsewhere.open(path)).url).toContain('/sign-in/');
  expect(mails.to(typed).at(-1)).toMatchObject({ kind: 'address-removed' });
  expect((await act('/remove', { email: second })).text).toContain('Nothing was changed');
  expect(await actions()).toEqual([
    ...['address.prove', 'address.make_primary', 'address.make_primary', 'address.remove'],
  ]);
});

test('an address of another person gives the same answer as a free one, and cannot be proved', async () => {
  const said = async (email: string) => {
    const page = await act('', { email });
    return page.text.replaceAll(email, 'EMAIL').replace(/csrf" value="[^"]*"/g, '');
  };
  expect(await said(bob.email)).toBe(await said('nobody@example.com'));
  expect(mails.to(bob.email)).toMatchObject([{ kind: 'address-in-use' }]);
  const { sql } = issuer.context;
  expect(await sql`select from user_addresses where email = ${bob.email}`).toHaveLength(1);
});

test('what is no address is refused at its field', async () => {
  const page = await person.open(path);
  for (const email of ['alice@', 'a\u202eb@example.com', '']) {
    const refused = await person.send(page, { email });
    expect([refused.status, refused.text.includes('id="email-error"')]).toEqual([403, true]);
  }
});

test('a code is good in its own session alone, and its link too', async () => {
  const email = 'second@example.com';
  await act('', { email });
  const code = mails.codeTo(email);
  const other = createPerson(issuer);
  await other.signInWithMailbox();
  expect((await act('/code', { code }, other)).text).toContain('can no longer be used');
  const link = mails.linkTo(email);
  const elsewhere = await createVisitor().get(issuer.url + link);
  expect(elsewhere.text).toContain(`${code.slice(0, 3)} ${code.slice(3)}`);
  const page = await person.open(link);
  const secret = new URL(link, issuer.url).searchParams.get('secret')!;
  const pressed = await person.follow(await person.send(page, { secret }, '/verify-address'));
  expect(pressed.text).toContain(email);
  await act('/remove', { email });
});

test('pressed three times at once, one mail is sent, and its code is right', async () => {
  const email = 'pressed@example.com';
  const page = await person.open(path);
  const pressed = await Promise.all([1, 2, 3].map(() => person.send(page, { email })));
  expect(pressed.map(({ next }) => next)).toEqual(Array(3).fill(`${issuer.url}${path}/code`));
  expect(mails.to(email)).toHaveLength(1);
  const added = await act('/code', { code: mails.codeTo(email) });
  expect(added.text).toContain('The address is confirmed');
  await act('/remove', { email });
});

test('a code for an account that is deleted at this moment is sent to no one', async () => {
  const { sql, random } = issuer.context;
  const gone = { email: 'gone@example.com', password: 'a quiet harbour at night' };
  const password = await hashPassword(gone.password, issuer.context);
  await sql`
    insert into users (id, email, email_verified, name, password_hash, created_at)
    values (${random.uuid()}, ${gone.email}, true, 'Gone', ${password}, now())`;
  const leaving = createPerson(issuer);
  await leaving.signInWithMailbox(gone);
  const page = await leaving.open(path);
  const email = 'next@example.com';
  const { asked } = await sql.begin(async (tx) => {
    await tx`delete from users where email = ${gone.email}`;
    const asked = leaving.send(page, { email });
    await untilStatementWaits(tx);
    return { asked };
  });
  expect((await asked).status).toBe(303);
  expect(mails.to(email)).toEqual([]);
});

test('the address for which a person has to sign in at a provider cannot be taken off', async () => {
  const { sql } = issuer.context;
  const email = 'alice@acme.example';
  await sql`
    insert into providers (id, type, name, issuer, client_id, client_secret, scopes, default_groups,
      declared, required_for_domains)
    values ('acme', 'oidc', 'Acme ID', 'https://acme.example', 'us', '', '{openid}', '{}', true,
      '{acme.example}')`;
  await sql`
    insert into user_addresses (user_id, email)
    select id, ${email} from users where email = ${alice.email}`;
  await sql`
    update sessions set proofs = jsonb_build_array(jsonb_build_object(
      'method', 'provider', 'provider', 'acme', 'amr', '[]'::jsonb, 'at', proofs -> 0 -> 'at'))`;
  const page = await act('/remove', { email });
  expect(page.text).toContain('Nothing was changed');
  expect(page.text).toContain('Your organization knows you by this address');
  await sql`delete from providers`;
  expect((await act('/remove', { email })).text).toContain('The address was removed');
});

test.each(['/primary', '/remove'])(
  '%s in a session that ends meanwhile changes nothing',
  async (step) => {
    const { sql } = issuer.context;
    const email = 'meanwhile@example.com';
    await sql`
    insert into user_addresses (user_id, email)
    select id, ${email} from users where email = ${alice.email}`;
    const leaving = createPerson(issuer);
    await leaving.signIn();
    const page = await leaving.open(path);
    const answering = await sql.begin(async (tx) => {
      await tx`select from users where email = ${alice.email} for update`;
      const sent = leaving.send(page, { email }, path + step);
      await untilStatementWaits(tx);
      await tx`
      update sessions set ended_at = now()
      where token_hash = ${sha256(leaving.visitor.cookie(issuer.url, '__Host-sp_sso')!)}`;
      return { sent };
    });
    expect((await leaving.follow(await answering.sent)).url).toContain('/sign-in/');
    const held = await sql`
    delete from user_addresses where email = ${email} and not exists (
      select from users where users.email = user_addresses.email) returning email`;
    expect(held).toHaveLength(1);
  },
);

test('a sign-in of an hour ago changes nothing', async () => {
  const { sql } = issuer.context;
  await sql`update sessions set auth_time = auth_time - interval '1 hour'`;
  for (const [step, fields] of [
    ['', { email: 'late@example.com' }],
    ['/primary', { email: alice.email }],
    ['/remove', { email: alice.email }],
  ] as const) {
    const page = await act(step, fields);
    expect(page.url).toContain('/sign-in/');
  }
  expect(mails.to('late@example.com')).toEqual([]);
});
