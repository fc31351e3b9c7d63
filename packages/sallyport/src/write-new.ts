import { randomBytes } from 'node:crypto';
import { constants, copyFile, link, open, rm } from 'node:fs/promises';
import { errnoOf } from './postgres/system.ts';

/**
 * Writes a file for its owner alone that was not there, all of it or nothing: under another name first,
 * which is then linked. A link never replaces a file.
 *
 * @throws the error of the system, EEXIST when the file is there
 */
export async function writeNew(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    await link(draft, path).catch((error) => {
      if (!withoutLinks.includes(errnoOf(error) ?? '')) throw error;
      return copyFile(draft, path, constants.COPYFILE_EXCL);
    });
  } finally {
    await file.close();
    await rm(draft);
  }
}

/** FAT and some network file systems. */
const withoutLinks = ['EPERM', 'ENOTSUP', 'ENOSYS'];
