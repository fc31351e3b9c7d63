import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBearer } from './bearer.ts';
import { GuardError } from './errors.ts';

describe('the Authorization header', () => {
  test.each(['Bearer abc.def.ghi', 'bearer abc.def.ghi', 'BEARER  abc.def.ghi'])('%j', (header) => {
    expect(parseBearer(header)).toBe('abc.def.ghi');
  });

  test.each([undefined, '', 'Basic YTpi', 'DPoP abc', 'Bearer', 'Bearerabc'])(
    'without a token: %j',
    (header) => {
      const code = header === 'Bearer' ? 'authorization_malformed' : 'token_missing';
      expect(() => parseBearer(header)).toThrow(expect.objectContaining({ code }));
    },
  );

  test.each(['Bearer a b', 'Bearer a, Bearer b', 'Bearer "a"', 'Bearer a\u0000', 'Bearer \tab'])(
    'malformed: %j',
    (header) => {
      expect(() => parseBearer(header)).toThrow(
        expect.objectContaining({ code: 'authorization_malformed', status: 400 }),
      );
    },
  );

  test('any text gives a token of the grammar or a refusal, and nothing else', () => {
    const scheme = fc.oneof(fc.constantFrom('Bearer ', 'bearer ', 'Bearer', ''), fc.string());
    fc.assert(
      fc.property(scheme, fc.string({ unit: 'binary' }), (start, rest) => {
        try {
          expect(parseBearer(start + rest)).toMatch(/^[A-Za-z0-9._~+/-]+=*$/);
        } catch (error) {
          expect(error).toBeInstanceOf(GuardError);
        }
      }),
    );
  });

  test('a long header costs no more than its length', () => {
    const started = performance.now();
    expect(() => parseBearer(`Bearer ${'='.repeat(1_000_000)}`)).toThrow(GuardError);
    expect(() => parseBearer(`Bearer ${' '.repeat(1_000_000)}é`)).toThrow(GuardError);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
