import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

const directory = new URL('./migrations/', import.meta.url);

export interface Migration {
  name: string;
  sql: string;
  digest: string;
}

/**
 * The migrations of this version, in the order of their numbers, which may have gaps: 0008 and 0009
 * were never part of a version.
 */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, directory), 'utf8');
      return { name, sql, digest: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
