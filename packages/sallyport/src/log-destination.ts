import { fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';
import sonicBoom from 'sonic-boom';
import { errnoOf } from './postgres/system.ts';

/** Of SonicBoom, which has no way of its own to end while a write is under way. */
interface Internals {
  fd: number;
  _writing: boolean;
  _bufs: string[];
}

export interface LogDestination extends DestinationStream {
  /** Opens the file anew, after it was renamed. Does nothing for stdout. */
  reopen(): void;
}

export interface DestinationOptions {
  /** Called once with the reason when the log cannot be written, and with null when it can again. */
  onLoss(reason: string | null): void;
  /** A larger file is renamed to `<path>.1`, replacing the one before: a log takes twice this at most. */
  maxFileBytes?: number;
}

/**
 * So many characters are written at a time, about 250 lines: each write wakes a thread, which costs
 * more than the writing.
 */
const batchLength = 64 * 1024;
const batchMs = 100;
/** How much may wait, in bytes, for a full disk or a slow reader; lines beyond it are lost. */
const maxWaitingBytes = 4 * 1024 * 1024;
/** How long the process may wait for such a reader when it ends, in milliseconds. */
const exitTimeout = 1_000;

/**
 * Where log lines go: a path, or an open file descriptor. Lines are collected for up to a tenth of a
 * second and written together, without blocking the process. When it ends, the rest is written.
 *
 * @throws when the file cannot be opened
 */
export function openLogDestination(
  to: string | number,
  { onLoss, maxFileBytes = Number.POSITIVE_INFINITY }: DestinationOptions,
): LogDestination {
  const path = typeof to === 'string' ? to : null;
  const opened = typeof to === 'string' ? openSync(to, 'a', 0o600) : to;
  let endsAt = Number.POSITIVE_INFINITY;
  const boom = new sonicBoom.SonicBoom({
    fd: opened,
    mode: 0o600,
    maxLength: maxWaitingBytes,
    sync: false,
    retryEAGAIN: () => performance.now() < endsAt,
  });
  // Opened here, so that a wrong path is an error at the start.
  if (path !== null) Object.assign(boom, { file: path });
  let size = path === null ? 0 : fstatSync(opened).size;
  let waiting = 0;
  let batch = '';
  let isLost = false;
  let isGone = false;
  let isScheduled = false;

  const lose = (reason: string) => {
    if (!isLost) onLoss(reason);
    isLost = true;
  };
  const handOver = () => {
    const lines = batch;
    batch = '';
    if (lines !== '') boom.write(lines);
  };
  const flushLater = () => {
    if (isScheduled) return;
    isScheduled = true;
    setTimeout(() => {
      isScheduled = false;
      handOver();
      boom.flush();
    }, batchMs).unref();
  };
  boom.on('error', (error: Error) => {
    const errno = errnoOf(error);
    // The reader of the pipe has ended; there will be no other.
    isGone = errno === 'EPIPE';
    lose(errno ?? error.message);
    if (!isGone) flushLater();
  });
  boom.on('drop', () => lose('its reader is too slow'));
  boom.on('write', (bytes: number) => {
    waiting -= bytes;
    if (bytes === 0) return;
    if (isLost) onLoss(null);
    isLost = false;
    if (waiting > 0) flushLater();
  });

  process.once('exit', () => {
    endsAt = performance.now() + exitTimeout;
    const { fd, _writing: isWriting, _bufs: behind } = boom as unknown as Internals;
    if (isWriting) {
      // That ends by itself, on its thread. What stands behind it would never be begun.
      const text = behind.splice(0).join('') + batch;
      if (!writeUntil(endsAt, fd, text)) lose('its reader is too slow');
      return;
    }
    // Not its flushSync, which repeats a failing write without end (pinojs/sonic-boom#65).
    Object.assign(boom, { sync: true });
    handOver();
    for (let before = Number.POSITIVE_INFINITY; !isLost && waiting > 0 && waiting < before; ) {
      before = waiting;
      boom.flush();
    }
  });

  const reopen = () => {
    if (path !== null) boom.reopen();
  };
  return {
    reopen,
    write(line) {
      if (isGone) return;
      const bytes = Buffer.byteLength(line);
      if (path !== null && size > 0 && size + bytes > maxFileBytes) {
        handOver();
        renameSync(path, `${path}.1`);
        reopen();
        size = 0;
      }
      size += bytes;
      // It is dropped otherwise.
      if (waiting + bytes <= maxWaitingBytes) waiting += bytes;
      batch += line;
      if (batch.length >= batchLength) handOver();
      flushLater();
    },
  };
}

/** @returns whether all of it was taken */
function writeUntil(endsAt: number, fd: number, text: string): boolean {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if (errnoOf(error) !== 'EAGAIN' || performance.now() >= endsAt) return false;
    }
  }
  return true;
}
