import { expect, test } from 'vitest';
import { FairRing } from './fair-ring.ts';

const of = (source: string) => ({ source });

function left(ring: FairRing<{ source: string }>): string[] {
  const sources = [];
  for (let oldest = ring.oldest; oldest; oldest = ring.oldest) {
    sources.push(oldest.source);
    ring.delete(oldest);
  }
  return sources;
}

test('a source that adds very many pushes out only its own', () => {
  const ring = new FairRing(10);
  for (const source of ['bob', 'carol', 'bob']) ring.add(of(source));
  const dropped = [];
  for (let count = 0; count < 1_000; count++) dropped.push(ring.add(of('flood'))?.source);
  expect(new Set(dropped)).toEqual(new Set([undefined, 'flood']));
  expect(ring.size).toBe(10);
  expect(left(ring)).toEqual(['bob', 'carol', 'bob', ...Array<string>(7).fill('flood')]);
});

test('a newcomer finds room at the cost of the largest, of which the oldest goes', () => {
  const ring = new FairRing(3);
  const [first] = [of('large'), of('large'), of('large')].map((item) => {
    ring.add(item);
    return item;
  });
  expect(ring.add(of('new'))).toBe(first);
  expect(left(ring)).toEqual(['large', 'large', 'new']);
});

test('of sources with one each, the newest ones stay', () => {
  const ring = new FairRing(3);
  for (const source of ['a', 'b', 'c', 'd']) ring.add(of(source));
  expect(ring.size).toBe(3);
  expect(left(ring)).toContain('d');
});

test('without room, nothing stays', () => {
  const ring = new FairRing(0);
  const item = of('a');
  expect([ring.add(item), ring.size]).toEqual([item, 0]);
});
