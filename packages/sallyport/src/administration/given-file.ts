import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { errnoOf } from '../postgres/system.ts';
import { StartupError } from '../startup-error.ts';
import type { Fields } from './admin-command.ts';

/**
 * What stands in a file, as the configuration file would have it: YAML, and so JSON, too.
 *
 * @param file `-` for what comes in from another program
 * @throws StartupError
 */
export async function readGivenFile(file: string): Promise<Fields> {
  const written = file === '-' ? await text(process.stdin) : await readWritten(file);
  try {
    const read: unknown = parse(written);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Fields;
  } catch (cause) {
    throw new StartupError(`${file} is neither YAML nor JSON.`, { cause });
  }
  throw new StartupError(`${file} has to be keys with values, as the configuration file has them.`);
}

async function readWritten(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new StartupError(`${file} cannot be read: ${errnoOf(cause) ?? String(cause)}.`, {
      cause,
    });
  }
}
