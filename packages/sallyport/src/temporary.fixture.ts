import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder for temporary files that holds nothing else. */
export async function temporary(): Promise<{ env: NodeJS.ProcessEnv; files(): Promise<string[]> }> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-kit-'));
  // Under root PostgreSQL runs as another account, which has to pass through.
  await chmod(directory, 0o711);
  onTestFinished(() => rm(directory, { recursive: true }));
  return { env: { ...process.env, TMPDIR: directory }, files: () => readdir(directory) };
}
