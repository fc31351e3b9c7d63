import { randomBytes } from 'node:crypto';
import { constants, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '../postgres/system.ts';
import { StartupError } from '../startup-error.ts';

/**
 * The text of a file that its owner alone may read; null when there is none.
 *
 * @throws StartupError for one of another account, that others may read, or that is a link
 */
export async function readPrivate(path: string): Promise<string | null> {
  try {
    // What is opened is what is looked at: a name may lead elsewhere a moment later.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      requireOwn(path, await file.stat());
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (cause) {
    const code = errnoOf(cause);
    if (code === 'ENOENT') return null;
    if (cause instanceof StartupError) throw cause;
    const reason = code === 'ELOOP' ? 'it is a link' : code;
    throw new StartupError(`${path} cannot be read: ${reason}. Remove it, and sign in again.`, {
      cause,
    });
  }
}

/** Replaces the file as a whole, so that a reader has the one or the other. @throws StartupError */
export async function writePrivate(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    requireOwn(folder, await stat(folder));
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    if (cause instanceof StartupError) throw cause;
    throw new StartupError(`${path} cannot be written: ${errnoOf(cause)}.`, { cause });
  }
}

function requireOwn(path: string, { mode, uid }: { mode: number; uid: number }): void {
  if (uid !== process.getuid?.()) {
    throw new StartupError(`${path} belongs to another account. Remove it, and sign in again.`);
  }
  if ((mode & 0o077) === 0) return;
  throw new StartupError(
    `${path} holds tokens, and other accounts may open it: chmod go= ${path}, and sign in again if they may have.`,
  );
}
