import { expect, test } from 'vitest';
import { logLines } from './log-lines.ts';

/** Long enough to be written at once. */
const line = (letter: string) => `${letter.repeat(70_000)}\n`;
const failWith = (code: string): never => {
  throw Object.assign(new Error(code), { code });
};

test('a batch that is taken in pieces arrives whole', () => {
  let written = '';
  const log = logLines(
    (bytes) => {
      const piece = bytes.subarray(0, 700);
      written += piece;
      return piece.length;
    },
    () => {},
  );
  log.write(line('a'));
  log.write(line('b'));
  expect(written).toBe(line('a') + line('b'));
});

test('lines that cannot be written are lost, which is told once; later ones begin on a line', () => {
  let written = '';
  let room = 10;
  const told: unknown[] = [];
  const log = logLines(
    (bytes) => {
      if (room === 0) failWith('ENOSPC');
      const piece = bytes.subarray(0, room);
      room -= piece.length;
      written += piece;
      return piece.length;
    },
    (error) => told.push(error),
  );
  log.write(line('a'));
  log.write(line('b'));
  room = Number.POSITIVE_INFINITY;
  log.write(line('c'));
  expect(written).toBe(`${'a'.repeat(10)}\n${line('c')}`);
  expect(told).toEqual([expect.objectContaining({ code: 'ENOSPC' })]);
});

test('for a reader that is slow lines wait, up to a bound', () => {
  let attempts = 0;
  const told: unknown[] = [];
  const log = logLines(
    () => {
      attempts += 1;
      return failWith('EAGAIN');
    },
    (error) => told.push(error),
  );
  const large = line('a').repeat(15);
  for (let size = 0; size < 10_000_000; size += large.length) log.write(large);
  expect(attempts).toBe(1);
  expect(told).toEqual([expect.objectContaining({ message: 'its reader is too slow' })]);
});
