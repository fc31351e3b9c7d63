import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { errnoOf } from '../postgres/system.ts';
import { StartupError } from '../startup-error.ts';
import { configurationError } from './problem.ts';
import { maxBytes, tooLarge } from './source.ts';

/**
 * The text of a file, a pipe (`--config <(make-configuration)`) or a device, which may have no end.
 *
 * @param asGiven its path as the operator wrote it
 * @throws StartupError when it cannot be read, or is no text
 */
export async function readText(file: string, asGiven: string): Promise<string> {
  const refuse = (message: string) =>
    configurationError(basename(file), '', [{ line: 1, column: 1, path: '', message }]);
  const bytes = await readBytes(file, asGiven);
  if (bytes.length > maxBytes) throw refuse(tooLarge);
  const encoding = bytes[0] === 0xff || bytes[0] === 0xfe ? 'it begins as UTF-16 does' : null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refuse(`the file is not UTF-8 text${encoding ? ` (${encoding})` : ''}`);
  }
}

/** No more than is needed to see that it is too much. */
async function readBytes(file: string, asGiven: string): Promise<Buffer> {
  try {
    await using handle = await open(file);
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of handle.createReadStream({ autoClose: false })) {
      parts.push(part);
      length += part.length;
      if (length > maxBytes) break;
    }
    return Buffer.concat(parts);
  } catch (error) {
    const code = errnoOf(error) ?? '';
    throw new StartupError(
      `The configuration ${asGiven} cannot be read: ${reasons[code] ?? code}.`,
      { cause: error },
    );
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'what should be its directory is a file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ELOOP: 'it is a symbolic link that leads to itself',
};
