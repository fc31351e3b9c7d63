import { describe, expect, test } from 'vitest';
import { compareReaders } from './differential.fixture.ts';

describe('whatever is taken here, llhttp takes and reads the same', () => {
  test.each(['request', 'response'] as const)('%s', (kind) => {
    const compared = compareReaders(kind, 50_000, 1);
    // Both readers have to see enough of either kind for this to mean something.
    expect(compared.taken).toBeGreaterThan(20_000);
    expect(compared.bodies).toBeGreaterThan(5_000);
    expect(compared.refused).toBeGreaterThan(10_000);
  });
});
