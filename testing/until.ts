import { setTimeout as delay } from 'node:timers/promises';

/** Looks until it is so. Between two looks the processor is free for what is waited for. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(5);
}
