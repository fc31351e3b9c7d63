import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FairQueue } from './fair-queue.ts';

interface Item {
  source: string;
  id: number;
}

const item = (source: string, id = 0): Item => ({ source, id });

function filled(capacity: number, ...sources: string[]): FairQueue<Item> {
  const queue = new FairQueue<Item>(capacity);
  for (const [id, source] of sources.entries()) queue.add(item(source, id));
  return queue;
}

const sourcesOf = (items: Item[]): string => items.map(({ source }) => source).join('');

test('sources are served in turn, each in its own order', () => {
  const queue = filled(10, 'a', 'a', 'a', 'a', 'b', 'c', 'b');
  expect(sourcesOf(queue.take(4))).toBe('abca');
  expect(queue.take(10)).toEqual([item('b', 6), item('a', 2), item('a', 3)]);
  expect([queue.size, queue.take(1)]).toEqual([0, []]);
});

describe('when it is full', () => {
  test('who has most makes room for others', () => {
    const queue = filled(4, 'a', 'a', 'a', 'a');
    expect(queue.add(item('b'))).toEqual(item('a', 0));
    expect(queue.add(item('b'))).toEqual(item('a', 1));
    expect(sourcesOf(queue.take(4))).toBe('abab');
  });

  test('who would have as much as the heaviest is turned away', () => {
    const queue = filled(4, 'a', 'a', 'b', 'c');
    const more = item('a', 9);
    expect(queue.add(more)).toBe(more);
    const another = item('b', 9);
    expect(queue.add(another)).toBe(another);
    expect(sourcesOf(queue.take(4))).toBe('abca');
  });
});

test('whatever comes, nothing is lost, doubled, or beyond the bound', () => {
  const step = fc.oneof(
    fc.record({ add: fc.constantFrom('a', 'b', 'c', 'd') }),
    fc.record({ take: fc.nat(3) }),
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      (steps, most) => {
        const queue = new FairQueue<Item>(most);
        const inside = new Set<Item>();
        for (const [id, one] of steps.entries()) {
          if ('add' in one) {
            const added = item(one.add, id);
            inside.add(added);
            const gone = queue.add(added);
            if (gone) expect(inside.delete(gone)).toBe(true);
          } else {
            for (const taken of queue.take(one.take)) expect(inside.delete(taken)).toBe(true);
          }
          expect(queue.size).toBe(inside.size);
          expect(queue.size).toBeLessThanOrEqual(most);
        }
        expect(queue.take(100).length).toBe(inside.size);
      },
    ),
  );
});
