import { expect, test } from 'vitest';
import { Balancer } from './balancer.ts';

const target = (name: string, weight: number, pending = 0) => ({ name, weight, pending });

test('where nothing is pending, the weights are kept exactly, and evenly spread', () => {
  const balancer = new Balancer([target('a', 5), target('b', 1), target('c', 1)]);
  const picked = Array.from({ length: 14 }, () => balancer.pick(() => true)!.name).join('');
  expect(picked).toBe('aabacaaaabacaa');
});

test('requests that take equally long leave the weights as they are', () => {
  const all = [target('a', 3), target('b', 1)];
  const balancer = new Balancer(all);
  const counts: Record<string, number> = { a: 0, b: 0 };
  const running: (typeof all)[number][] = [];
  for (let count = 0; count < 4_000; count++) {
    const picked = balancer.pick(() => true)!;
    picked.pending++;
    counts[picked.name]!++;
    running.push(picked);
    if (running.length > 40) running.shift()!.pending--;
  }
  expect(counts['a']! / counts['b']!).toBeCloseTo(3, 1);
});

test('a slow one gets less', () => {
  const balancer = new Balancer([target('slow', 1, 99), target('fast', 1, 0)]);
  const picked = Array.from({ length: 1_000 }, () => balancer.pick(() => true)!.name);
  expect(picked.filter((name) => name === 'slow').length).toBeLessThan(15);
});

test('what may not be picked is not, and its share goes to the others', () => {
  const balancer = new Balancer([target('a', 9), target('b', 2), target('c', 1)]);
  const picked = Array.from({ length: 30 }, () => balancer.pick(({ name }) => name !== 'a')!.name);
  expect(picked.filter((name) => name === 'b').length).toBe(20);
  expect(picked.includes('a')).toBe(false);
  expect(balancer.pick(() => false)).toBeNull();
});
