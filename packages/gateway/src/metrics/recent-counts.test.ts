import { countedMinutes } from '@sallyport/protocol/internal.ts';
import { beforeEach, expect, test } from 'vitest';
import { deny } from '../decision/decision.ts';
import { readIncoming } from '../http/incoming.ts';
import { type RefusalCode, refusal } from '../http/refusal.ts';
import { PushableClock } from '../testing/gateway.fixture.ts';
import { RecentCounts } from './recent-counts.ts';

const minute = 60_000;
let clock: PushableClock;
let lookups: { hits: number; misses: number };
let counts: RecentCounts;

beforeEach(() => {
  clock = new PushableClock();
  clock.stop();
  // Tests begin in the middle of a minute.
  clock.pushWall(1.5 * minute - (clock.wall() % minute));
  lookups = { hits: 0, misses: 0 };
  counts = new RecentCounts(clock, lookups);
});

const answer = (times: number) => {
  for (let each = 0; each < times; each++) counts.answered(clock.monotonic());
};
const incoming = readIncoming('GET', '/', [], { address: '192.0.2.7' } as never, 'id');
const refuse = (error: RefusalCode) => counts.refused(deny(refusal(error, 'No.')), incoming);

test('each minute has its own count, and what came an hour ago is gone', () => {
  answer(3);
  lookups.hits += 2;
  clock.push(minute);
  answer(1);
  lookups.misses += 5;
  refuse('not_found');
  expect(counts.read().requests.slice(-3)).toEqual([0, 3, 1]);
  expect(counts.read().hits.slice(-2)).toEqual([2, 0]);
  expect(counts.read().misses.slice(-2)).toEqual([0, 5]);
  expect(counts.read().refusals['not_found']?.slice(-2)).toEqual([0, 1]);

  clock.push(58 * minute);
  expect(counts.read().requests.slice(0, 3)).toEqual([3, 1, 0]);
  clock.push(minute);
  answer(7);
  expect(counts.read().requests.filter((count) => count > 0)).toEqual([1, 7]);
  clock.push(minute);
  const { requests, refusals } = counts.read();
  expect(requests).toHaveLength(countedMinutes);
  expect(requests.filter((count) => count > 0)).toEqual([7]);
  expect(refusals).toEqual({});
});

test('a clock that is set back or far ahead loses counts and makes none up', () => {
  answer(2);
  clock.pushWall(-30 * minute);
  clock.push(minute);
  answer(1);
  expect(counts.read().requests.filter((count) => count > 0)).toEqual([1]);
  clock.pushWall(600 * minute);
  clock.push(minute);
  expect(counts.read().requests.filter((count) => count > 0)).toEqual([]);
});

test('an issuer of a later version cannot make up reasons without end', () => {
  for (let each = 0; each < 1_000; each++) refuse(`made_up_${each}` as never);
  const { refusals } = counts.read();
  expect(Object.keys(refusals)).toHaveLength(41);
  expect(refusals['other']?.at(-1)).toBe(960);
});
