import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { deviceLifetime, findDevice, withDevice } from './known-devices.ts';

const key = Buffer.alloc(32, 1);
const now = 1_800_000_000;
const account = (email: string, at = now) => ({ email, key, now: at });
const id = (letter: string) => ({ id: letter.repeat(22), secondFactor: false, since: now - 60 });
const alice = account('alice@example.com');

test('a browser is known for the accounts that were signed in with it', () => {
  const cookie = withDevice(undefined, id('a'), alice);
  expect(findDevice(cookie, account('ALICE@example.com'))).toEqual(id('a'));
  expect(findDevice(cookie, account('bob@example.com'))).toBeNull();
  expect(findDevice(undefined, alice)).toBeNull();
  expect(cookie).not.toContain('alice');
});

test('it is known for five accounts, and longest for the newest', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  let cookie: string | undefined;
  for (const name of names) cookie = withDevice(cookie, id(name), account(`${name}@x.example`));
  cookie = withDevice(cookie, id('b'), account('b@x.example'));
  const known = names.filter((name) => findDevice(cookie, account(`${name}@x.example`)));
  expect(known).toEqual(['b', 'c', 'd', 'e', 'f']);
  expect(cookie!.length).toBeLessThan(500);
});

test('it is forgotten after a year', () => {
  const cookie = withDevice(undefined, id('a'), alice);
  expect(findDevice(cookie, account(alice.email, now + deviceLifetime - 1))).toEqual(id('a'));
  expect(findDevice(cookie, account(alice.email, now + deviceLifetime))).toBeNull();
});

test.each([
  ['another id', (cookie: string) => cookie.replace(/^a/, 'b')],
  ['a later time', (cookie: string) => cookie.replace(`.${now}.`, `.${now + 1}.`)],
  ['half of it', (cookie: string) => cookie.slice(0, 40)],
  ['junk', () => '~~..~a.1.b~\u00e9'],
])('what was not signed is not known: %s', (_, change) => {
  expect(findDevice(change(withDevice(undefined, id('a'), alice)), alice)).toBeNull();
});

test('when it was first seen stays; an entry of the version before is as old as itself', () => {
  const cookie = withDevice(undefined, id('a'), alice);
  const later = account(alice.email, now + 600);
  const known = findDevice(cookie, later)!;
  expect(findDevice(withDevice(cookie, known, later), later)!.since).toBe(now - 60);
  const text = JSON.stringify(['device', 'a'.repeat(22), now, alice.email]);
  const mac = createHmac('sha256', key).update(text).digest('base64url');
  expect(findDevice(`${'a'.repeat(22)}.${now}.${mac}`, later)!.since).toBe(now);
});

test('another key knows nothing', () => {
  const cookie = withDevice(undefined, id('a'), alice);
  expect(findDevice(cookie, { ...alice, key: Buffer.alloc(32, 2) })).toBeNull();
});

test('that a second factor was proved here is known of this account alone, and as long', () => {
  const weak = withDevice(undefined, id('a'), alice);
  const strong = withDevice(weak, { ...id('a'), secondFactor: true }, alice);
  expect(findDevice(strong, alice)).toEqual({ ...id('a'), secondFactor: true });
  expect(findDevice(strong, account('bob@example.com'))).toBeNull();
  expect(findDevice(strong, account(alice.email, now + deviceLifetime))).toBeNull();
  expect(strong.split('~')).toHaveLength(1);
});
