import { describe, expect, test } from 'vitest';
import { compareReaders } from './differential.fixture.ts';

const parts = Array.from({ length: 5 }, (_, index) => index + 2);

/** Five million connections, half a million a test. */
describe.each(['request', 'response'] as const)(
  'of two and a half million connections, each %s',
  (kind) => {
    test.each(parts)('that is taken here llhttp takes and reads the same, part %i', (seed) => {
      expect(compareReaders(kind, 500_000, seed).taken).toBeGreaterThan(200_000);
    });
  },
);
