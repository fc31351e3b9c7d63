import type { CacheTag } from '@sallyport/protocol/internal.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NamedCache, start } from './cache.fixture.ts';
import { sweepSlice } from './cache.ts';

const later = { monotonic: 60_000, wall: 1_060_000 };

function full(count: number): NamedCache {
  const cache = new NamedCache(count);
  for (let index = 0; index < count; index++) cache.swap(`t${index}`, { tags: ['role:support'] });
  return cache;
}

test.each([
  [
    'what all tokens share',
    (cache: NamedCache) => cache.evict(new Set<CacheTag>(['role:support'])),
  ],
  ['everything', (cache: NamedCache) => cache.evictEverything()],
])(
  'evicting %s drops nothing by itself, and each slice of a sweep a bounded number',
  (_, evict) => {
    const count = 10 * sweepSlice;
    const cache = full(count);
    evict(cache);
    expect([cache.size, cache.named('t0')]).toEqual([count, null]);
    const sizes = [];
    while (cache.size > 0) {
      cache.sweep(start);
      sizes.push(cache.size);
    }
    expect(sizes).toEqual(
      Array.from({ length: 10 }, (_value, slice) => count - (slice + 1) * sweepSlice),
    );
  },
);

test('what has expired goes in slices, too', () => {
  const cache = full(3 * sweepSlice);
  expect(cache.sweep(later)).toBe(false);
  expect(cache.size).toBe(2 * sweepSlice);
  cache.sweepWhole(later);
  expect(cache.size).toBe(0);
});

test('after any history, sweeps in the midst of it, it serves what a plain model serves', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const user = fc.constantFrom('1', '2');
  const role = fc.constantFrom('clerk', 'support');
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('swap' as const), name, user, role }) },
    fc.record({ do: fc.constant('evict' as const), tag: user.map((id) => `user:${id}`) }),
    fc.record({ do: fc.constant('evict' as const), tag: role.map((id) => `role:${id}`) }),
    fc.record({ do: fc.constant('evict' as const), tag: name.map((id) => `token:${id}`) }),
    fc.record({ do: fc.constant('evict' as const), tag: fc.constant('everything') }),
    fc.record({ do: fc.constant('more' as const), tag: user.map((id) => `user:${id}`) }),
    fc.record({ do: fc.constant('more' as const), tag: role.map((id) => `role:${id}`) }),
    fc.record({ do: fc.constant('more' as const), tag: fc.constant('everything') }),
    { weight: 3, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const cache = new NamedCache(100);
      /** By name, what it depends on; and all that was ever swapped, dead or alive. */
      const served = new Map<string, ReadonlySet<string>>();
      const all: {
        entry: ReturnType<NamedCache['swap']>;
        tags: ReadonlySet<string>;
        live: boolean;
      }[] = [];
      for (const step of actions) {
        if (step.do === 'swap') {
          const tags: CacheTag[] = [`user:${step.user}`, `role:${step.role}`];
          const entry = cache.swap(step.name, { tags });
          const known = new Set<string>([...tags, `token:${step.name}`, 'everything']);
          served.set(step.name, known);
          all.push({ entry, tags: known, live: true });
        } else if (step.do === 'sweep') cache.sweep(start);
        else {
          const tag = step.tag as CacheTag;
          cache.evict(new Set([step.do === 'more' ? (`more:${tag}` as CacheTag) : tag]));
          for (const [key, tags] of served) if (tags.has(tag)) served.delete(key);
          for (const one of all) {
            if (step.do !== 'evict' || !one.tags.has(tag)) continue;
            // What the cache has dropped is found by whatever goes on by it.
            if (one.entry.number === null) {
              expect(one.entry.dependsOnAny(new Set([tag]))).toBe(true);
              one.entry.mark('taken_away');
            }
            one.live = false;
          }
        }
        for (const key of 'abcdef') expect(cache.named(key) !== null).toBe(served.has(key));
        for (const one of all) expect(one.entry.live).toBe(one.live);
      }
      cache.evictEverything();
      cache.sweepWhole();
      expect(cache.size).toBe(0);
    }),
    { numRuns: 1_000 },
  );
});
