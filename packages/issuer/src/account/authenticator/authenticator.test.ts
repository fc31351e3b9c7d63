import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { type Mails, watchMails } from '../../../../../testing/mails.ts';
import { alice, shop } from '../../../../../testing/shop.ts';
import type { Visit } from '../../../../../testing/visitor.ts';
import { codeAt, codesOf, sealedOf, secretOf, typeCode } from '../../factors/app-people.fixture.ts';
import { applyPolicy } from '../../policies/policies.service.ts';
import { signInPolicy, signInSection } from '../../sign-in-policy/policy.ts';
import { createPerson, type Person } from '../person.fixture.ts';

const path = '/account/authenticator';

let issuer: TestIssuer;
let mails: Mails;
let person: Person;

beforeAll(async () => {
  issuer = await startTestIssuer(shop);
  mails = watchMails(issuer.context);
});
afterAll(() => issuer.close());
beforeEach(async () => {
  await issuer.context.sql`truncate totp_secrets, recovery_codes, sign_in_throttles`;
  await demand('aal1');
  person = createPerson(issuer);
});

const demand = (acr: 'aal1' | 'aal2') =>
  issuer.context.sql.begin((tx) => applyPolicy(tx, signInPolicy, signInSection.parse({ acr })));

/** No code is taken twice: for a test, time can stand still. */
const freshCode = async (secret: string) => {
  await issuer.context.sql`update totp_secrets set last_step = 0`;
  return codeAt(secret, issuer.clock.now());
};

/** Sets up an app, or puts it in the place of the one that there is. */
async function setUp(): Promise<{ secret: string; answer: Visit; fields: Record<string, string> }> {
  const shown = await person.openSetUp(`${path}/set-up`);
  const secret = secretOf(shown);
  const replaces = shown.text.includes('name="replaces"') ? { replaces: 'yes' } : {};
  const code = codeAt(secret, issuer.clock.now(), -1);
  const fields = { secret: sealedOf(shown), code, ...replaces };
  const answer = await person.send(shown, fields);
  if (answer.status === 200) await keep(answer);
  return { secret, answer, fields };
}

/** Says that the codes are kept. */
const keep = async (answer: Visit) =>
  person.follow(await person.send(answer, { secret: sealedOf(answer) }, `${path}/kept`));

/** Follows what a form of a sensitive page leads to: a code is asked for, and then the page comes again. */
async function proveCode(page: Visit, secret: string): Promise<Visit> {
  expect(page.url).toContain('/totp/');
  const answer = await typeCode(person.visitor, page.url, await freshCode(secret));
  return person.follow(answer);
}

const lastMail = () => mails.to(alice.email).at(-1);
const audited = async (action: string) => {
  const [row] = await issuer.context.sql<{ actor: string; detail: object }[]>`
    select actor, detail from audit_events where action = ${action} order by id desc limit 1`;
  return row;
};

test('an app is set up with a code of its own, and the recovery codes are shown once', async () => {
  expect((await person.signIn()).status).toBe(200);
  const shown = await person.openSetUp(`${path}/set-up`);
  const wrong = await person.send(shown, { secret: sealedOf(shown), code: '000000' });
  expect(wrong.status).toBe(403);
  expect(secretOf(wrong)).toBe(secretOf(shown));
  const fields = { secret: sealedOf(shown), code: codeAt(secretOf(shown), issuer.clock.now(), -1) };
  const answers = await Promise.all([person.send(shown, fields), person.send(shown, fields)]);
  // Of a double click, and of a form that is sent once more because its answer was lost.
  answers.push(await person.send(shown, fields));
  const [answer] = answers;
  expect(codesOf(answer!)).toHaveLength(10);
  for (const each of answers) expect(codesOf(each)).toEqual(codesOf(answer!));
  expect((await keep(answer!)).text).toContain('The app is set up');
  expect((await keep(answer!)).status).toBe(200);
  expect(lastMail()).toMatchObject({
    ...{ kind: 'factor-added', language: 'en' },
    parameters: { factor: 'Authenticator app', link: `${issuer.url}/account` },
  });
  const page = await person.open(path);
  expect(page.text).toContain('You have 10 codes left');
  expect(codesOf(page)).toEqual([]);
});

test('who has one types a code of it before it is replaced, and others are signed out', async () => {
  await person.signIn();
  const first = await setUp();
  const elsewhere = person;
  person = createPerson(issuer);
  await proveCode(await person.signIn(), first.secret);
  const { secret, answer } = await setUp();
  const page = await person.follow(answer);
  expect(page.text).toContain('The new app is set up');
  expect(page.text).toContain('You have 10 codes left');
  expect((await elsewhere.open()).url).toContain('/sign-in/');
  // The old one is good for nothing.
  const again = createPerson(issuer);
  const asked = await again.signIn();
  const old = await typeCode(again.visitor, asked.url, await freshCode(first.secret));
  expect(old.status).toBe(403);
  expect((await typeCode(again.visitor, asked.url, await freshCode(secret))).status).toBe(303);
  expect(await audited('factor.replace')).toMatchObject({ detail: { factor: 'totp' } });
});

test('a password alone removes nothing', async () => {
  await person.signIn();
  const { secret } = await setUp();
  person = createPerson(issuer);
  await proveCode(await person.signIn(), secret);
  issuer.clock.advance(601);
  const page = await person.open(path);
  const asked = await person.follow(await person.send(page, {}, `${path}/remove`));
  const code = await person.signIn(alice, asked);
  const back = await proveCode(code, secret);
  expect(back.text).toContain('Nothing has been changed yet');
  const removed = await person.follow(await person.send(back, {}, `${path}/remove`));
  expect(removed.text).toContain('The app is removed');
  expect(lastMail()?.kind).toBe('factor-removed');
  expect((await audited('factor.remove'))?.actor).toMatch(/^user:/);
  // A second press says the same.
  const twice = await person.follow(await person.send(back, {}, `${path}/remove`));
  expect(twice.text).toContain('The app is removed');
  expect(await issuer.context.sql`select from recovery_codes`).toHaveLength(0);
});

test('the last factor stays where the policy demands one', async () => {
  await person.signIn();
  const { secret } = await setUp();
  await demand('aal2');
  const asked = await person.open(path);
  const page = asked.url.includes('/totp/') ? await proveCode(asked, secret) : asked;
  const refused = await person.send(page, {}, `${path}/remove`);
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('this is the only one that you have');
  expect(await issuer.context.sql`select from totp_secrets`).toHaveLength(1);
  expect(await issuer.context.sql`select from recovery_codes`).toHaveLength(10);
});

test('new recovery codes take the place of those that there are', async () => {
  await person.signIn();
  const { secret, answer } = await setUp();
  const before = codesOf(answer);
  person = createPerson(issuer);
  await proveCode(await person.signIn(), secret);
  const page = await person.open(path);
  const made = await person.send(page, {}, `${path}/codes`);
  const codes = codesOf(made);
  expect(codes).toHaveLength(10);
  expect(codes.filter((code) => before.includes(code))).toEqual([]);
  expect(lastMail()?.parameters['factor']).toBe('Recovery codes');
  const other = createPerson(issuer);
  const asked = (await other.signIn()).url.replace('/totp/', '/recovery-code/');
  expect((await typeCode(other.visitor, asked, before[0]!)).status).toBe(403);
  expect((await typeCode(other.visitor, asked, codes[0]!)).status).toBe(303);
  expect((await person.open(path)).text).toContain('You have 9 codes left');
});

test('a secret of another session is not taken', async () => {
  await person.signIn();
  const shown = await person.openSetUp(`${path}/set-up`);
  person = createPerson(issuer);
  await person.signIn();
  const page = await person.openSetUp(`${path}/set-up`);
  const fields = { secret: sealedOf(shown), code: codeAt(secretOf(shown), issuer.clock.now()) };
  const answer = await person.follow(await person.send(page, fields));
  expect(answer.text).toContain('Nothing was changed');
  expect(await issuer.context.sql`select from totp_secrets`).toHaveLength(0);
});
