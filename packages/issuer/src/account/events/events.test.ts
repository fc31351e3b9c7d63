import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { alice, shop } from '../../../../../testing/shop.ts';
import type { Visit } from '../../../../../testing/visitor.ts';
import { createPerson } from '../person.fixture.ts';

const path = '/account/events';
const bob = { email: 'bob@example.com', password: 'correct horse bob!' };

let issuer: TestIssuer;

beforeAll(async () => {
  issuer = await startTestIssuer(shop, { trustedProxies: ['127.0.0.1', '::1'] });
});
afterAll(() => issuer.close());

const titles = ({ text }: Visit) =>
  [...text.matchAll(/class="item-title">([^<]*)</g)].map(([, title]) => title!);

test('what happened is told in words, newest first, with when and from where', async () => {
  const stranger = createPerson(issuer, '203.0.113.80');
  const asked = await stranger.open();
  await stranger.send(asked, { ...alice, password: 'guessed' });
  await createPerson(issuer, '198.51.100.3').signIn(bob);
  const person = createPerson(issuer, '192.0.2.1');
  const overview = await person.signIn();
  await person.send(overview, { language: '', theme: 'dark' }, '/account/preferences');
  await issuer.context.sql`
    insert into audit_events (at, action, actor, subjects, detail)
    select now(), 'consent.give', 'user:' || id, array['user:' || id, 'client:shop-web'], '{}'
    from users where email = ${alice.email}`;
  await issuer.context.sql`
    insert into audit_events (at, action, actor, subjects, detail)
    select now(), 'role.assign', 'client:x', array['user:' || id, 'role:support'], '{}'
    from users where email = ${alice.email}`;
  const page = await person.open(path);
  expect(titles(page).slice(0, 4)).toEqual([
    'An application was allowed to use the account',
    'Details of the account were changed',
    'Sign-in',
    'A sign-in failed',
  ]);
  const [, allowed, , signedIn, refused] = page.text.split('class="item"');
  expect(allowed).toContain('Shop');
  expect(signedIn).toContain('192.0.2.1');
  expect(refused).toContain('203.0.113.80');
  expect(refused).toContain('UTC');
  expect(page.text).not.toContain('198.51.100.3');
  // What was typed, and ids, are for the log.
  expect(page.text).not.toMatch(/guessed|user:|session:|client:/);
});

test('an event by others says so', async () => {
  await issuer.context.sql`
    insert into audit_events (at, action, actor, subjects, detail, address, network, user_agent)
    select now(), 'user.update', actor, array['user:' || id], '{}', '192.0.2.99', '192.0.2.99', 'x'
    from users, unnest(array['client:admin-tool', 'user:' || gen_random_uuid()]) actor
    where email = ${bob.email}`;
  const person = createPerson(issuer);
  await person.signIn(bob);
  const page = await person.open(path);
  expect(page.text).toContain('By an administrator or the service');
  // From where they did it is no matter of the person.
  expect(page.text).not.toContain('192.0.2.99');
});

test('many are shown a page at a time, each of them once', async () => {
  const person = createPerson(issuer);
  await person.signIn(bob);
  await issuer.context.sql`
    insert into audit_events (at, action, actor, subjects, detail)
    select now(), 'code.send', 'anonymous', array['user:' || id], '{}'
    from users, generate_series(1, 70) where email = ${bob.email}`;
  let count = 0;
  let next: string | undefined = path;
  while (next !== undefined) {
    const page: Visit = await person.open(next);
    count += titles(page).filter((title) => title.startsWith('A mail with a code')).length;
    next = /href="(\/account\/events\?before=\d+)"/.exec(page.text)?.[1];
    expect(count).toBeLessThanOrEqual(70);
  }
  expect(count).toBe(70);
  for (const before of ['x', '-1', '9'.repeat(40), '%27']) {
    expect((await person.open(`${path}?before=${before}`)).status).toBe(200);
  }
});

test('what has no words here, or is of a newer version, is told as a change', async () => {
  await issuer.context.sql`
    insert into audit_events (at, action, actor, subjects, detail)
    select now(), 'of.a.newer.version', 'user:' || id, array['user:' || id], '{}'
    from users where email = ${alice.email}`;
  const person = createPerson(issuer);
  await person.signIn();
  expect(titles(await person.open(path))).toContain('The account was changed');
});
