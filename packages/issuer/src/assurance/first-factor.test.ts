import { expect, test } from 'vitest';
import { owesMailbox } from './first-factor.ts';
import type { Method } from './proof.ts';

const someone = { factors: [], hasMailbox: true };
test.each([
  ['a password', ['password'], someone, true],
  ['nothing lately', [], someone, true],
  [
    'a password, with a mailbox that no code can be sent to',
    ['password'],
    { ...someone, hasMailbox: false },
    false,
  ],
  ['a password, with another factor', ['password'], { ...someone, factors: ['totp'] }, false],
  ['a password and a code by mail', ['password', 'email_code'], someone, false],
  ['a link by mail', ['magic_link'], someone, false],
  ['a provider', ['provider'], someone, false],
  ['a password and a browser that is remembered', ['password', 'remembered_device'], someone, true],
] as const)('%s', (_, methods, person, expected) => {
  const recent = methods.map((method: Method) => ({ method }));
  expect(owesMailbox(recent, person)).toBe(expected);
});

test('a passkey counts where it checks the person', () => {
  const passkey = { method: 'passkey' } as const;
  expect(owesMailbox([{ ...passkey, userVerified: true }], someone)).toBe(false);
  expect(owesMailbox([{ ...passkey, userVerified: false }], someone)).toBe(true);
});
