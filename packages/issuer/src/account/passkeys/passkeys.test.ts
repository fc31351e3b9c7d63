import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Authenticator } from '../../../../../testing/authenticator.ts';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { shop } from '../../../../../testing/shop.ts';
import type { Visit } from '../../../../../testing/visitor.ts';
import { codesOf } from '../../factors/app-people.fixture.ts';
import { optionsOf } from '../../passkeys/asked.fixture.ts';
import { applyPolicy } from '../../policies/policies.service.ts';
import { signInPolicy, signInSection } from '../../sign-in-policy/policy.ts';
import { createPerson, type Person } from '../person.fixture.ts';

let issuer: TestIssuer;
let authenticator: Authenticator;
let person: Person;

beforeAll(async () => {
  issuer = await startTestIssuer({ ...shop, sign_in: { ways: ['password', 'passkey'] } });
});
afterAll(() => issuer.close());
beforeEach(async () => {
  await issuer.context.sql`truncate passkeys, recovery_codes, mails`;
  authenticator = new Authenticator(issuer.url);
  person = createPerson(issuer);
});

const here = '/account/passkeys';

/** Uses the passkey where a page asks for it, and follows. */
async function confirm(page: Visit): Promise<Visit> {
  expect(page.url).toContain('/passkey/');
  const credential = authenticator.get(optionsOf(page));
  return person.follow(await person.send(page, { credential }));
}

/** @returns the answer to the form. */
async function add(): Promise<Visit> {
  const page = await person.openSetUp(`${here}/add`);
  return person.send(page, { credential: authenticator.create(optionsOf(page)) });
}

/** Says that the codes are kept. */
const keep = async (codes: Visit) => {
  const [, secret = ''] = /name="secret" value="([^"]+)"/.exec(codes.text)!;
  return person.follow(await person.send(codes, { secret }, `${here}/kept`));
};

const idsOf = (page: Visit) =>
  [...page.text.matchAll(/name="passkey" value="([^"]+)"/g)].map(([, id]) => id!);

test('a person adds passkeys, gives one a name, and removes one', async () => {
  await person.signIn();
  const first = await add();
  expect(first.status).toBe(200);
  expect([...first.text.matchAll(/<code>[A-Z-]+<\/code>/g)]).toHaveLength(10);
  // The session is one in which it was used.
  const list = await keep(first);
  expect(list.text).toContain('The passkey is added');
  expect(list.text).toContain('This device only');
  const [id] = idsOf(list);

  const second = await person.follow(await add());
  expect(second.text).toContain('The passkey is added');
  expect(idsOf(second)).toHaveLength(2);
  const { excludeCredentials } = optionsOf(await person.open(`${here}/add`));
  expect(excludeCredentials).toHaveLength(2);

  const rename = await person.open(`${here}/rename?passkey=${id}`);
  expect(rename.text).toContain('value="Passkey"');
  const named = await person.follow(
    await person.send(
      rename,
      { passkey: id!, name: ' <b>Key\u202e ring</b>\u2028' },
      `${here}/rename`,
    ),
  );
  expect(named.text).toContain('&lt;b&gt;Key ring&lt;/b&gt;');

  const elsewhere = createPerson(issuer);
  const other = await elsewhere.signIn();
  const credential = authenticator.get(optionsOf(other));
  await elsewhere.follow(await elsewhere.send(other, { credential }));
  const removed = await person.follow(await person.send(named, { passkey: id! }, `${here}/remove`));
  expect(removed.text).toContain('The passkey is removed');
  expect(idsOf(removed)).toHaveLength(1);
  expect((await elsewhere.open(here)).url).toContain('/sign-in/');
  // Pressed twice.
  const again = await person.follow(await person.send(removed, { passkey: id! }, `${here}/remove`));
  expect(again.text).toContain('The passkey is removed');

  const events = await issuer.context.sql`
    select action, detail ->> 'name' as name from audit_events
    where action like 'factor.%' order by id`;
  expect(events).toEqual([
    { action: 'factor.add', name: 'Passkey' },
    { action: 'factor.add', name: 'Passkey' },
    { action: 'factor.rename', name: '<b>Key ring</b>' },
    { action: 'factor.remove', name: '<b>Key ring</b>' },
  ]);
});

test('pressed twice, the form shows the same codes, and a session elsewhere is not made surer', async () => {
  await person.signIn();
  const page = await person.openSetUp(`${here}/add`);
  const credential = authenticator.create(optionsOf(page));
  const send = () => person.send(page, { credential });
  const answers = [...(await Promise.all([send(), send()])), await send()];
  const codes = answers.map((answer) => codesOf(answer));
  expect(codes[0]).toHaveLength(10);
  for (const each of codes) expect(each).toEqual(codes[0]);
  expect(await issuer.context.sql`select from passkeys`).toHaveLength(1);

  const [, secret = ''] = /name="secret" value="([^"]+)"/.exec(answers[0]!.text)!;
  const other = createPerson(issuer);
  const asked = await other.signIn();
  expect(asked.url).toContain('/passkey/');
  await other.send(asked, { secret }, `${here}/kept`);
  expect((await other.open(here)).url).toContain('/sign-in/');
  // Without it, the passkey is asked for; the form of before shows nothing once the codes are others.
  expect((await person.open(here)).url).toContain('/passkey/');
  await issuer.context.sql`delete from recovery_codes`;
  expect((await person.follow(await send())).url).toContain('/passkey/');
});

test('the passkey of another person is neither named nor removed', async () => {
  await person.signIn();
  await add();
  const [passkey] = await issuer.context.sql<{ id: string }[]>`select id from passkeys`;
  const bob = createPerson(issuer);
  await bob.signIn({ email: 'bob@example.com', password: 'correct horse bob!' });
  const page = await bob.open(here);
  for (const id of [passkey!.id, 'no id', '']) {
    await bob.send(page, { passkey: id, name: 'Mine now' }, `${here}/rename`);
    await bob.send(page, { passkey: id }, `${here}/remove`);
    expect((await bob.open(`${here}/rename?passkey=${id}`)).text).toContain('No passkeys yet');
  }
  const left = await issuer.context.sql`select name from passkeys`;
  expect(left).toEqual([{ name: 'Passkey' }]);
});

test('a page of a session that has ended, or of another one, adds nothing', async () => {
  const { sql } = issuer.context;
  await person.signIn();
  const page = await person.openSetUp(`${here}/add`);
  const credential = authenticator.create(optionsOf(page));
  const other = createPerson(issuer);
  await other.signIn();
  const foreign = await other.openSetUp(`${here}/add`);
  for (const sent of [credential, '{}', '']) {
    const refused = await other.send(foreign, { credential: sent });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('This passkey was not accepted');
  }
  await sql`update sessions set ended_at = now()`;
  const late = await person.follow(await person.send(page, { credential }));
  expect(late.url).toContain('/sign-in/');
  expect(await sql`select from passkeys`).toHaveLength(0);
});

test('the last way in stays', async () => {
  const { sql } = issuer.context;
  await person.signIn();
  await add();
  const list = await confirm(await person.open(here));
  const [id] = idsOf(list);
  await sql.begin((tx) =>
    applyPolicy(tx, signInPolicy, signInSection.parse({ ways: ['passkey'] })),
  );
  const refused = await person.send(list, { passkey: id! }, `${here}/remove`);
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('This is your only way to sign in');
  expect(await sql`select from passkeys`).toHaveLength(1);
  await sql.begin((tx) =>
    applyPolicy(tx, signInPolicy, signInSection.parse({ ways: ['password', 'passkey'] })),
  );
  const removed = await person.follow(await person.send(list, { passkey: id! }, `${here}/remove`));
  expect(removed.text).toContain('The passkey is removed');
  expect(await sql`select from recovery_codes`).toHaveLength(0);
});
