import { afterAll } from 'vitest';

interface Part {
  close(): Promise<unknown>;
}

type Starting<Parts extends Part[]> = { [Index in keyof Parts]: Promise<Parts[Index]> };

/** For a test file: a function that waits for what is starting, and closes it after the tests. */
export function closedAfterwards() {
  const stack = new AsyncDisposableStack();
  afterAll(() => stack.disposeAsync());
  return <Parts extends Part[]>(...starting: Starting<Parts>) => keep(stack, ...starting);
}

/**
 * Waits for all of it, so that nothing is forgotten that starts after something else has failed.
 *
 * @throws what the first one threw that did not start
 */
export async function keep<Parts extends Part[]>(
  stack: AsyncDisposableStack,
  ...starting: Starting<Parts>
): Promise<Parts> {
  for (const outcome of await Promise.allSettled<Part>(starting)) {
    if (outcome.status === 'fulfilled') stack.defer(async () => void (await outcome.value.close()));
  }
  return (await Promise.all(starting)) as Parts;
}
