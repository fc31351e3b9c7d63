import { once } from 'node:events';

/** Returns when a line was typed, or when nothing more can come. */
export async function waitForEnter(input: NodeJS.ReadStream): Promise<void> {
  if (input.readableEnded) return;
  const done = new AbortController();
  const { signal } = done;
  try {
    await Promise.race([once(input, 'data', { signal }), once(input, 'end', { signal })]);
  } finally {
    done.abort();
    // A terminal that is listened to would keep the process from ending.
    input.pause();
  }
}
