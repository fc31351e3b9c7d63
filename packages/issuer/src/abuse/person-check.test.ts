import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createVisitor } from '../../../../testing/visitor.ts';
import { maintain } from '../maintenance.ts';
import { type People, type Person, startPeople } from '../registration/people.fixture.ts';
import { abuseSchema } from './abuse-configuration.ts';
import { abuseSettings } from './abuse-settings.ts';
import { solveIn } from './solve-work.fixture.ts';

let people: People;

beforeAll(async () => {
  const abuse = abuseSettings(abuseSchema.parse({}), { denied: [] });
  people = await startPeople(
    { registration: { mode: 'open' }, sign_in: { ways: ['password', 'email_code'] } },
    { abuse },
  );
});
afterAll(() => people.issuer.close());
beforeEach(async () => {
  await people.issuer.context.sql`truncate sign_in_throttles, mail_limits`;
});

const pageOf = ({ id }: Person) => `/register/${id}`;

/** A person with the page open, and the work of it solved. */
async function ready() {
  const person = await people.arrive();
  const page = await person.get(pageOf(person));
  const email = people.newAddress();
  return { person, page, email, work: solveIn(page) };
}

describe('registration', () => {
  test('goes on with the work done, and a form that is sent twice sends one mail', async () => {
    const { person, page, email, work } = await ready();
    const answers = await Promise.all([
      person.send(pageOf(person), { email, work }, page),
      person.send(pageOf(person), { email, work }, page),
    ]);
    expect(answers.map(({ next }) => new URL(next!).pathname)).toEqual(
      Array(2).fill(`/register/${person.id}/code`),
    );
    expect(people.mails.to(email)).toHaveLength(1);
  });

  test('takes a solution once: of eight addresses at the same moment, one', async () => {
    const { person, page, work } = await ready();
    const addresses = Array.from({ length: 8 }, () => people.newAddress());
    const answers = await Promise.all(
      addresses.map((email) => person.send(pageOf(person), { email, work }, page)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, ...Array(7).fill(403)]);
    expect(addresses.filter((email) => people.mails.to(email).length > 0)).toHaveLength(1);
    const refused = answers.find(({ status }) => status === 403)!;
    expect(refused.text).toContain('did not work. Try again.');
    // With another challenge, which is of use.
    const email = addresses[0]!;
    const again = { email, work: solveIn(refused) };
    expect((await person.send(pageOf(person), again, refused)).status).toBe(303);
  });

  test('takes no solution of another sign-in, nor of another page', async () => {
    const { work, email } = await ready();
    const other = await people.arrive();
    expect((await other.send(pageOf(other), { email, work })).status).toBe(403);
    const forgotten = `/forgot-password/${other.id}`;
    const page = await other.get(pageOf(other));
    const solved = { email, work: solveIn(page) };
    expect((await other.send(forgotten, solved)).status).toBe(403);
    expect(people.mails.to(email)).toEqual([]);
  });

  test('goes on without JavaScript, a few times in a network', async () => {
    // The first wait is a second, which is over soon on a busy machine.
    onTestFinished(people.issuer.clock.standStill());
    const visitor = createVisitor('203.0.113.77');
    const person = await people.arrive(visitor);
    const answers = [];
    for (let time = 0; time < 6; time++) {
      answers.push(await person.send(pageOf(person), { email: people.newAddress() }));
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array(5).fill(303), 429]);
    expect(answers[5]!.text).toContain('it needs JavaScript for that');
    expect(Number(answers[5]!.headers.get('retry-after'))).toBeGreaterThan(0);
    const page = await person.get(pageOf(person));
    const solved = { email: people.newAddress(), work: solveIn(page) };
    expect((await person.send(pageOf(person), solved, page)).status).toBe(303);
    const elsewhere = await people.arrive();
    const sent = await elsewhere.send(pageOf(elsewhere), { email: people.newAddress() });
    expect(sent.status).toBe(303);
  });

  test('asks more of a network that opens many pages', async () => {
    const person = await people.arrive(createVisitor('203.0.113.78'));
    const bits = async () => /data-bits="(\d+)"/.exec((await person.get(pageOf(person))).text)![1];
    expect(await bits()).toBe('10');
    for (let page = 0; page < 15; page++) await bits();
    expect(await bits()).toBe('11');
  });
});

describe('sign-in', () => {
  const password = 'correct horse battery';
  const pathOf = ({ id }: Person) => `/sign-in/${id}`;
  const guess = (person: Person, email: string, more: Record<string, string> = {}) =>
    person.send(pathOf(person), { email, password: 'wrong', ...more });

  test('asks for nothing before five failures, then for work, in browsers that are new', async () => {
    const email = people.newAddress();
    await people.account(email, { password });
    const own = await people.arrive();
    await own.follow(await own.send(pathOf(own), { email, password }));
    await people.issuer.context.sql`update sessions set ended_at = now()`;

    const stranger = await people.arrive();
    const answers = [];
    for (let time = 0; time < 5; time++) answers.push(await guess(stranger, email));
    expect(answers.map(({ text }) => text.includes('data-challenge'))).toEqual([
      ...Array(4).fill(false),
      true,
    ]);
    // From any network: without the work no password is looked at, not even the right one.
    const other = await people.arrive();
    const asked = await guess(other, email, { password });
    expect(asked.status).toBe(403);
    expect(asked.text).toContain('this time we check that you are a person');
    expect(asked.text).toContain('<noscript>');
    const signedIn = await other.send(
      pathOf(other),
      { email, password, work: solveIn(asked) },
      asked,
    );
    expect((await other.follow(signedIn)) instanceof URL).toBe(true);

    // A solution is for one attempt.
    const used = solveIn(answers[4]!);
    const wrong = await guess(stranger, email, { work: used });
    expect(wrong.text).toContain('not right');
    expect((await guess(stranger, email, { work: used })).text).toContain('did not work');

    // What strangers do asks nothing of a browser that the account knows.
    const back = await people.arrive(own.visitor);
    const answer = await back.send(pathOf(back), { email, password });
    expect((await back.follow(answer)) instanceof URL).toBe(true);
  });

  test('asks the same for an address without an account', async () => {
    const email = people.newAddress();
    const stranger = await people.arrive();
    for (let time = 0; time < 4; time++) await guess(stranger, email);
    expect((await guess(stranger, email)).text).toContain('data-challenge');
  });
});

test('what was taken is forgotten when it could not count any more', async () => {
  const { issuer } = people;
  const { sql } = issuer.context;
  const count = async () =>
    (await sql<{ count: number }[]>`select count(*)::int as count from spent_solutions`)[0]!.count;
  expect(await count()).toBeGreaterThan(0);
  issuer.clock.advance(1_801);
  await maintain({ ...issuer.context, metrics: issuer.metrics }, new AbortController().signal);
  expect(await count()).toBe(0);
});

describe('a code to sign in', () => {
  const pathOf = ({ id }: Person) => `/email-code/${id}`;
  /** As if the network of everyone had asked for many. */
  const slowDown = (kind: string) => people.issuer.context.sql`
    update sign_in_throttles set blocked_until = now() + interval '1 hour'
    where starts_with(bucket, ${kind})`;

  test('is sent without a check, until a network has asked for many; then with one', async () => {
    const email = people.newAddress();
    await people.account(email);
    const person = await people.arrive();
    const page = await person.get(`/sign-in/${person.id}`);
    const ask = () => person.send(pathOf(person), { email }, page);
    expect((await ask()).status).toBe(303);
    expect(people.mails.to(email)).toHaveLength(1);
    await slowDown('unasked ');
    // What was sent a moment ago is not sent twice.
    people.issuer.clock.advance(60);

    const asked = await ask();
    expect([asked.status, people.mails.to(email).length]).toEqual([200, 1]);
    const action = `${pathOf(person)}?checked=yes`;
    expect(asked.text).toContain(`action="${action}"`);
    const wrong = await person.send(action, { email, work: 'x' }, asked);
    expect([wrong.status, people.mails.to(email).length]).toEqual([403, 1]);
    const sent = await person.send(action, { email, work: solveIn(wrong) }, wrong);
    expect([sent.status, people.mails.to(email).length]).toEqual([303, 2]);
    people.issuer.clock.advance(60);
    // Without JavaScript, a few times in a network.
    expect((await person.send(action, { email }, asked)).status).toBe(303);
    await slowDown('unchecked ');
    expect((await person.send(action, { email }, asked)).status).toBe(429);
    expect(people.mails.to(email)).toHaveLength(3);
  });

  test('is sent to a browser that the account knows, however many others ask for', async () => {
    const email = people.newAddress();
    await people.account(email);
    const own = await people.arrive();
    const page = await own.get(`/sign-in/${own.id}`);
    await own.send(pathOf(own), { email }, page);
    const code = { code: people.mails.codeTo(email) };
    await own.follow(await own.send(`${pathOf(own)}/check`, code, page));
    await slowDown('unasked');
    const again = people.personAt(own.visitor, await people.ask(own.visitor, { prompt: 'login' }));
    const shown = await again.get(`/sign-in/${again.id}`);
    expect((await again.send(pathOf(again), { email }, shown)).status).toBe(303);
    expect(people.mails.to(email)).toHaveLength(2);
  });
});
