import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Started by root, PostgreSQL runs as another user, who has to reach its own files in there. */
export const passable = 0o711;

/** Uses an empty directory, which is removed afterwards. */
export async function inScratch<Result>(
  use: (scratch: string) => Promise<Result>,
): Promise<Result> {
  const scratch = await mkdtemp(join(tmpdir(), 'sallyport-bench-'));
  try {
    await chmod(scratch, passable);
    return await use(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
