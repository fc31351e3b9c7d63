import { expect, test } from 'vitest';
import { keep } from './started.ts';

test('what has started is closed, last first, although something between did not start', async () => {
  const stack = new AsyncDisposableStack();
  const closed: string[] = [];
  const part = (name: string) => ({ close: async () => closed.push(name) });
  const failing = Promise.reject(new Error('no such browser'));
  const { promise: late, resolve } = Promise.withResolvers<ReturnType<typeof part>>();
  const kept = keep(stack, Promise.resolve(part('first')), failing, late);
  resolve(part('late'));
  await expect(kept).rejects.toThrow('no such browser');
  await stack.disposeAsync();
  expect(closed).toEqual(['late', 'first']);
});
