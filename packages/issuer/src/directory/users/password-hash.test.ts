import { pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyPassword } from './password.ts';
import { parsePasswordHash } from './password-hash.ts';

const django = (password: string, salt: string) =>
  `pbkdf2_sha256$1000$${salt}$${pbkdf2Sync(password, salt, 1000, 32, 'sha256').toString('base64')}`;

describe('a hash from another system is checked:', () => {
  test.each([
    // From the documentation of passlib.
    [
      'scrypt',
      'password',
      '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
    ],
    [
      'PBKDF2',
      'toomanysecrets',
      '$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk',
    ],
    [
      'PBKDF2 with SHA-1',
      'password',
      '$pbkdf2$1212$OB.dtnSEXZK8U5cgxU/GYQ$y5LKPOplRmok7CZp/aqVDVg8zGI',
    ],
    // From the tests of the reference implementation of Argon2.
    [
      'argon2id',
      'password',
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    ],
    // From the test vectors of the original implementation.
    ['bcrypt', 'U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
    [
      'bcrypt, as PHP writes it',
      'U*U',
      '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
    ],
    // From the tests of Django.
    [
      "Django's PBKDF2",
      'lètmein',
      'pbkdf2_sha256$20000$seasalt$oBSd886ysm3AqYun62DOdin8YcfbU1z9cksZSuLP9r0=',
    ],
  ])('%s', async (_, password, hash) => {
    expect(await verifyPassword(password, hash)).toBe(true);
    expect(await verifyPassword(`${password}.`, hash)).toBe(false);
  });

  test('of what was typed, in whatever form its characters came', async () => {
    const hash = django('cafe\u0301', 'salt');
    expect(await verifyPassword('cafe\u0301', hash)).toBe(true);
  });
});

describe('a hash that would take long is refused, with a sentence:', () => {
  test.each([
    '$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA',
    '$argon2id$v=19$m=65536,t=9999,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA',
    '$2b$31$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWUMW',
    '$scrypt$ln=30,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
    '$scrypt$ln=16,r=8,p=9999$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
    '$pbkdf2-sha256$99999999$0ZrzXitFSGltTQnBWOsdeQ$Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M',
  ])('%s', (hash) => {
    expect(parsePasswordHash(hash)).toMatch(/takes too long/);
  });
});

describe('what is no hash is refused:', () => {
  test.each([
    '',
    'a password',
    '5f4dcc3b5aa765d61d8327deb882cf99',
    '$1$salt$qJH7.N4xYta3aEG/dfqo/0',
    '$argon2i$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA',
    '$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$AAAA',
    '$2b$12$short',
    'pending:AAAA',
  ])('%j', (hash) => {
    expect(parsePasswordHash(hash)).toMatch(/^Give a hash/);
  });
});
