import { readFile, stat } from 'node:fs/promises';
import { StartupError } from '../../startup-error.ts';

/** What one text of JavaScript holds. */
const maxBytes = 512_000_000;

/** The export of a realm, whole. @throws StartupError when it is too large or no JSON; it tells none of its content */
export async function readRealm(path: string): Promise<unknown> {
  const { size } = await stat(path);
  if (size > maxBytes) {
    throw new StartupError(
      `${path} is larger than 512 MB. Export the people in several files (kc.sh export --users ` +
        'different_files --users-per-file 10000), and convert each of them.',
    );
  }
  const text = (await readFile(path, 'utf8')).replace(/^\ufeff/, '');
  try {
    return JSON.parse(text);
  } catch (error) {
    const place =
      /\(line \d+ column \d+\)/.exec(String(error))?.[0] ?? '(its end is missing, or it is empty)';
    throw new StartupError(`${path} is not JSON ${place}.`);
  }
}
