import { expect, test } from 'vitest';
import { rowTimes } from './row-times.ts';

const day = (text: string) => Date.parse(text) / 86_400_000;
const at = (text: string) => new Date(`${text}T00:00:00Z`);

test('from the first of the days to the end of the last', () => {
  const tokens = [
    { rows: { source: day('2027-02-24'), session: day('2026-12-26') } },
    { rows: { source: day('2027-02-20'), session: day('2026-12-20') } },
  ];
  expect(rowTimes(tokens)).toEqual({
    source: { from: at('2027-02-20'), to: at('2027-02-25') },
    session: { from: at('2026-12-20'), to: at('2026-12-27') },
  });
});

test('no session is looked for when no grant hangs on one', () => {
  const { source, session } = rowTimes([{ rows: { source: day('2027-02-24') } }]);
  expect(source).toEqual({ from: at('2027-02-24'), to: at('2027-02-25') });
  expect(session.from).toEqual(session.to);
});

test('with one token that does not say it, everywhere', () => {
  const { source, session } = rowTimes([{ rows: { source: day('2027-02-24') } }, {}]);
  for (const { from, to } of [source, session]) {
    expect(from.getTime()).toBe(0);
    expect(to.getFullYear()).toBeGreaterThan(9000);
  }
});
