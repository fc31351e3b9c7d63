import { expect, test } from 'vitest';
import type { Difference } from '../database/reconcile.ts';
import { describeApply } from './apply-event.ts';

test('a large apply makes an event of bounded size that counts the rest', () => {
  const differences = Array.from({ length: 1000 }, (_, at): Difference => {
    const subject = `user:${at}`;
    const name = `user:${at}@a.example`;
    return { what: 'changed', name, subject, tags: [], change: 'taken', thing: 'x' };
  });
  const names = differences.map(({ name }) => name);
  const { subjects, detail } = describeApply(differences, { changed: names }, names);
  for (const lines of [subjects, detail['changed'], detail['taken'], detail['drift']]) {
    expect(lines).toHaveLength(301);
    expect(lines?.at(-1)).toBe('and 700 more');
  }
});

test('a user who lost several things is one subject', () => {
  const alice: Difference = {
    what: 'changed',
    name: 'user:a@b.example',
    subject: 'user:1',
    tags: [],
  };
  const { subjects, detail } = describeApply(
    [
      { ...alice, change: 'taken', thing: 'role support' },
      { ...alice, change: 'given', thing: 'group staff' },
    ],
    {},
    [],
  );
  expect(subjects).toEqual(['user:1']);
  expect(detail).toMatchObject({ taken: ['user:1: role support'], given: ['user:1: group staff'] });
});
