import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLogFile } from './log-file.ts';

test('a log that is large is set aside, and replaces the one before', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-log-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'sallyport.log');
  await writeFile(path, 'before\n');
  const write = openLogFile(path, 10);
  for (const line of ['first\n', 'a second\n', 'a third that is long\n', 'end\n']) {
    expect(write(Buffer.from(line))).toBe(line.length);
  }
  expect(await readFile(path, 'utf8')).toBe('end\n');
  expect(await readFile(`${path}.1`, 'utf8')).toBe('a third that is long\n');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});
