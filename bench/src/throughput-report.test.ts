import { expect, test } from 'vitest';
import { type Measurements, throughputReport } from './throughput-report.ts';
import type { Trial } from './trial.ts';

const trial = (perSecond: number, other: Partial<Trial> = {}): Trial => ({
  perSecond,
  serverCpuPer1000: 0.1,
  postgresCpuPer1000: 0,
  serverBusy: 1,
  loadBusy: 0.5,
  othersBusy: 0,
  p50Milliseconds: 1,
  p99Milliseconds: 2,
  ...other,
});

const report = (measurements: Measurements) =>
  throughputReport(
    {
      name: 'row',
      title: 'Row',
      baseline: 'old',
      targets: [{ contender: 'new', against: 'old', atLeast: 2 }],
    },
    measurements,
  );

const old = { trials: [trial(100), trial(10)] };

test('a target is judged by the ratio within the rounds', () => {
  const { text, errors } = report({ new: { trials: [trial(200), trial(20)] }, old });
  expect(text).toContain('Target: new at least 2 × old: met, 2.00 ×.');
  expect(errors).toEqual([]);
  const { text: slower } = report({ new: { trials: [trial(190), trial(19)] }, old });
  expect(slower).toContain('MISSED, 1.90 ×.');
});

test('a contender that failed is an error, one that is not there is none', () => {
  const { text, errors } = report({
    new: { error: 'Answered 500.' },
    old: { skipped: 'not here' },
  });
  expect(errors).toEqual(['row, new: Answered 500.']);
  expect(text).toContain('skipped: not here');
  expect(text).toContain('not measured');
});

test('what speaks against a figure is said', () => {
  const limited = trial(200, { serverBusy: 0.6, loadBusy: 0.97, othersBusy: 0.3 });
  const { text } = report({ new: { trials: [limited, limited] }, old });
  expect(text).toContain('new: the load generator was the limit (97 % busy, the server 60 %)');
  expect(text).toContain('new: other programs used 30 % of a processor.');
  expect(text).not.toContain('  old: ');
});
