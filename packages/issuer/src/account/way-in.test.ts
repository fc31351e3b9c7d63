import { expect, test } from 'vitest';
import { hasWayIn } from './way-in.ts';

const none = { password: false, mailbox: false, passkey: false, providers: [] };
test.each([
  ['a password that is offered', { ...none, password: true }, ['password'], true],
  ['a password that is not', { ...none, password: true }, ['passkey'], false],
  ['a mailbox without mails', { ...none, mailbox: true }, ['email_code', 'magic_link'], false],
  ['a passkey', { ...none, passkey: true }, ['passkey'], true],
  ['a provider, whatever is offered', { ...none, providers: ['github'] }, [], true],
  ['nothing', none, ['password', 'passkey'], false],
] as const)('%s', (_, held, ways, expected) => {
  expect(hasWayIn(held, { ways, canSendMail: false, required: null })).toBe(expected);
});

const everything = { password: true, mailbox: true, passkey: true };

test.each([
  ['nothing else', { ...everything, providers: [] }, false],
  ['another provider', { ...everything, providers: ['github'] }, false],
  ['one of those', { ...none, providers: ['github', 'acme'] }, true],
])('where the domain of the address demands a provider, %s', (_, held, expected) => {
  const ways = ['password', 'passkey', 'email_code'] as const;
  const required = ['acme', 'acme-2'];
  expect(hasWayIn(held, { ways, canSendMail: true, required })).toBe(expected);
});
