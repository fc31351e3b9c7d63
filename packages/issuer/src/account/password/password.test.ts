import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
} from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { type Mails, watchMails } from '../../../../../testing/mails.ts';
import { alice, shop } from '../../../../../testing/shop.ts';
import { signInToShop } from '../../../../../testing/sign-in.ts';
import { untilStatementWaits } from '../../../../../testing/until-statement-waits.ts';
import type { Visit } from '../../../../../testing/visitor.ts';
import { applyPolicy } from '../../policies/policies.service.ts';
import { signInPolicy, signInSection } from '../../sign-in-policy/policy.ts';
import { createPerson, type Person } from '../person.fixture.ts';

const path = '/account/password';
const changed = 'Your password is changed';

let issuer: TestIssuer;
let mails: Mails;
let person: Person;
/** What Alice's password is now. */
let current = alice.password;
let count = 0;

beforeAll(async () => {
  issuer = await startTestIssuer(shop);
  mails = watchMails(issuer.context);
});
afterAll(() => issuer.close());
beforeEach(() => {
  person = createPerson(issuer);
});

const signIn = (who = person) => who.signIn({ ...alice, password: current });
const next = () => {
  count += 1;
  return `lantern walnut ${count} corridor`;
};

const audited = async (action: string) => {
  const rows = await issuer.context.sql<{ detail: object }[]>`
    select detail from audit_events where action = ${action} order by id`;
  return rows.map(({ detail }) => detail);
};

/** Changes the password well. */
async function change(more: Record<string, string> = { sign_out: 'yes' }, password = next()) {
  const page = await person.open(path);
  const answer = await person.send(page, { current, password, ...more }, path);
  if (answer.status === 303) current = password;
  return person.follow(answer);
}

describe('changing the password', () => {
  test('asks for the one that there is, tells by mail, and ends what is open elsewhere', async () => {
    const elsewhere = createPerson(issuer);
    await signIn(elsewhere);
    await signIn();
    const before = current;
    const page = await change();
    expect(page.text).toContain(changed);
    expect((await person.open()).url).toBe(`${issuer.url}/account`);
    expect((await elsewhere.open()).url).toContain('/sign-in/');
    const mail = mails.to(alice.email).at(-1);
    expect(mail).toMatchObject({ kind: 'password-changed', language: 'en' });
    expect(mail?.parameters['link']).toBe(`${issuer.url}/account`);
    expect((await audited('user.change_password')).at(-1)).toEqual({
      ...{ by: 'account', sessions: 'end_others' },
    });
    const old = await elsewhere.signIn({ ...alice, password: before }, await elsewhere.open());
    expect(old.status).toBe(403);
  });

  test('leaves what is open elsewhere where that is wished for', async () => {
    const elsewhere = createPerson(issuer);
    await signIn(elsewhere);
    await signIn();
    await change({});
    expect((await elsewhere.open()).url).toBe(`${issuer.url}/account`);
  });

  test('ends the tokens of applications elsewhere before it answers', async () => {
    const tokens = await signInToShop(issuer.url, {
      person: { ...alice, password: current },
    });
    await signIn();
    await change();
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect((await fetch(`${issuer.url}/userinfo`, { headers })).status).toBe(401);
  });

  test('is not done with another password than the present one, and guesses are slowed down', async () => {
    // The first wait is a second, which is over soon on a busy machine.
    onTestFinished(issuer.clock.standStill());
    await signIn();
    const page = await person.open(path);
    const guess = () => person.send(page, { current: 'guessed', password: next() }, path);
    const wrong = await guess();
    expect([wrong.status, wrong.text.includes('not your current password')]).toEqual([403, true]);
    expect(wrong.text).not.toContain('guessed');
    expect((await audited('session.refuse')).at(-1)).toEqual({
      reason: 'wrong password on the page of the account',
    });
    const answers: number[] = [];
    for (let at = 0; at < 12; at += 1) answers.push((await guess()).status);
    expect(answers.at(-1)).toBe(429);
    // The right one has to wait as well: else it would be told from the wrong ones.
    expect((await person.send(page, { current, password: next() }, path)).status).toBe(429);
    issuer.clock.advance(3600);
    expect((await change()).text).toContain(changed);
  });

  test.each([
    ['too short', 'short'],
    ['the address', alice.email],
  ])('to one that is %s is refused', async (_, password) => {
    await signIn();
    const page = await change({}, password);
    expect(page.status).toBe(403);
    expect(page.text).toContain('id="password-error"');
  });

  test('to the same one is refused', async () => {
    await signIn();
    expect((await change({}, current)).text).toContain('This is the password that you have now');
  });

  test('kills links in mails and sign-ins that are half-way', async () => {
    const half = createPerson(issuer);
    const asked = await half.open();
    const proved = await half.send(asked, { ...alice, password: current });
    await signIn();
    await change();
    expect((await half.follow(proved)).url).toContain('/sign-in/');
  });

  test('pressed twice is done once, and both answers say that it is done', async () => {
    await signIn();
    const page = await person.open(path);
    const fields = { current, password: next(), sign_out: 'yes' };
    const before = (await audited('user.change_password')).length;
    const answers = await Promise.all([
      person.send(page, fields, path),
      person.send(page, fields, path),
    ]);
    current = fields.password;
    for (const answer of answers) expect(answer.status).toBe(303);
    expect((await person.follow(answers[1]!)).text).toContain(changed);
    const again = await person.follow(await person.send(page, fields, path));
    expect(again.text).toContain(changed);
    expect(await audited('user.change_password')).toHaveLength(before + 1);
  });

  test('does not make two guesses of one, a moment after a change', async () => {
    issuer.clock.advance(7_200);
    await signIn();
    await change();
    const page = await person.open(path);
    let tried = 0;
    for (let status = 403; status === 403 && tried < 40; tried += 2) {
      const guesses = { current: `guess ${tried}`, password: `guess ${tried + 1}` };
      status = (await person.send(page, guesses, path)).status;
    }
    issuer.clock.advance(7_200);
    person = createPerson(issuer);
    await signIn();
    const later = await person.open(path);
    let after = 0;
    for (let status = 403; status === 403 && after < 40; after += 1) {
      status = (await person.send(later, { current: `guess ${after}`, password: next() }, path))
        .status;
    }
    expect(tried).toBeLessThanOrEqual(after + 1);
    issuer.clock.advance(7_200);
  });

  test('in a session that ends while the password is looked at changes nothing', async () => {
    await signIn();
    const page = await person.open(path);
    const answering = await issuer.context.sql.begin(async (tx) => {
      await tx`update sessions set ended_at = now() where ended_at is null`;
      const sent = person.send(page, { current, password: next() }, path);
      await untilStatementWaits(tx);
      return { sent };
    });
    const answer = await person.follow(await answering.sent);
    expect(answer.url).toContain('/sign-in/');
    expect((await signIn(createPerson(issuer))).url).toBe(`${issuer.url}/account`);
  });
});

describe('removing the password', () => {
  const remove = async (page: Visit) => person.send(page, {}, `${path}/remove`);
  const ways = (...given: string[]) =>
    issuer.context.sql.begin((tx) =>
      applyPolicy(tx, signInPolicy, signInSection.parse({ ways: given })),
    );
  afterEach(() => ways('password'));

  test('is not offered, and not done, where it is the only way in', async () => {
    await signIn();
    const page = await person.open(path);
    expect(page.text).not.toContain('Remove password');
    const refused = await remove(page);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('This is your only way to sign in');
    expect((await signIn(createPerson(issuer))).url).toBe(`${issuer.url}/account`);
  });

  test('needs a recent sign-in, tells by mail, and ends what is open elsewhere', async () => {
    await signIn();
    const elsewhere = createPerson(issuer);
    await signIn(elsewhere);
    await ways('password', 'email_code');
    issuer.clock.advance(700);
    const late = await person.follow(await remove(await person.open(path)));
    expect(late.url).toContain('/sign-in/');
    const page = await signInAt(late);
    const removed = await person.follow(await remove(page));
    expect(removed.text).toContain('Your password is removed');
    expect(removed.text).toContain('You have no password yet');
    expect((await elsewhere.open()).url).toContain('/sign-in/');
    expect(mails.to(alice.email).at(-1)).toMatchObject({ kind: 'password-removed' });
    expect(await audited('user.remove_password')).toHaveLength(1);
    // Pressed twice, it says the same and does nothing.
    const twice = await person.follow(await remove(removed));
    expect(twice.text).toContain('Your password is removed');
    expect(await audited('user.remove_password')).toHaveLength(1);
    const wrong = await elsewhere.signIn({ ...alice, password: current }, await elsewhere.open());
    expect(wrong.status).toBe(403);
    const password = next();
    await person.send(removed, { password }, `${path}/first`);
    current = password;
  });

  const signInAt = (page: Visit) => person.signIn({ ...alice, password: current }, page);
});

test('a password manager finds the page at its well-known address', async () => {
  const answer = await fetch(`${issuer.url}/.well-known/change-password`, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(path);
  // As the W3C's page says: an address of nothing is told apart from one of something.
  const nothing = await fetch(
    `${issuer.url}/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200`,
  );
  expect(nothing.status).toBe(404);
});

test('who has none sets the first after a recent sign-in, and once', async () => {
  await signIn();
  const { sql } = issuer.context;
  await sql`update users set password_hash = null where email = ${alice.email}`;
  const page = await person.open(path);
  expect(page.text).not.toContain('name="current"');
  const action = /<form[^>]*action="([^"]*first)"/.exec(page.text)![1]!;
  const password = next();
  const answers = [
    await person.send(page, { password }, action),
    await person.send(page, { password: next() }, action),
  ];
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  current = password;
  await signIn(createPerson(issuer));
  issuer.clock.advance(700);
  await sql`update users set password_hash = null where email = ${alice.email}`;
  const late = await person.follow(await person.send(page, { password: next() }, action));
  expect(late.url).toContain('/sign-in/');
});

test('where people do not sign in with a password, none is set', async () => {
  const { sql } = issuer.context;
  const policy = sql.json({ ways: ['email_code'] } as never);
  await sql`insert into policies (name, definition) values ('sign_in', ${policy})`;
  const asked = await person.open(path);
  const byCode = asked.url.replace('/sign-in/', '/email-code/');
  await person.send(asked, { email: alice.email }, byCode);
  const code = mails.codeTo(alice.email);
  const page = await person.follow(await person.send(asked, { code }, `${byCode}/check`));
  expect(page.url).toBe(issuer.url + path);
  expect(page.text).toContain('Passwords are not used here');
  for (const action of [path, `${path}/first`]) {
    const refused = await person.send(page, { current, password: next() }, action);
    const isRefused = refused.status === 303 || refused.text.includes('are not used here');
    expect(isRefused).toBe(true);
  }
  await sql`delete from policies where name = 'sign_in'`;
  await signIn(createPerson(issuer));
});
