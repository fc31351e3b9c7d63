import { expect, test } from 'vitest';
import { describe, describePlan } from './apply.ts';

const nothing = { added: [], changed: [], removed: [] };

test('each thing has a line, what is left as it was included', () => {
  const summary = {
    added: ['role:support'],
    changed: ['routes'],
    removed: ['user:bob@example.com'],
  };
  const drift = ['user:alice@example.com: group staff, taken by an administrator'];
  expect(describe({ changed: true, summary, drift, given: [], taken: [] })).toBe(
    [
      '+ role:support',
      '~ routes',
      '- user:bob@example.com',
      '= user:alice@example.com: group staff, taken by an administrator',
      'Applied; all gateways use it.',
      '',
    ].join('\n'),
  );
});

test('what is left is told also when nothing changes', () => {
  const drift = ['user:alice@example.com: the account, deleted by an administrator'];
  expect(describe({ changed: false, summary: nothing, drift, given: [], taken: [] })).toBe(
    `= ${drift[0]}\nNothing to change.\n`,
  );
});

test('a dry run says who would be given and who would lose what', () => {
  const planned = {
    changed: true,
    summary: { ...nothing, changed: ['user:alice@example.com', 'user:bob@example.com'] },
    given: ['user:alice@example.com: role support'],
    taken: ['user:bob@example.com: group staff'],
  };
  expect(describePlan(planned)).toBe(
    [
      '~ user:alice@example.com',
      '~ user:bob@example.com',
      'gives  user:alice@example.com: role support',
      'takes  user:bob@example.com: group staff',
      'Nothing was changed: this was a dry run.',
      '',
    ].join('\n'),
  );
  expect(describePlan({ changed: false, summary: nothing, given: [], taken: [] })).toBe(
    'There would be nothing to change.\n',
  );
});
