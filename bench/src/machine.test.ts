import { expect, test } from 'vitest';
import { nodeOn, parseCpuList } from './machine.ts';

test('a list of processors is made of numbers and ranges', () => {
  expect(parseCpuList('0-2,5\n')).toEqual([0, 1, 2, 5]);
  expect(parseCpuList('3')).toEqual([3]);
});

test('a program runs under taskset only where it is to be pinned', () => {
  expect(nodeOn(1, ['a.ts'])).toEqual(['taskset', ['-c', '1', process.execPath, 'a.ts']]);
  expect(nodeOn(null, ['a.ts'])).toEqual([process.execPath, ['a.ts']]);
});
