import { expect, test } from 'vitest';
import { StalledStreams } from './stalled-streams.ts';

function begin() {
  let now = 0;
  const stalled = new StalledStreams(30_000);
  const stream = {
    progress: { waiting: 1_000, taken: 0 },
    isCut: false,
    destroy() {
      stream.isCut = true;
    },
  };
  return {
    stream,
    /** Of the connection, so many bytes have left by then. */
    isCutAfter(ms: number, written = 0): boolean {
      now += ms;
      stalled.sweep(now, written, [stream]);
      return stream.isCut;
    },
  };
}

test('a stream of which nothing is taken for so long is cut', () => {
  const { isCutAfter } = begin();
  expect([isCutAfter(0), isCutAfter(29_000), isCutAfter(1_000)]).toEqual([false, false, true]);
});

test('one of which something was taken has its time again', () => {
  const { stream, isCutAfter } = begin();
  expect([isCutAfter(0), isCutAfter(29_000)]).toEqual([false, false]);
  stream.progress = { waiting: 1_000, taken: 1 };
  expect([isCutAfter(1_000), isCutAfter(29_000), isCutAfter(1_000)]).toEqual([false, false, true]);
});

test('one for which nothing waits may stand', () => {
  const { stream, isCutAfter } = begin();
  stream.progress = { waiting: 0, taken: 0 };
  expect([isCutAfter(0), isCutAfter(60_000), isCutAfter(60_000)]).toEqual([false, false, false]);
});

test('while a part of a piece may be leaving, it has ten times as long, and no longer', () => {
  const { isCutAfter } = begin();
  const cuts = Array.from({ length: 31 }, (_, n) => isCutAfter(10_000, n));
  expect(cuts.indexOf(true)).toBe(30);
});
