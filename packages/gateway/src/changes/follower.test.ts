import type { CacheTag, ChangesResponse } from '@sallyport/protocol/internal.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { Follower } from './follower.ts';

const epoch = 'one';
const at = (ms: number, wall = ms) => ({ monotonic: ms, wall });

let follower: Follower;

/** Joined at 10 with a lease time of 1,000, routes as new as that. */
beforeEach(() => {
  follower = new Follower();
  follower.begin({ epoch, pos: 10 }, 1_000);
  follower.routesInstalled({ epoch, pos: 10 });
});

function feed(...tags: CacheTag[][]): ChangesResponse {
  const changes = tags.map((names, index) => ({
    pos: follower.evicted + index + 1,
    tags: names,
  }));
  return { epoch, pos: follower.evicted + tags.length, changes, reset: false };
}

describe('a lease', () => {
  test('counts from when it was asked for, by both clocks', () => {
    follower.granted(at(500), { epoch, pos: 10 });
    expect(follower.mayUseCache(at(1_499))).toBe(true);
    expect(follower.mayUseCache(at(1_500))).toBe(false);
    expect(follower.mayUseCache(at(600, 1_500))).toBe(false);
    expect(follower.mayUseCache(at(1_500, 600))).toBe(false);
  });

  test('of a later position counts only when everything up to it is applied', () => {
    follower.granted(at(0), { epoch, pos: 11 });
    expect(follower.mayUseCache(at(1))).toBe(false);
    follower.take(follower.position, feed(['user:a']));
    expect(follower.mayUseCache(at(1))).toBe(true);
  });

  test('that cannot count yet leaves the one before it in force', () => {
    follower.granted(at(0), { epoch, pos: 10 });
    follower.granted(at(300), { epoch, pos: 11 });
    expect(follower.mayUseCache(at(999))).toBe(true);
    expect(follower.mayUseCache(at(1_000))).toBe(false);
  });

  test('answered out of order does not shorten the one in force', () => {
    follower.granted(at(300), { epoch, pos: 10 });
    follower.granted(at(0), { epoch, pos: 10 });
    expect(follower.mayUseCache(at(1_200))).toBe(true);
  });

  test('of another epoch is none', () => {
    expect(follower.granted(at(0), { epoch: 'two', pos: 10 })).toBe(false);
    expect(follower.mayUseCache(at(1))).toBe(false);
  });

  test('ends when another epoch begins', () => {
    follower.granted(at(0), { epoch, pos: 10 });
    follower.begin({ epoch: 'two', pos: 3 }, 1_000);
    expect(follower.mayUseCache(at(1))).toBe(false);
  });
});

describe('the feed', () => {
  test('names whom to evict, once each', () => {
    const step = follower.take(follower.position, feed(['user:a'], ['user:a', 'role:b']));
    expect(step).toEqual({ kind: 'evict', tags: new Set(['user:a', 'role:b']) });
    expect(follower.applied).toBe(12);
  });

  test('that skips a position is a reset', () => {
    const answer = feed(['user:a'], ['user:b']);
    answer.changes.shift();
    expect(follower.take(follower.position, answer)).toEqual({ kind: 'reset' });
    expect(follower.applied).toBeNull();
  });

  test.each([
    ['says so', { reset: true }],
    ['is of another epoch', { epoch: 'two' }],
  ])('that %s is a reset', (_, change) => {
    const answer = { ...feed(), pos: 40, ...change };
    expect(follower.take(follower.position, answer)).toEqual({ kind: 'reset' });
    expect(follower.position).toEqual({ epoch: answer.epoch, pos: 40 });
    expect(follower.routesWanted).toBe(40);
  });

  test('answering a question from before a reset is ignored', () => {
    const asked = follower.position;
    const answer = feed(['user:a']);
    follower.begin({ epoch, pos: 20 }, 1_000);
    expect(follower.take(asked, answer)).toBeNull();
    expect(follower.evicted).toBe(20);
  });
});

describe('a change of routes', () => {
  beforeEach(() => {
    follower.take(follower.position, feed(['user:a'], ['routes'], ['user:b']));
  });

  test('is not applied before routes as new as it are installed', () => {
    expect(follower.evicted).toBe(13);
    expect(follower.applied).toBe(10);
    expect(follower.routesWanted).toBe(12);
    expect(follower.routesInstalled({ epoch, pos: 11 })).toBe(false);
    expect(follower.applied).toBe(10);
    expect(follower.routesInstalled({ epoch, pos: 12 })).toBe(true);
    expect(follower.applied).toBe(13);
    expect(follower.routesWanted).toBeNull();
  });

  test('already refuses answers that the eviction has overtaken', () => {
    expect(follower.covers({ epoch, pos: 12 })).toBe(false);
    expect(follower.covers({ epoch, pos: 13 })).toBe(true);
    expect(follower.covers({ epoch: 'two', pos: 13 })).toBe(false);
  });

  test('is not applied by later entries either', () => {
    follower.take(follower.position, feed(['user:c']));
    expect(follower.applied).toBe(10);
  });
});
