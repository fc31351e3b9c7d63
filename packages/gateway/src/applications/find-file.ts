import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { readRequestPath } from '@sallyport/protocol/routes/request-path.ts';

export interface StaticFile {
  /** The folder that it was found in, without symbolic links. */
  root: string;
  /** Its path in there. */
  path: string;
  /** Milliseconds since the Unix epoch. */
  modifiedAt: number;
}

/**
 * The file of a folder that a path as sent (`/sub/app.js`) names, or null. A path that ends with a
 * slash names the `index.html` below it. Files and folders whose name begins with a dot do not
 * exist, and symbolic links are followed, but not out of the folder.
 */
export async function findFile(folder: string, path: string): Promise<StaticFile | null> {
  const read = readRequestPath(path);
  if (!read.ok || read.segments.some(isHidden)) return null;
  const names = path.endsWith('/') ? [...read.segments, 'index.html'] : read.segments;
  const root = await realpath(folder).catch(() => null);
  return root === null ? null : findIn(root, join(root, ...names));
}

/** A file beside another one, `app.js.br` of `app.js`, if it is there and not older. */
export async function findVariant(
  { root, path, modifiedAt }: StaticFile,
  suffix: string,
): Promise<StaticFile | null> {
  const variant = await findIn(root, join(root, path + suffix));
  return variant && variant.modifiedAt >= modifiedAt ? variant : null;
}

/** Null for anything that cannot be read, is not a plain file, or is outside the folder. */
async function findIn(root: string, candidate: string): Promise<StaticFile | null> {
  try {
    const name = await realpath(candidate);
    if (!name.startsWith(root + sep)) return null;
    const found = await stat(name);
    if (!found.isFile()) return null;
    return { root, path: name.slice(root.length + 1), modifiedAt: found.mtimeMs };
  } catch {
    return null;
  }
}

const isHidden = (segment: string): boolean => segment.startsWith('.') || segment.includes(sep);
