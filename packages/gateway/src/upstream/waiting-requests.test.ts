import { expect, test } from 'vitest';
import { WaitingRequests } from './waiting-requests.ts';

const request = (name: string) => ({ source: name[0]!, name });
const anyOne = () => true;

function filled(capacity: number, ...names: string[]) {
  const waiting = new WaitingRequests<ReturnType<typeof request>>(capacity);
  const gone = names.map((name) => waiting.add(request(name))?.name ?? null);
  const rest = (mayHavePlace: (one: { name: string }) => boolean = anyOne) => {
    const taken: string[] = [];
    for (;;) {
      const next = waiting.take(mayHavePlace);
      if (!next) return taken;
      taken.push(next.name);
    }
  };
  return { waiting, gone, rest };
}

test('sources have places in turn, each in its order', () => {
  const { rest } = filled(10, 'a1', 'a2', 'a3', 'b1', 'c1', 'c2');
  expect(rest()).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
});

test('what may not have a place is passed by, and stays', () => {
  const { waiting, rest } = filled(10, 'a1', 'a2', 'b1', 'b2');
  expect(rest(({ name }) => !name.endsWith('1'))).toEqual(['a2', 'b2']);
  expect(waiting.size).toBe(2);
  expect(rest()).toEqual(['a1', 'b1']);
});

test('when it is full, the largest source makes room, and never for itself', () => {
  const { gone, waiting, rest } = filled(3, 'a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1');
  expect(gone).toEqual([null, null, null, 'a4', 'a3', 'b2', 'a2']);
  expect(waiting.size).toBe(3);
  expect(rest()).toEqual(['a1', 'b1', 'c1']);
});

test('one that leaves makes room', () => {
  const { waiting } = filled(1);
  const [first, second] = [request('a1'), request('b1')];
  expect(waiting.add(first)).toBeNull();
  waiting.delete(first);
  waiting.delete(first);
  expect(waiting.size).toBe(0);
  expect(waiting.add(second)).toBeNull();
  expect(waiting.take(anyOne)).toBe(second);
  expect(waiting.take(anyOne)).toBeNull();
});
