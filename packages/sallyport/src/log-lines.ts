import type { DestinationStream } from 'pino';
import { errnoOf } from './postgres/system.ts';

/** Writes some of the bytes, at least one, and returns how many. Throws what the system says. */
export type WriteSome = (bytes: Buffer) => number;

const batchBytes = 64 * 1024;
const batchMs = 100;
/** How much may wait for a reader that is slow. */
const mostWaiting = 4 * 1024 * 1024;
/** How long the process may wait for such a reader when it ends. */
const lastPatienceMs = 1_000;
const pauseMs = 10;

/**
 * Lines travel together, a tenth of a second apart at most: a system call for each would cost more
 * than what it tells of. What is left is written when the process ends. Lines that cannot be written
 * are lost, and `onLoss` hears of the first: a server does not go down with its log.
 */
export function logLines(write: WriteSome, onLoss: (error: unknown) => void): DestinationStream {
  let waiting: Buffer[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | null = null;
  let isSlow = false;
  /** Part of a line was written, and the rest never will be. */
  let isTorn = false;
  let isTold = false;

  const add = (line: Buffer) => {
    waiting.push(line);
    bytes += line.length;
  };

  const lose = (error: unknown) => {
    if (!isTold) onLoss(error);
    isTold = true;
  };

  const flush = () => {
    if (waiting.length === 0) return;
    let rest = Buffer.concat(isTorn ? [newline, ...waiting] : waiting);
    waiting = [];
    bytes = 0;
    isSlow = false;
    try {
      while (rest.length > 0) {
        rest = rest.subarray(write(rest));
        isTorn = rest.length > 0;
      }
    } catch (error) {
      if (errnoOf(error) !== 'EAGAIN') return lose(error);
      isSlow = true;
      isTorn = false;
      add(rest);
    }
  };

  const flushLater = () => {
    if (timer) return;
    timer = setTimeout(() => {
      timer = null;
      flush();
      if (isSlow) flushLater();
    }, batchMs).unref();
  };

  process.once('exit', () => {
    flush();
    const until = performance.now() + lastPatienceMs;
    while (isSlow && performance.now() < until) {
      pause();
      flush();
    }
  });

  return {
    write(line) {
      if (bytes > mostWaiting) return lose(new Error('its reader is too slow'));
      add(Buffer.from(line));
      if (bytes >= batchBytes && !isSlow) flush();
      flushLater();
    },
  };
}

const newline = Buffer.from('\n');
const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
