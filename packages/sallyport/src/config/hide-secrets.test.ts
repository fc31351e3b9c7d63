import { expect, test } from 'vitest';
import { hideSecrets } from './hide-secrets.ts';

test.each([
  ['secret: hunter2', 'secret: •••••••'],
  ['{ client_secret: "hunter2", id: a }', '{ client_secret: •••••••••, id: a }'],
  ['Password:\n  hunter2\nid: a', 'Password:\n  •••••••\nid: a'],
  ['secret: |\n  hunter2\n  hunter3\nid: a', 'secret: •\n  •••••••\n  •••••••\nid: a'],
  ['secret: >-\n  two words', 'secret: ••\n  ••• •••••'],
  ['secrets: [hunter2, hunter3]', 'secrets: ••••••••• ••••••••'],
  ['secrets:\n  - hunter2\n  - "hunter3"', 'secrets:\n  • •••••••\n  • •••••••••'],
  ['passwort: hunter2', 'passwort: •••••••'],
  ['name: &n hunter2\nsecret: *n', 'name: &n •••••••\nsecret: *n'],
  ['secret:\nid: a', 'secret:\nid: a'],
  ['password:\n  minimum_length: 15', 'password:\n  minimum_length: 15'],
  ['users: [{ password: { a: hunter2 } }]', 'users: [{ password: • •• ••••••• • }]'],
  ['private_key: |\n  -----BEGIN\n  MIG\nid: a', 'private_key: •\n  ••••••••••\n  •••\nid: a'],
  ['smtp: smtp://u:p%2Fw@mail.example', 'smtp: smtp://•••••••@mail.example'],
  ['smtp: "smtp://u:p@ss/w@mail.example"', 'smtp: "smtp://••••••••@mail.example"'],
  ['smpt: smtps://u:hunter2@mail.example:465', 'smpt: smtps://•••••••••@mail.example:465'],
])('%j', (text, shown) => {
  expect(hideSecrets(text)).toBe(shown);
});

test.each([
  ['clients: [{ secret: hunter2', 'clients: [{ secret: •••••••'],
  ['\tsecret:\n\t  hunter2', '\tsecret:\n\t  •••••••'],
  [
    '[private_key: |\n  -----BEGIN X-----\n  MIG\n  -----END X-----\n',
    '[private_key: •\n  •••••••••• ••••••\n  •••\n  •••••••• ••••••\n',
  ],
  ['[ -----BEGIN X-----\n  MIG', '[ •••••••••• ••••••\n  •••'],
  [`${'['.repeat(100_000)} secret: hunter2`, `${'['.repeat(100_000)} secret: •••••••`],
])('also what does not parse', (text, shown) => {
  expect(hideSecrets(text)).toBe(shown);
});
