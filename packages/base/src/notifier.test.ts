import { expect, test } from 'vitest';
import { Notifier } from './notifier.ts';

const long = 60_000;

test('one notification wakes all who wait', async () => {
  const notifier = new Notifier();
  const waiting = [1, 2, 3].map(() => notifier.wait(notifier.count, long));
  notifier.notify();
  await Promise.all(waiting);
});

test('a notification between the look and the wait is not missed', async () => {
  const notifier = new Notifier();
  const seen = notifier.count;
  notifier.notify();
  await notifier.wait(seen, long);
});

test('a wait has an end, by time or by its signal', async () => {
  const notifier = new Notifier();
  await notifier.wait(notifier.count, 1);
  const stop = new AbortController();
  const stopped = notifier.wait(notifier.count, long, stop.signal);
  stop.abort();
  await stopped;
  await notifier.wait(notifier.count, long, stop.signal);
});

test('what was notified before the look is not told again', async () => {
  const notifier = new Notifier();
  notifier.notify();
  let woken = false;
  const waiting = notifier.wait(notifier.count, long).then(() => {
    woken = true;
  });
  await new Promise(setImmediate);
  expect(woken).toBe(false);
  notifier.notify();
  await waiting;
});
