import { expect, test } from 'vitest';
import { Turnstile } from './turnstile.ts';

test('places are handed on in the order of the line', async () => {
  const turnstile = new Turnstile(1, 10);
  expect(await turnstile.enter(1_000)).toBe(true);
  const order: string[] = [];
  const second = turnstile.enter(1_000).then(() => order.push('second'));
  const third = turnstile.enter(1_000).then(() => order.push('third'));
  turnstile.leave();
  await second;
  expect(order).toEqual(['second']);
  turnstile.leave();
  await third;
  turnstile.leave();
  expect(await turnstile.enter(1_000)).toBe(true);
});

test('the line has an end, and each in it its time', async () => {
  const turnstile = new Turnstile(1, 1);
  await turnstile.enter(1_000);
  const waiting = turnstile.enter(20);
  expect(await turnstile.enter(1_000)).toBe(false);
  expect(await waiting).toBe(false);
  turnstile.leave();
  expect(await turnstile.enter(1_000)).toBe(true);
});
