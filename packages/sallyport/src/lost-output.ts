import { errnoOf } from './postgres/system.ts';

/** A terminal that was closed, a reader that has gone, a disk that is full. */
const losses = ['EIO', 'EPIPE', 'ENOSPC'];

/** Nobody being there to read is no reason to end, and least of all to leave something behind. */
export function surviveLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!losses.includes(errnoOf(error) ?? '')) throw error;
    });
  }
}
