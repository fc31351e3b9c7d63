import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findRunning } from './find-running.ts';
import { isRoot } from './run-as.ts';

test.runIf(isRoot())('the database of another user', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sallyport-find-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  await chmod(dataDir, 0o711);
  await mkdir(join(dataDir, 'postgres'), { mode: 0o700 });
  process.seteuid!(65_001);
  onTestFinished(() => process.seteuid!(0));
  await expect(findRunning(dataDir)).rejects.toThrow(
    `Only the user who started Sallyport, and root, may open the database in ${dataDir}/postgres. ` +
      'Run this command as one of them, or set DATABASE_URL.',
  );
});
