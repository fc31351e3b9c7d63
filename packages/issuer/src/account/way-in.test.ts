import { expect, test } from 'vitest';
import { hasWayIn } from './way-in.ts';

const none = { password: false, mailbox: false, passkey: false, identity: false };
test.each([
  ['a password that is offered', { ...none, password: true }, ['password'], true],
  ['a password that is not', { ...none, password: true }, ['passkey'], false],
  ['a mailbox without mails', { ...none, mailbox: true }, ['email_code', 'magic_link'], false],
  ['a passkey', { ...none, passkey: true }, ['passkey'], true],
  ['a provider, whatever is offered', { ...none, identity: true }, [], true],
  ['nothing', none, ['password', 'passkey'], false],
] as const)('%s', (_, held, ways, expected) => {
  expect(hasWayIn(held, { ways, canSendMail: false })).toBe(expected);
});
