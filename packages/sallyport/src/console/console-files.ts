import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export interface ConsoleFiles {
  /** What the gateway serves. */
  folder: string;
  /** The program that makes them, in a checkout; null where they are part of the package. */
  build: string | null;
}

/** As a build puts them beside this file, or where the checkout's own build does. */
export function findConsoleFiles(): ConsoleFiles {
  const packaged = here('files');
  if (existsSync(packaged)) return { folder: packaged, build: null };
  const source = '../../../console';
  return { folder: here(`${source}/dist`), build: here(`${source}/build/main.ts`) };
}
