import { expect, test } from 'vitest';
import { Semaphore } from './semaphore.ts';

test('places are handed on in order of arrival', async () => {
  const semaphore = new Semaphore(1, 10);
  expect(await semaphore.acquire(1_000)).toBe(true);
  const order: string[] = [];
  const second = semaphore.acquire(1_000).then(() => order.push('second'));
  const third = semaphore.acquire(1_000).then(() => order.push('third'));
  semaphore.release();
  await second;
  expect(order).toEqual(['second']);
  semaphore.release();
  await third;
  semaphore.release();
  expect(await semaphore.acquire(1_000)).toBe(true);
});

test('how many wait is bounded, and how long', async () => {
  const semaphore = new Semaphore(1, 1);
  await semaphore.acquire(1_000);
  const waiting = semaphore.acquire(20);
  expect(await semaphore.acquire(1_000)).toBe(false);
  expect(await waiting).toBe(false);
  semaphore.release();
  expect(await semaphore.acquire(1_000)).toBe(true);
});

test('a wait can be called off', async () => {
  const semaphore = new Semaphore(1, 1);
  await semaphore.acquire(1_000);
  const stop = new AbortController();
  const waiting = semaphore.acquire(60_000, stop.signal);
  stop.abort();
  expect(await waiting).toBe(false);
  semaphore.release();
  expect(await semaphore.acquire(1_000)).toBe(true);
});
