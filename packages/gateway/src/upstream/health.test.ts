import { beforeEach, expect, test } from 'vitest';
import { Health } from './health.ts';

let told: string[];
let health: Health;
beforeEach(() => {
  told = [];
  health = new Health((state, reason) => told.push(`${state} by ${reason}`));
});

const failTimes = (times: number, now: number) => {
  for (let count = 0; count < times; count++) health.failed(now);
};

/** Lets one request through at this time, and says how long the target is left out after its failure. */
function failOnTrial(now: number): number {
  health.used(now);
  health.failed(now);
  return health.badness(now);
}

test('a target is left out after five failures in a row', () => {
  failTimes(4, 0);
  health.answered(200, 0);
  failTimes(4, 0);
  expect(health.isAvailable(0)).toBe(true);
  health.failed(0);
  expect([health.isAvailable(0), health.isAvailable(999)]).toEqual([false, false]);
  expect(told).toEqual(['left_out by failures']);
});

test.each([502, 503, 504])('the answer %i is a failure', (status) => {
  for (let count = 0; count < 5; count++) health.answered(status, 0);
  expect(health.isAvailable(0)).toBe(false);
});

test.each([200, 304, 404, 429, 500, 501])('the answer %i is none', (status) => {
  for (let count = 0; count < 20; count++) health.answered(status, 0);
  expect(health.isAvailable(0)).toBe(true);
});

test('when its time is over, one request is let through, and others wait for what becomes of it', () => {
  failTimes(5, 0);
  expect(health.isAvailable(1_000)).toBe(true);
  health.used(1_000);
  expect(health.isAvailable(1_000)).toBe(false);
  health.answered(200, 1_010);
  expect(health.isAvailable(1_010)).toBe(true);
  expect(told).toEqual(['left_out by failures', 'back by failures']);
});

test('one that is let through, and of which nothing is heard, is followed by another', () => {
  failTimes(5, 0);
  health.used(1_000);
  expect([health.isAvailable(1_999), health.isAvailable(2_000)]).toEqual([false, true]);
});

test('it is left out for a growing time, up to a bound', () => {
  failTimes(5, 0);
  const times: number[] = [];
  let now = 0;
  for (let count = 0; count < 6; count++) {
    now += health.badness(now);
    times.push(failOnTrial(now));
  }
  expect(times).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(told).toEqual(['left_out by failures']);
});

test('failures of what was under way when it was left out do not count', () => {
  failTimes(50, 0);
  expect(health.badness(0)).toBe(1_000);
});

test('a target that flaps is left out for longer; one that answers steadily is forgiven', () => {
  const leaveOut = (now: number) => {
    failTimes(5, now);
    return health.badness(now);
  };
  expect(leaveOut(0)).toBe(1_000);
  health.answered(200, 2_000);
  expect(leaveOut(2_000)).toBe(2_000);
  for (let count = 0; count < 10; count++) health.answered(200, 9_000);
  expect(leaveOut(9_000)).toBe(1_000);
});

test('two checks in a row change what is thought of it', () => {
  health.checked(false);
  health.checked(true);
  health.checked(false);
  expect(health.isAvailable(0)).toBe(true);
  health.checked(false);
  expect(health.isAvailable(0)).toBe(false);
  health.checked(true);
  expect(health.isAvailable(0)).toBe(false);
  health.checked(true);
  expect(health.isAvailable(0)).toBe(true);
  expect(told).toEqual(['left_out by checks', 'back by checks']);
});

test('what a check has found ends with the checks', () => {
  health.checked(false);
  health.checked(false);
  health.unchecked();
  expect(health.isAvailable(0)).toBe(true);
});
