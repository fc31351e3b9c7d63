import { errnoOf } from './postgres/system.ts';

/** The terminal was closed, the reader of the pipe has ended, the disk is full. */
const codes = ['EIO', 'EPIPE', 'ENOSPC'];

/** Keeps the process running when its output can no longer be written, so that it can stop in order. */
export function surviveBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!codes.includes(errnoOf(error) ?? '')) throw error;
    });
  }
}
