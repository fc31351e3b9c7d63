import { inject } from 'vitest';
import { copyDirectory } from './copy-directory.ts';

/** A data directory whose cluster is new, at a path where nothing is: what `initdb` makes in a second. */
export const makeDataDir = (path: string): Promise<void> =>
  copyDirectory(inject('newDataDir'), path);
