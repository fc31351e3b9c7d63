import type { CacheTag } from '@sallyport/protocol/internal.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TokenCache } from './cache.ts';
import { SwappedToken } from './swapped-token.ts';

const start = { monotonic: 0, wall: 1_000_000 };
const api = 'https://orders.example';

function entryOf(
  token: string,
  client = 'shop',
  tags: CacheTag[] = [],
  life = 60_000,
): SwappedToken {
  const principal = {
    kind: 'user' as const,
    sub: token,
    client_id: client,
    scope: [],
    permissions: [],
    authorization_details: [],
  };
  const all: CacheTag[] = [`token:${token}`, `client:${client}`, ...tags];
  return new SwappedToken(
    token,
    api,
    { ok: true, jwt: token, valid_for_ms: life, principal, tags: all },
    start,
  );
}

function cacheOf(capacity: number, ...entries: SwappedToken[]): TokenCache {
  const cache = new TokenCache(capacity);
  for (const entry of entries) cache.put(entry);
  return cache;
}

describe('eviction', () => {
  test('kills exactly the entries that depend on a tag', () => {
    const [a, b, c] = [
      entryOf('a', 'shop', ['role:support', 'user:1']),
      entryOf('b', 'shop', ['role:support', 'user:2']),
      entryOf('c', 'shop', ['user:3']),
    ];
    const cache = cacheOf(10, a!, b!, c!);
    cache.evict(new Set<CacheTag>(['role:support']));
    expect([a!.live, b!.live, c!.live]).toEqual([false, false, true]);
    expect(cache.get('a', api, start)).toBeNull();
    expect(cache.get('c', api, start)).toBe(c);
    cache.evict(new Set<CacheTag>(['client:shop']));
    expect(cache.size).toBe(0);
  });

  test.each(['more:user:1', 'more:everything'] as CacheTag[])(
    '%s asks again, and what is under way goes on until it is taken away',
    (tag) => {
      const [cached, held] = [entryOf('a', 'shop', ['user:1']), entryOf('b', 'shop', ['user:1'])];
      const cache = cacheOf(10, cached!, held!);
      cache.hold(held!);
      cache.evict(new Set<CacheTag>([tag]));
      expect([cache.get('a', api, start), cache.get('b', api, start)]).toEqual([null, null]);
      expect([held!.live, cache.size]).toEqual([true, 0]);
      cache.evict(new Set<CacheTag>(['user:1']));
      expect(held!.live).toBe(false);
    },
  );

  test('of everything leaves nothing, held entries included', () => {
    const [cached, held] = [entryOf('a'), entryOf('b')];
    const cache = cacheOf(10, cached!);
    cache.hold(held!);
    cache.evict(new Set<CacheTag>(['everything']));
    expect([cached!.live, held!.live, cache.size]).toEqual([false, false, 0]);
  });

  test('finds an entry that is acted upon, though the cache has dropped it', () => {
    const entry = entryOf('a', 'shop', ['user:1']);
    const cache = cacheOf(10, entry);
    cache.hold(entry);
    cache.sweep({ monotonic: 60_000, wall: 1_060_000 });
    expect(cache.size).toBe(0);
    cache.evict(new Set<CacheTag>(['user:1']));
    expect(entry.live).toBe(false);
  });
});

test('an entry ends by either clock', () => {
  const cache = cacheOf(10, entryOf('a'));
  expect(cache.get('a', api, { monotonic: 59_999, wall: 1_059_999 })).not.toBeNull();
  expect(cache.get('a', api, { monotonic: 10, wall: 1_060_000 })).toBeNull();
});

test('one audience never answers for another', () => {
  const cache = cacheOf(10, entryOf('a'));
  expect(cache.get('a', 'https://reports.example', start)).toBeNull();
});

describe('when it is full', () => {
  test('a busy client does not push out the others', () => {
    const cache = cacheOf(10, entryOf('quiet', 'shop'));
    for (let index = 0; index < 100; index++) cache.put(entryOf(`t${index}`, 'partner'));
    expect(cache.size).toBe(10);
    expect(cache.get('quiet', api, start)).not.toBeNull();
  });

  test('a newcomer takes its place from who has most', () => {
    const full = Array.from({ length: 9 }, (_, index) => entryOf(`t${index}`, 'partner'));
    const cache = cacheOf(10, ...full, entryOf('quiet', 'shop'));
    cache.put(entryOf('new', 'third'));
    expect(cache.get('quiet', api, start)).not.toBeNull();
    expect(cache.get('new', api, start)).not.toBeNull();
    expect(cache.get('t0', api, start)).toBeNull();
  });

  test('what is in use stays', () => {
    const cache = cacheOf(3, entryOf('a'), entryOf('b'), entryOf('c'));
    cache.get('a', api, start);
    cache.put(entryOf('d'));
    expect(cache.get('a', api, start)).not.toBeNull();
    expect(cache.get('b', api, start)).toBeNull();
  });
});

test('after any history, it holds what a plain model holds', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const action = fc.oneof(
    fc.record({ do: fc.constant('put' as const), name, user: fc.constantFrom('1', '2') }),
    fc.record({ do: fc.constant('evict' as const), user: fc.constantFrom('1', '2') }),
    fc.record({ do: fc.constant('drop' as const), name }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const cache = new TokenCache(100);
      const model = new Map<string, string>();
      for (const step of actions) {
        if (step.do === 'put') {
          cache.put(entryOf(step.name, 'shop', [`user:${step.user}`]));
          model.set(step.name, step.user);
        } else if (step.do === 'evict') {
          cache.evict(new Set<CacheTag>([`user:${step.user}`]));
          for (const [key, user] of model) if (user === step.user) model.delete(key);
        } else {
          cache.evict(new Set<CacheTag>([`token:${step.name}`]));
          model.delete(step.name);
        }
      }
      expect(cache.size).toBe(model.size);
      for (const key of 'abcdef') {
        expect(cache.get(key, api, start) !== null).toBe(model.has(key));
      }
      cache.evict(new Set<CacheTag>(['client:shop']));
      expect(cache.size).toBe(0);
    }),
  );
});
