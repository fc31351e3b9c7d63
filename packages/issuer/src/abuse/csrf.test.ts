import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVisitor } from '../../../../testing/visitor.ts';
import { type People, type Person, startPeople } from '../registration/people.fixture.ts';
import { type Endpoint, everyEndpoint, pathIn } from './every-endpoint.fixture.ts';

let people: People;
let posts: Endpoint[];

/** What no page of ours sends: tokens and secrets in headers count there, and no cookie. */
const withoutCookies =
  /^\/(token|introspect|access|revoke|userinfo|links|admin)(\/|$)|^\/federation\/:provider\/callback$/;
/** Forms that need no token: the language of the browser, and requests that lead to a page which asks. */
const harmless = ['/language', '/authorize', '/logout'];

beforeAll(async () => {
  people = await startPeople({
    registration: { mode: 'open' },
    sign_in: { ways: ['password', 'email_code', 'magic_link', 'passkey'] },
  });
  posts = everyEndpoint(people.issuer.context).filter(
    ({ method, path }) =>
      method === 'POST' && !withoutCookies.test(path) && !harmless.includes(path),
  );
});
afterAll(() => people.issuer.close());

const password = 'correct horse battery';

/** A person who is signed in. */
async function signedIn(email: string): Promise<Person> {
  await people.account(email, { password });
  const person = await people.arrive();
  const form = await person.get(`/sign-in/${person.id}`);
  await person.follow(await person.send(`/sign-in/${person.id}`, { email, password }, form));
  return person;
}

/** What other sites would like to change. */
async function state() {
  const { sql } = people.issuer.context;
  const [row] = await sql`
    select (select count(*)::int from audit_events) as events,
      (select count(*)::int from mails) as mails,
      (select count(*)::int from one_time_codes) as codes,
      (select count(*)::int from federation_attempts) as attempts,
      (select count(*)::int from sessions where ended_at is null) as sessions,
      (select count(*)::int from sign_in_throttles) as guesses,
      (select json_agg(users order by id)::text from users) as users`;
  return row;
}

test('no form does anything that another site sent, or that was made for another browser', async () => {
  expect(posts.length).toBeGreaterThan(25);
  const email = people.newAddress();
  const signedInPerson = await signedIn(email);
  // With a sign-in that is open.
  const newcomer = await people.arrive();
  const stranger = await people.arrive(createVisitor('198.51.100.200'));
  const theirs = /name="csrf" value="([^"]*)"/.exec(
    (await stranger.get(`/sign-in/${stranger.id}`)).text,
  )![1]!;
  const before = await state();
  const fields = { email, password, code: '123456', secret: 'x', current: password };
  const done: string[] = [];
  for (const endpoint of posts) {
    const person = endpoint.path.includes(':interaction') ? newcomer : signedInPerson;
    const url = people.issuer.url + pathIn(endpoint, person.id);
    for (const csrf of [undefined, theirs]) {
      const sent = csrf === undefined ? fields : { ...fields, csrf };
      const answer = await person.visitor.post(url, { ...sent, language: 'en' });
      const isRefused = answer.status === 303 || (answer.status >= 400 && answer.status < 500);
      if (!isRefused) done.push(`${endpoint.path}: ${answer.status}`);
    }
  }
  expect(done).toEqual([]);
  expect(await state()).toEqual(before);
});
