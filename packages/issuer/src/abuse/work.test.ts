import { expect, test } from 'vitest';
import { solveWork } from './solve-work.fixture.ts';
import { bitsFor, makeWork, readWork, workLifetime } from './work.ts';

const key = Buffer.alloc(32, 1);
const now = 1_800_000_000;
const place = { purpose: 'registration', interaction: 'one' } as const;
const work = makeWork(place, { bits: 4, nonce: Buffer.alloc(16, 7), now, key });
const solution = solveWork(work);

test('what solves a challenge counts at its page, until it expires', () => {
  const read = { challenge: work.challenge, expiresAt: now + workLifetime };
  expect(readWork(solution, place, { now, key })).toEqual(read);
  expect(readWork(solution, place, { now: now + workLifetime - 1, key })).toEqual(read);
  expect(readWork(solution, place, { now: now + workLifetime, key })).toBeNull();
});

test('at no other page, in no other sign-in, and with no other key', () => {
  expect(readWork(solution, { ...place, purpose: 'sign_in' }, { now, key })).toBeNull();
  expect(readWork(solution, { ...place, interaction: 'two' }, { now, key })).toBeNull();
  expect(readWork(solution, place, { now, key: Buffer.alloc(32, 2) })).toBeNull();
});

test.each([
  ['fewer bits', solution.replace(/^4/, '0')],
  ['a later end', solution.replace(String(now + workLifetime), String(now + workLifetime + 1))],
  ['no number', work.challenge],
  ['a number that is none', `${work.challenge}.-1`],
  ['junk', '....'],
  ['nothing', ''],
])('%s is none', (_, changed) => {
  expect(readWork(changed, place, { now, key })).toBeNull();
});

test('another number is right one time in sixteen', () => {
  const numbers = Array.from({ length: 320 }, (_, number) => `${work.challenge}.${number}`);
  const right = numbers.filter((each) => readWork(each, place, { now, key }) !== null);
  expect(right.length).toBeGreaterThan(4);
  expect(right.length).toBeLessThan(60);
});

test('the work doubles with what a network was shown and with what failed, within bounds', () => {
  expect([0, 15, 16, 48, 112, 1e9].map((shown) => bitsFor(shown, 0))).toEqual([
    10, 10, 11, 12, 13, 16,
  ]);
  expect([0, 5, 16, 100].map((failures) => bitsFor(0, failures))).toEqual([10, 10, 11, 12]);
  expect(bitsFor(16, 16)).toBe(12);
});
