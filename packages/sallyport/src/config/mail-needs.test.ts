import { expect, test } from 'vitest';
import { lines, read, refusal } from './configuration.fixture.ts';

const production = lines('issuer: { url: "https://id.example", listen: "127.0.0.1:9000" }');
const server = 'email: { smtp: "smtps://mail.example", from: no-reply@id.example }';

test.each([
  ['sign_in: { ways: [password, magic_link] }', 'sign_in.ways[1]: signing in with a link needs'],
  ['sign_in: { ways: [email_code] }', 'sign_in.ways[0]: signing in with a code needs mail'],
  ['sign_in: { verified_address: required }', 'sign_in.verified_address: proving the address'],
  ['registration: { mode: open }', 'registration.mode: proving the address of a new account'],
  ['registration: { mode: waiting_list }', 'registration.mode: proving'],
])('%s needs a mail server in production', (section, said) => {
  expect(refusal(lines(production, section))).toContain(said);
  expect(read(lines(production, section, server)).declares).toBe(true);
  expect(read(section).declares).toBe(true);
  expect(refusal(section, { NODE_ENV: 'production' })).toContain(said);
});

test.each(['registration: { mode: invitation }', 'sign_in: { ways: [password] }'])(
  '%s does not',
  (section) => {
    expect(read(lines(production, section)).declares).toBe(true);
  },
);
