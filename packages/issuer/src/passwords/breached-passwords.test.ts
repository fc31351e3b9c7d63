import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { breachedPasswords, listedPasswords } from '../../../../scripts/breached-passwords.ts';
import { isInFilter } from './bloom-filter.ts';
import { breachedPasswordsFile, isBreached } from './breached-passwords.ts';

const file = readFileSync(breachedPasswordsFile);

test('the file is that of the list (npm run update makes it so), with all of its passwords', () => {
  expect(file.equals(breachedPasswords())).toBe(true);
  const list = listedPasswords();
  expect(list.length).toBeGreaterThan(45_000);
  expect(list.filter((password) => !isInFilter(password, file))).toEqual([]);
});

test('of other texts, one of ten thousand at most passes for one of them', () => {
  const others = Array.from({ length: 50_000 }, (_, number) => `no one uses this ${number}`);
  expect(others.filter((text) => isInFilter(text, file)).length).toBeLessThanOrEqual(5);
});

test.each(['dragon', 'DRAGON', 'Dragon123', '!dragon!', 'dr4g0n', '12dragon', 'dragondragon'])(
  '%s is found, for dragon is listed',
  (password) => {
    expect(isBreached(password)).toBe(true);
  },
);
