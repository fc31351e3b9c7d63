import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from './system.ts';

/**
 * Makes a directory, and those above it that are missing. Not by `recursive`, which tries for ever
 * where the directory above exists and takes none, as /proc (nodejs/node#27198 was such a case).
 *
 * @throws the error of the system, which has a code
 */
export function makeDirectory(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    const above = dirname(path);
    if (code !== 'ENOENT' || isThere(above)) throw error;
    makeDirectory(above, mode);
    makeDirectory(path, mode);
  }
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
