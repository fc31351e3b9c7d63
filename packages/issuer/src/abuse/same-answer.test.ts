import { afterAll, beforeAll, expect, test } from 'vitest';
import { type People, startPeople } from '../registration/people.fixture.ts';

/**
 * Whether an address has an account is told by no answer and by no work that an answer waits for. What is
 * counted are statements and rows, for a clock would tell of the machine.
 */
let people: People;
const known = 'known@example.com';
const unknown = 'unknown@example.com';

beforeAll(async () => {
  people = await startPeople({
    registration: { mode: 'open' },
    sign_in: { ways: ['password', 'email_code', 'magic_link'] },
  });
  await people.account(known, { password: 'correct horse battery' });
});
afterAll(() => people.issuer.close());

const ways: [string, (id: string) => string, Record<string, string>][] = [
  ['a wrong password', (id) => `/sign-in/${id}`, { password: 'wrong' }],
  ['a code by mail', (id) => `/email-code/${id}`, {}],
  ['a link by mail', (id) => `/magic-link/${id}`, {}],
  ['a forgotten password', (id) => `/forgot-password/${id}`, {}],
  ['registration', (id) => `/register/${id}`, {}],
];

/** What an answer says, without what differs each time. */
async function ask(path: (id: string) => string, email: string, fields: Record<string, string>) {
  const { sql } = people.issuer.context;
  const person = await people.arrive();
  const page = await person.get(path(person.id));
  const count = async () => {
    const [row] = await sql<Record<string, number>[]>`
      select (select count(*)::int from one_time_codes) as codes,
        (select count(*)::int from mail_limits) as limits,
        (select count(*)::int from sign_in_throttles) as guesses`;
    return row!;
  };
  const before = await count();
  const answer = await person.send(path(person.id), { email, ...fields }, page);
  const after = await count();
  const made = Object.fromEntries(Object.entries(after).map(([key, n]) => [key, n - before[key]!]));
  const next = answer.next && (await person.visitor.get(answer.next));
  const plain = (text: string) =>
    text
      .replaceAll(email, 'ADDRESS')
      .replaceAll(person.id, 'ID')
      .replace(/name="csrf" value="[^"]*"/g, '')
      .replace(/<code class="error-id">[^<]*/g, '');
  return {
    status: answer.status,
    leads: answer.next?.replace(person.id, 'ID'),
    text: plain(answer.text),
    page: next && plain(next.text),
    headers: [...answer.headers.keys()],
    made,
  };
}

test.each(ways)(
  '%s is answered the same for an address without an account',
  async (_, path, fields) => {
    await people.issuer.context.sql`truncate sign_in_throttles, mail_limits`;
    const [one, other] = [await ask(path, known, fields), await ask(path, unknown, fields)];
    expect(other).toEqual(one);
  },
);
