import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { type OpenItem, OpenItems } from './open-items.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const items = (count: number) => Array.from({ length: count }, (_, id) => ({ id, position: -1 }));

test('an item that leaves takes no other with it', () => {
  const open = new OpenItems<{ id: number; position: number }>();
  const [first, second, third] = items(3);
  for (const item of [first!, second!, third!]) open.add(item);
  open.delete(first!);
  open.delete(first!);
  expect(open.size).toBe(2);
  expect(new Set(open)).toEqual(new Set([second, third]));
  open.delete(third!);
  open.delete(second!);
  expect([...open]).toEqual([]);
  open.add(first!);
  expect([...open]).toEqual([first]);
});

test('what leaves while the others are told is not told, and what comes meanwhile is not either', () => {
  const open = new OpenItems<{ id: number; position: number }>();
  const all = items(5);
  for (const item of all) open.add(item);
  const told: number[] = [];
  for (const item of open) {
    told.push(item.id);
    open.delete(item);
    if (item.id === 0) {
      open.delete(all[3]!);
      open.add({ id: 9, position: -1 });
    }
  }
  expect(told.sort()).toEqual([0, 1, 2, 4]);
  expect([...open].map(({ id }) => id)).toEqual([9]);
});

interface Filled extends OpenItem {
  data: number[];
}

/** How far the heap of what V8 takes for long-lived grows while items come and go, in MB. */
function growthBy(open: { add(item: Filled): void; delete(item: Filled): void }): number {
  const old = (): number =>
    getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')!.space_used_size;
  const inFlight: Filled[] = [];
  const step = (): void => {
    const item = { data: new Array<number>(64).fill(0), position: -1 };
    open.add(item);
    inFlight.push(item);
    if (inFlight.length > 32) open.delete(inFlight.shift()!);
  };
  for (let count = 0; count < 100; count++) step();
  // From now on what is there is old.
  collect();
  const before = old();
  let largest = before;
  for (let count = 1; count <= 200_000; count++) {
    step();
    if (count % 1_000 === 0) largest = Math.max(largest, old());
  }
  return (largest - before) / 1e6;
}

test('what has come and gone leaves nothing to a full collection', () => {
  expect(growthBy(new OpenItems())).toBeLessThan(4);
});
