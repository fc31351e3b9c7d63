import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCodeChallenge, isCodeVerifier } from './pkce.ts';

test('verifiers have 43 to 128 unreserved characters', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9._~-]{0,140}$/), (text) => {
      expect(isCodeVerifier(text)).toBe(text.length >= 43 && text.length <= 128);
    }),
  );
});

test('every SHA-256 in base64url is a challenge', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(isCodeChallenge(createHash('sha256').update(text).digest('base64url'))).toBe(true);
    }),
  );
});

test('no other text is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(isCodeChallenge(text)).toBe(/^[A-Za-z0-9_-]{43}$/.test(text));
      expect(isCodeVerifier(`${text} `)).toBe(false);
    }),
  );
});
