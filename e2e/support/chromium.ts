import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';

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

/** The package unpacks into the directory for temporary files, whichever that is. */
async function unpackInto(directory: string): Promise<void> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = directory;
  try {
    await mkdir(directory, { recursive: true });
    await chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
