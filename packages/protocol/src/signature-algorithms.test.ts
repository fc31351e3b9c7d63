import { expect, test } from 'vitest';
import { asymmetricAlgorithms } from './signature-algorithms.ts';

test('whoever knows only public keys can sign with none of them', () => {
  const others = asymmetricAlgorithms.filter((name) => !/^(RS|PS|ES)\d{3}$|^Ed/.test(name));
  expect(others).toEqual([]);
  expect(asymmetricAlgorithms).toHaveLength(11);
});
