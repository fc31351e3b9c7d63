import { expect, test } from 'vitest';
import type { BodyListener, BodySource } from '../http/caller.ts';
import { PushableClock } from '../testing/gateway.fixture.ts';
import { Upload } from './upload.ts';

function begin(keep = 0) {
  const clock = new PushableClock();
  clock.stop();
  const source: BodySource = { readBody() {}, pauseBody() {}, resumeBody() {}, discardBody() {} };
  const seen: string[] = [];
  const events = {
    uploaded: () => void seen.push('uploaded'),
    forwardedTrailers: (trailers: readonly string[]) => trailers,
  };
  const upload = new Upload(source, clock, events, keep);
  const listener: BodyListener = {
    bodyData: (piece) => void seen.push(piece.toString()),
    bodyEnd: () => void seen.push('end'),
    bodyFailed: () => void seen.push('failed'),
  };
  const silentAfter = (ms: number) => {
    clock.push(ms);
    return upload.isSilent(60_000);
  };
  return { upload, listener, seen, silentAfter };
}

test('a byte from time to time is enough, however long it takes', () => {
  const { upload, listener, seen, silentAfter } = begin();
  upload.readBody(listener);
  for (let second = 0; second < 3_600; second += 30) {
    expect(silentAfter(30_000)).toBe(false);
    upload.bodyData(Buffer.from('x'));
  }
  upload.bodyEnd([]);
  expect(silentAfter(600_000)).toBe(false);
  expect(seen.filter((one) => one === 'x')).toHaveLength(120);
  expect(seen.slice(-2)).toEqual(['uploaded', 'end']);
});

test('nothing for so long is silence', () => {
  const { upload, listener, silentAfter } = begin();
  upload.readBody(listener);
  upload.bodyData(Buffer.from('x'));
  expect([silentAfter(0), silentAfter(59_000), silentAfter(1_001)]).toEqual([false, false, true]);
});

test('what is not waited for is not missed: before it is read, and while the upstream takes no more', () => {
  const { upload, listener, silentAfter } = begin();
  expect(silentAfter(600_000)).toBe(false);
  upload.readBody(listener);
  expect(silentAfter(30_000)).toBe(false);
  upload.pauseBody();
  expect(silentAfter(600_000)).toBe(false);
  upload.resumeBody();
  expect([silentAfter(0), silentAfter(59_000), silentAfter(1_001)]).toEqual([false, false, true]);
});

test('what was kept is read again from its beginning, and goes on', () => {
  const { upload, listener, seen } = begin(4);
  expect(upload.isRepeatable).toBe(true);
  upload.readBody(listener);
  upload.bodyData(Buffer.from('ab'));
  upload.bodyData(Buffer.from('cd'));
  upload.readBody(listener);
  upload.bodyEnd([]);
  upload.readBody(listener);
  expect(seen.join(' ')).toBe('ab cd ab cd uploaded end ab cd end');
});

test.each([
  ['more than that', 3, false],
  ['what has been answered', 100, true],
])('%s is not kept', (_, keep, isAnswered) => {
  const { upload, listener } = begin(keep);
  upload.readBody(listener);
  upload.bodyData(Buffer.from('abcd'));
  if (isAnswered) upload.forget();
  expect(upload.isRepeatable).toBe(false);
});
