import { describe, expect, test } from 'vitest';
import { read, refusal } from './configuration.fixture.ts';

const email = (fields: string) => `email: { from: Shop <a@shop.example>, ${fields} }`;
const server = 'smtp: "smtp://u:p@mail.example"';

describe('email is refused', () => {
  test.each([
    ['email: { smtp: "smtp://mail.example" }', 'email.from'],
    ['email: { from: nobody }', 'Write Example Shop <no-reply'],
    ['email: { from: "A <a@shop.example>, B <b@shop.example>" }', 'email.from'],
    ['email: { from: "A\\nBcc: x <a@shop.example>" }', 'email.from'],
    [email('smtp: "https://mail.example"'), 'email.smtp: write smtp://'],
    [email('smtp: "mail.example:587"'), 'email.smtp: write smtp://'],
    [email('smtp: "smtp://mail.example/?pool=true"'), 'email.smtp: write smtp://'],
    [email('smtp: "smtp://u@mail.example"'), 'email.smtp: write smtp://'],
    [email('smtp: "smtp://u:100%@mail.example"'), 'email.smtp: write smtp://'],
    [email(`${server}, starttls: if_offered`), 'the password could travel without TLS'],
    [email(`${server}, starttls: never`), 'the password could travel without TLS'],
    [email('smtp: "smtps://mail.example", starttls: required'), 'smtps:// begins with TLS'],
    [email('retry: { first: 60, max: 30 }'), 'the longest wait is shorter than the first one'],
    [email('connections: 0'), 'email.connections'],
    [email('limits: { recipient: { hour: 0 } }'), 'email.limits.recipient.hour'],
  ])('%s', (text, message) => {
    expect(refusal(text)).toContain(message);
  });

  test('without a word of its credentials', () => {
    const told = refusal(email('smtp: "smpt://sally:hunter2@mail.example"'));
    expect(told).toContain('email.smtp');
    expect(told).not.toMatch(/sally:|hunter2/);
  });
});

test.each([
  email('smtp: null'),
  email(server),
  email(`${server}, starttls: required`),
  email('smtp: "smtp://relay.internal:25", starttls: never'),
  email('smtp: "smtp://u:p@localhost:1025", starttls: never'),
  'email: { from: a@shop.example }',
  'email: { from: \'"Müller, Söhne" <a@müller.example>\' }',
])('email is accepted: %s', (text) => {
  expect(read(text).configuration.email?.from.address).toMatch(/^a@/);
});
