import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const manifest = findPackageJSON('@sparticuz/chromium', import.meta.url)!;
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
const place = join(cache, `sallyport-chromium-${version}`);

const executableOf = (directory: string): string => join(directory, 'chromium');

/**
 * The path of the browser, unpacked if this checkout has not done so yet. Half a browser must not be
 * started: it is unpacked elsewhere and moved into place.
 */
export async function chromiumPath(): Promise<string> {
  const path = executableOf(place);
  if (existsSync(path)) return path;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(`${place}-`);
  try {
    await unpackInto(draft);
    await moveIntoPlace(draft, place);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return path;
}

/** Replaces what is left of a browser, and leaves a whole one: another run was faster. */
export async function moveIntoPlace(draft: string, target: string): Promise<void> {
  if (!existsSync(executableOf(target))) await rm(target, { recursive: true, force: true });
  await rename(draft, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}

/** In a process of its own: `TMPDIR` is of the process, and whatever else runs in this one uses it too. */
async function unpackInto(directory: string): Promise<void> {
  const script = fileURLToPath(new URL('unpack-chromium.ts', import.meta.url));
  const env = { ...process.env, TMPDIR: directory };
  await promisify(execFile)(process.execPath, [script], { env });
}
