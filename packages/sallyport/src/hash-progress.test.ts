import { expect, test } from 'vitest';
import { hashProgress } from './hash-progress.ts';

function written(isTTY: boolean, done: readonly number[], total: number): string {
  const parts: string[] = [];
  const show = hashProgress({ isTTY, write: (text) => parts.push(text) });
  for (const each of done) show({ done: each, total });
  return parts.join('');
}

test('at a terminal one line is written over itself, and ends when all are hashed', () => {
  expect(written(true, [1, 2], 2)).toBe(
    '\r\x1b[KHashing passwords: 1 of 2\r\x1b[K2 passwords are hashed.\n',
  );
});

test('elsewhere nothing is written', () => {
  expect(written(false, [1, 2], 2)).toBe('');
});
