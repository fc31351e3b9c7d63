import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { describe, expect, test } from 'vitest';
import { NamedCache, start } from './cache.fixture.ts';

const evict = (cache: NamedCache, ...tags: CacheTag[]): void => cache.evict(new Set(tags));

describe('eviction', () => {
  test.each(['role:support', 'session:1', 'link:1'] as CacheTag[])(
    'by %s ends what depends on it and nothing else',
    (tag) => {
      const cache = new NamedCache(10);
      const a = cache.swap('a', { tags: [tag, 'user:1'] });
      const b = cache.swap('b', { tags: [tag, 'user:2'] });
      const c = cache.swap('c', { tags: ['user:3'] });
      evict(cache, tag);
      expect([a.live, b.live, c.live]).toEqual([false, false, true]);
      expect([cache.named('a'), cache.named('b'), cache.named('c')]).toEqual([null, null, c]);
      evict(cache, 'client:shop');
      expect(cache.named('c')).toBeNull();
      cache.sweepWhole();
      expect(cache.size).toBe(0);
    },
  );

  test('finds each of a token’s tags, though it has more of one kind than is usual', () => {
    const tags: CacheTag[] = [1, 2, 3, 4, 5, 6].map((number) => `grant:${number}` as CacheTag);
    for (const tag of tags) {
      const cache = new NamedCache(10);
      const entry = cache.swap('a', { tags });
      evict(cache, tag);
      expect(entry.live).toBe(false);
    }
  });

  test.each(['more:user:1', 'more:role:support', 'more:everything'] as CacheTag[])(
    '%s asks again, and what is under way goes on until it is taken away',
    (tag) => {
      const cache = new NamedCache(10);
      const entry = cache.swap('a', { tags: ['user:1', 'role:support'] });
      evict(cache, tag);
      expect([cache.named('a'), entry.live]).toEqual([null, true]);
      const newer = cache.swap('a', { tags: ['user:1', 'role:support'] });
      expect(cache.named('a')).toBe(newer);
      evict(cache, 'role:support');
      expect([newer.live, cache.named('a')]).toEqual([false, null]);
    },
  );

  test('of what was superseded takes it away, until it is swept and after', () => {
    const cache = new NamedCache(10);
    const [cached, dropped] = [
      cache.swap('a', { tags: ['user:1', 'role:support'] }),
      cache.swap('b', { tags: ['user:2', 'role:clerk'] }),
    ];
    evict(cache, 'more:role:support', 'more:role:clerk');
    evict(cache, 'role:support');
    expect([cached.live, dropped.live]).toEqual([false, true]);
    cache.sweepWhole();
    expect(dropped.dependsOnAny(new Set<CacheTag>(['role:clerk']))).toBe(true);
    expect(dropped.dependsOnAny(new Set<CacheTag>(['user:2']))).toBe(true);
    expect(dropped.dependsOnAny(new Set<CacheTag>(['everything']))).toBe(true);
    expect(dropped.dependsOnAny(new Set<CacheTag>(['user:3', 'more:user:2']))).toBe(false);
  });

  test.each([
    ['by a change', (cache: NamedCache) => evict(cache, 'everything')],
    ['by a reset', (cache: NamedCache) => cache.evictEverything()],
  ])('of everything, %s, leaves nothing', (_, act) => {
    const cache = new NamedCache(10);
    const entry = cache.swap('a');
    act(cache);
    expect([entry.live, cache.named('a')]).toEqual([false, null]);
    const newer = cache.swap('a');
    expect(cache.named('a')).toBe(newer);
  });
});

test('an entry ends by either clock', () => {
  const cache = new NamedCache(10);
  cache.swap('a');
  expect(cache.named('a', { monotonic: 59_999, wall: 1_059_999 })).not.toBeNull();
  expect(cache.named('a', { monotonic: 10, wall: 1_060_000 })).toBeNull();
  expect(cache.named('a', { monotonic: 60_000, wall: 1_000_010 })).toBeNull();
});

test('one audience never answers for another', () => {
  const cache = new NamedCache(10);
  const [orders, reports] = [
    cache.swap('a'),
    cache.swap('a', { audience: 'https://reports.example' }),
  ];
  expect(cache.get('a', 'https://reports.example', start)).toBe(reports);
  expect(cache.named('a')).toBe(orders);
  expect(cache.get('a', 'https://stock.example', start)).toBeNull();
});

test('what tokens share is kept once, and each has its own JWT', () => {
  const cache = new NamedCache(10);
  const tokens = ['alice', 'alicia', 'bob'].map((name) => cache.swap(name));
  expect(tokens.map(({ authorization }) => authorization)).toEqual([
    'Bearer jwt-of-alice',
    'Bearer jwt-of-alicia',
    'Bearer jwt-of-bob',
  ]);
  expect(tokens.map(({ principal }) => principal.sub)).toEqual(['alice', 'alicia', 'bob']);
  expect(new Set(tokens.map(({ shared }) => shared)).size).toBe(1);
});

describe('when it is full', () => {
  test('a busy client does not push out the others', () => {
    const cache = new NamedCache(10);
    cache.swap('quiet', { client: 'shop' });
    for (let index = 0; index < 100; index++) cache.swap(`t${index}`, { client: 'partner' });
    expect(cache.size).toBe(10);
    expect(cache.named('quiet')).not.toBeNull();
  });

  test('a newcomer takes its place from who has most', () => {
    const cache = new NamedCache(10);
    for (let index = 0; index < 9; index++) cache.swap(`t${index}`, { client: 'partner' });
    cache.swap('quiet', { client: 'shop' });
    cache.swap('new', { client: 'third' });
    expect(cache.named('quiet')).not.toBeNull();
    expect(cache.named('new')).not.toBeNull();
    expect(cache.named('t0')).toBeNull();
  });

  test('what is in use stays', () => {
    const cache = new NamedCache(3);
    for (const name of 'abc') cache.swap(name);
    cache.named('a');
    cache.swap('d');
    expect(cache.named('a')).not.toBeNull();
    expect(cache.named('b')).toBeNull();
  });
});
