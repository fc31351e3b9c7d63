import { expect, test } from 'vitest';
import { lifetimesOf } from './secret-lifetimes.ts';

const told = (...actions: string[]) =>
  actions
    .map((action, index) => ({ action: `client.${action}`, at: `day ${index + 1}` }))
    .reverse();

test('a new secret works beside the one before, which ends with the next one or by itself', () => {
  expect(
    lifetimesOf(told('create', 'rotate_secret', 'rotate_secret', 'update', 'end_former_secret'), 1),
  ).toEqual([
    { created_at: 'day 3', retired_at: null },
    { created_at: 'day 2', retired_at: 'day 5' },
    { created_at: 'day 1', retired_at: 'day 3' },
  ]);
});

test('what the log tells is left out where it does not fit what is valid', () => {
  expect(lifetimesOf(told('create', 'rotate_secret'), 1)).toEqual([]);
  expect(lifetimesOf(told('rotate_secret'), 2)).toHaveLength(1);
});
