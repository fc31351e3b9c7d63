import { expect, test } from 'vitest';
import { queryOf, readFilter } from './filter.ts';

test('what an address cannot mean is left out', () => {
  expect(
    readFilter({ actor: 'user:1', outcome: 'maybe', from: 'yesterday', until: '2026-11-26', x: 1 }),
  ).toEqual({ actor: 'user:1', until: '2026-11-26' });
});

test('days are whole, the last one too', () => {
  expect(queryOf({ action: 'user.*', from: '2026-11-25', until: '2026-11-26' })).toEqual({
    action: 'user.*',
    from: new Date('2026-11-25T00:00:00').toISOString(),
    until: new Date('2026-11-27T00:00:00').toISOString(),
  });
  expect(queryOf({})).toEqual({});
});
