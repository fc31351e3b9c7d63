import { expect, test } from 'vitest';
import { RecentMap } from './recent-map.ts';

test('what is used stays, and what is not used goes', () => {
  const map = new RecentMap<number>(10);
  map.set('used', 1);
  map.set('once', 2);
  for (let index = 0; index < 20; index++) {
    map.set(`k${index}`, index);
    expect(map.get('used')).toBe(1);
  }
  expect(map.get('once')).toBeUndefined();
});

test('the same key again counts once', () => {
  const map = new RecentMap<number>(10);
  map.set('other', 0);
  for (let index = 0; index < 50; index++) map.set('same', index);
  expect([map.get('same'), map.get('other')]).toEqual([49, 0]);
});
