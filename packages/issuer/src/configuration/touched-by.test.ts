import { expect, test } from 'vitest';
import type { Difference } from '../database/reconcile.ts';
import { touchedBy } from './touched-by.ts';

const difference = (subject: string, what: Difference['what'], tags: Difference['tags']) => ({
  ...{ what, name: subject, subject, tags },
});

test('what was added is in no cache, whatever it was given', () => {
  const given = difference('user:1', 'changed', ['more:user:1']);
  expect(touchedBy([difference('user:1', 'added', []), given])).toEqual([]);
});

test('what is evicted is not asked for again besides', () => {
  const given = difference('role:a', 'changed', ['more:role:a']);
  const taken = difference('role:a', 'changed', ['role:a']);
  expect(touchedBy([given, taken, given])).toEqual(['role:a']);
});

test('more than a thousand names become one', () => {
  const each = (tag: (at: number) => Difference['tags'][number]) =>
    Array.from({ length: 1001 }, (_, at) => difference(`user:${at}`, 'changed', [tag(at)]));
  expect(touchedBy(each((at) => `user:${at}`))).toEqual(['everything']);
  expect(touchedBy(each((at) => `more:user:${at}`))).toEqual(['more:everything']);
});
