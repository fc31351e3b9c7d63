import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../../../../testing/issuer.ts';
import { watchMails } from '../../../../../testing/mails.ts';
import { alice, shop } from '../../../../../testing/shop.ts';
import type { Visit } from '../../../../../testing/visitor.ts';
import { createPerson, type Person } from '../person.fixture.ts';

const bob = { email: 'bob@example.com', password: 'correct horse bob!' };
const path = '/account/preferences';
const blue = 'data:text/css;base64,'.concat(
  Buffer.from('@media (prefers-color-scheme: dark) { a { color: blue } }').toString('base64'),
);

let issuer: TestIssuer;
let person: Person;

beforeAll(async () => {
  issuer = await startTestIssuer({ ...shop, branding: { css: blue } });
});
afterAll(() => issuer.close());
beforeEach(async () => {
  person = createPerson(issuer);
  await issuer.context.sql`update users set locale = null, theme = null`;
});

const choose = async (language: string, theme: string) =>
  person.follow(await person.send(await person.open(path), { language, theme }, path));
const sheetsOf = ({ text }: Visit) =>
  [...text.matchAll(/rel="stylesheet" href="([^"]+)"/g)].map(([, href]) =>
    href!.replaceAll('&amp;', '&'),
  );

test('a theme holds on every page, before the next sign-in too, and without a script', async () => {
  const before = await person.signIn();
  expect(before.text).not.toContain('data-theme');
  const kept = await choose('', 'dark');
  expect(kept.text).toContain('Your settings are saved');
  await person.send(kept, {}, '/account/sign-out');
  for (const page of [kept, await person.open('/'), await person.open()]) {
    expect(page.text).toMatch(/<html lang="en" dir="ltr" data-theme="dark">/);
    expect(page.text).toContain('<meta name="color-scheme" content="dark">');
    const sheets = await Promise.all(sheetsOf(page).map((href) => fetch(issuer.url + href)));
    for (const sheet of sheets) {
      expect(sheet.headers.get('cache-control')).toContain('immutable');
      const css = await sheet.text();
      expect(css).not.toContain('prefers-color-scheme');
      expect(css).toContain('color-scheme:dark');
    }
  }
});

test('a theme follows the person to another browser, and back to that of the device', async () => {
  await person.signIn();
  await choose('', 'light');
  const other = createPerson(issuer);
  expect((await other.signIn()).text).toContain('data-theme="light"');
  expect((await other.open('/')).text).toContain('data-theme="light"');
  await choose('', '');
  expect((await person.open('/')).text).not.toContain('data-theme');
  expect((await other.open()).text).not.toContain('data-theme');
  expect((await other.open('/')).text).not.toContain('data-theme');
});

test('a language holds for pages and mails', async () => {
  const mails = watchMails(issuer.context);
  await person.signIn();
  expect((await choose('de', '')).text).toContain('Ihre Einstellungen sind gespeichert');
  const other = createPerson(issuer);
  await other.open();
  expect((await other.signIn()).text).toContain('<html lang="de"');
  const page = await person.open('/account/password');
  const fields = { current: alice.password, password: 'lantern walnut corridor' };
  await person.send(page, fields, '/account/password');
  expect(mails.to(alice.email).at(-1)?.language).toBe('de');
  // Any person can ask for this mail, in any language: it comes in the language of the account.
  const stranger = createPerson(issuer);
  const asked = await stranger.open();
  const forgotten = asked.url.replace('/sign-in/', '/forgot-password/');
  await stranger.send(await stranger.visitor.get(forgotten), { email: alice.email }, forgotten);
  expect(mails.to(alice.email).at(-1)).toMatchObject({ kind: 'reset-password', language: 'de' });
  expect((await choose('', '')).text).toContain('<html lang="en"');
});

test('what there is not is not kept, and what is new is in the audit log', async () => {
  await person.signIn(bob);
  await choose('fr', 'dark');
  await choose('xx', 'pink');
  await choose('xx', 'pink');
  const rows = await issuer.context.sql<{ detail: unknown }[]>`
    select detail from audit_events where action = 'user.update' order by id desc limit 2`;
  expect(rows.map(({ detail }) => detail)).toEqual([
    { changed: ['locale', 'theme'] },
    { changed: ['locale', 'theme'] },
  ]);
  const [user] = await issuer.context.sql`
    select locale, theme from users where email = ${bob.email}`;
  expect(user).toEqual({ locale: null, theme: null });
});
