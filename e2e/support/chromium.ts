import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const manifest = new URL('../package.json', import.meta.resolve('@sparticuz/chromium'));
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

/**
 * The path of the browser, unpacked if this machine has not done so yet. Test files run side by
 * side, and half a browser must not be started: it is unpacked elsewhere and moved into place.
 */
export async function chromiumPath(): Promise<string> {
  const place = join(tmpdir(), `sallyport-chromium-${version}-${process.getuid?.() ?? 0}`);
  const path = join(place, 'chromium');
  if (existsSync(path)) return path;
  const draft = await mkdtemp(`${place}-`);
  try {
    await unpackInto(draft);
    await rename(draft, place).catch((error: NodeJS.ErrnoException) => {
      // Another test file was faster.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return path;
}

/** In a process of its own: `TMPDIR` is of the process, and whatever else runs in this one uses it too. */
async function unpackInto(directory: string): Promise<void> {
  const script = fileURLToPath(new URL('unpack-chromium.ts', import.meta.url));
  const env = { ...process.env, TMPDIR: directory };
  await promisify(execFile)(process.execPath, [script], { env, timeout: 60_000 });
}
