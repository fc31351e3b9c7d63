import { expect, test } from 'vitest';
import { asymmetricAlgorithms } from './signature-algorithms.ts';

test('none of them lets a public key sign', () => {
  const others = asymmetricAlgorithms.filter((name) => !/^(RS|PS|ES)\d{3}$|^Ed/.test(name));
  expect(others).toEqual([]);
  expect(asymmetricAlgorithms).toHaveLength(11);
});
