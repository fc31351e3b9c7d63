import { describe, expect, test } from 'vitest';
import { samples } from '../../../../testing/samples.ts';
import { compareReaders } from './differential.fixture.ts';

const parts = Array.from({ length: 5 }, (_, index) => index + 2);

/** With all samples five million connections, half a million a test. */
describe.each(['request', 'response'] as const)(
  'of half a million connections, each %s',
  (kind) => {
    test.each(samples(parts))(
      'that is taken here llhttp takes and reads the same, part %i',
      (seed) => {
        expect(compareReaders(kind, 500_000, seed).taken).toBeGreaterThan(200_000);
      },
    );
  },
);
