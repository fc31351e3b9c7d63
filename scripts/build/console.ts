import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../../packages/console/build/bundle.ts';
import { compress } from '../../packages/console/build/compress.ts';
import { distOf } from './packages.ts';

/** Puts the console beside the code that serves it, with the licences of what is in it. */
export async function buildConsole(): Promise<void> {
  const files = join(distOf('sallyport'), 'lib', 'console', 'files');
  await mkdir(files, { recursive: true });
  // Vite goes by it.
  process.env['NODE_ENV'] = 'production';
  await bundle(files);
  await compress(files);
}
