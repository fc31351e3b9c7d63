import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { expect, test } from 'vitest';
import { api, NamedCache, start } from './cache.fixture.ts';
import { RecentTokens } from './recent-tokens.ts';

function remembered(name = 'a') {
  const cache = new NamedCache(10);
  const entry = cache.swap(name, { tags: ['role:support'] });
  const recent = new RecentTokens();
  recent.remember(`Bearer ${name}`, { token: name, entry });
  const find = (audience = api, now = start) => recent.find(`Bearer ${name}`, audience, now);
  return { cache, entry, recent, find };
}

test('a token is found by the value that it was sent in, and for its audience alone', () => {
  const { entry, find, recent } = remembered();
  expect(find()).toMatchObject({ token: 'a', entry });
  expect(find('https://reports.example')).toBeNull();
  expect(recent.find('bearer a', api, start)).toBeNull();
});

test('a value that only ends alike is another', () => {
  const { recent, entry } = remembered();
  const end = 'x'.repeat(100);
  recent.remember(`Bearer a${end}`, { token: `a${end}`, entry });
  expect(recent.find(`Bearer b${end}`, api, start)).toBeNull();
  expect(recent.find(`Bearer a${end}`, api, start)).not.toBeNull();
});

test.each<[string, (cache: NamedCache) => void]>([
  ['evicted', (cache) => cache.evict(new Set<CacheTag>(['token:a']))],
  ['evicted by what others share', (cache) => cache.evict(new Set<CacheTag>(['role:support']))],
  ['superseded', (cache) => cache.evict(new Set<CacheTag>(['more:role:support']))],
  ['replaced', (cache) => void cache.swap('a', { tags: ['role:clerk'] })],
  [
    // No eviction would find it any more.
    'dropped to make room',
    (cache) => {
      for (let index = 0; index < 20; index++) cache.swap(`t${index}`);
    },
  ],
])('what the cache has %s is not found', (_, act) => {
  const { cache, find } = remembered();
  act(cache);
  expect(find()).toBeNull();
});

test('what has expired is not found', () => {
  expect(remembered().find(api, { monotonic: 60_000, wall: 1_060_000 })).toBeNull();
});

test('what is found counts as used, so that the cache drops others first', () => {
  const cache = new NamedCache(3);
  const recent = new RecentTokens();
  for (const name of 'abc') recent.remember(name, { token: name, entry: cache.swap(name) });
  recent.find('a', api, start);
  cache.swap('d');
  expect(recent.find('a', api, start)).not.toBeNull();
  expect(recent.find('b', api, start)).toBeNull();
});

test('it is bounded', () => {
  const { recent, entry, find } = remembered();
  const fill = (count: number) => {
    for (let index = 0; index < count; index++) {
      recent.remember('x'.repeat(1_000) + index, { token: '', entry });
    }
  };
  fill(100);
  expect(find()).not.toBeNull();
  fill(1_200);
  expect(find()).toBeNull();
});
