import { describe, expect, test } from 'vitest';
import { samples } from '../../../../testing/samples.ts';
import { compareReaders } from './differential.fixture.ts';

const parts = Array.from({ length: 5 }, (_, index) => index + 2);

/** With all samples two and a half million connections, a quarter of a million a test. */
describe.each(['request', 'response'] as const)(
  'of a quarter of a million connections, each %s',
  (kind) => {
    test.each(samples(parts))(
      'that is taken here llhttp takes and reads the same, part %i',
      (seed) => {
        expect(compareReaders(kind, 250_000, seed).taken).toBeGreaterThan(100_000);
      },
    );
  },
);
