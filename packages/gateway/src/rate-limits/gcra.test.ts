import { expect, test } from 'vitest';
import { count } from './gcra.ts';

const rate = { limit: 10, windowMs: 60_000 };

/** How many of so many requests at one time are allowed, and what is kept after them. */
function burst(times: number, now: number, full: number | undefined, of = rate) {
  let allowed = 0;
  let kept = full;
  for (let index = 0; index < times; index++) {
    const counted = count(kept, now, of);
    kept = counted.full;
    if (counted.allowed) allowed++;
  }
  return { allowed, full: kept };
}

test('all of the limit may come at once, and no more', () => {
  expect(burst(100, 5_000, undefined).allowed).toBe(10);
});

test('then they come back one by one', () => {
  const { full } = burst(100, 0, undefined);
  expect(burst(100, 5_999, full).allowed).toBe(0);
  expect(burst(100, 6_000, full).allowed).toBe(1);
  expect(burst(100, 30_000, full).allowed).toBe(5);
  expect(burst(100, 3_600_000, full).allowed).toBe(10);
});

test('a limit that does not divide its window is kept exactly', () => {
  for (const limit of [3, 7, 997, 33_333]) {
    expect(burst(limit + 10, 123.456, undefined, { limit, windowMs: 1_000 }).allowed).toBe(limit);
  }
});

test('says what is left, and when more will be', () => {
  expect(count(undefined, 0, rate)).toMatchObject({ remaining: 9, resetMs: 6_000, retryMs: 0 });
  const { full } = burst(10, 0, undefined);
  expect(count(full, 1_000, rate)).toMatchObject({
    allowed: false,
    remaining: 0,
    resetMs: 5_000,
    retryMs: 5_000,
  });
});

test('seconds are not one too many where the clock has fractions', () => {
  for (let now = 1_000; now < 2_000; now += 0.37) {
    expect(count(undefined, now, { limit: 1, windowMs: 60_000 }).resetMs).toBe(60_000);
  }
});

test('who goes on asking is not punished for it', () => {
  let { full } = burst(10, 0, undefined);
  for (let now = 0; now < 6_000; now += 100) full = count(full, now, rate).full;
  expect(count(full, 6_000, rate).allowed).toBe(true);
});
