import { execFileSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLogDestination } from './log-destination.ts';

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sallyport-log-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

const never = () => expect.unreachable();

test('a log that is large is set aside, and replaces the one before', async () => {
  const path = join(await directory(), 'sallyport.log');
  await writeFile(path, 'before\n', { mode: 0o600 });
  const log = openLogDestination(path, { onLoss: never, maxFileBytes: 10 });
  log.write('a line that is long\n');
  await expect.poll(() => readFile(path, 'utf8')).toBe('a line that is long\n');
  expect(await readFile(`${path}.1`, 'utf8')).toBe('before\n');
  log.write('end\n');
  await expect.poll(() => readFile(path, 'utf8')).toBe('end\n');
  expect(await readFile(`${path}.1`, 'utf8')).toBe('a line that is long\n');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a file that was renamed is opened anew', async () => {
  const path = join(await directory(), 'sallyport.log');
  const log = openLogDestination(path, { onLoss: never });
  log.write('one\n');
  await expect.poll(() => readFile(path, 'utf8')).toBe('one\n');
  await rename(path, `${path}.2026`);
  log.reopen();
  await expect.poll(() => readFile(path, 'utf8').catch(() => null)).toBe('');
  log.write('two\n');
  await expect.poll(() => readFile(path, 'utf8')).toBe('two\n');
  expect(await readFile(`${path}.2026`, 'utf8')).toBe('one\n');
});

test('a full disk is told once; what waited is written when there is room', async () => {
  const home = await directory();
  const path = join(home, 'sallyport.log');
  await symlink('/dev/full', path);
  const told: (string | null)[] = [];
  const log = openLogDestination(path, { onLoss: (reason) => told.push(reason) });
  log.write('one\n');
  await expect.poll(() => told).toEqual(['ENOSPC']);
  log.write('two\n');
  await rm(path);
  log.reopen();
  await expect.poll(() => readFile(path, 'utf8').catch(() => null)).toBe('one\ntwo\n');
  expect(told).toEqual(['ENOSPC', null]);
});

test('for a reader that is slow lines wait, up to a bound', async () => {
  const path = join(await directory(), 'pipe');
  execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const told: (string | null)[] = [];
  const log = openLogDestination(fd, { onLoss: (reason) => told.push(reason) });
  const large = `${'a'.repeat(1_000_000)}\n`;
  for (let at = 0; at < 10; at++) log.write(large);
  expect(told).toEqual(['its reader is too slow']);
});

test('what stands behind a write that is under way is there after the exit', async () => {
  const path = join(await directory(), 'sallyport.log');
  const long = 'x'.repeat(64 * 1024);
  const script = `
    import { openLogDestination } from ${JSON.stringify(new URL('./log-destination.ts', import.meta.url))};
    const log = openLogDestination(${JSON.stringify(path)}, { onLoss() {} });
    // So much is written at once, on another thread.
    log.write('x'.repeat(${long.length}));
    log.write('y'.repeat(${long.length}));
    log.write('the reason\\n');
    process.exit();`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script]);
  const text = await readFile(path, 'utf8');
  expect(text).toHaveLength(2 * long.length + 'the reason\n'.length);
  expect(text).toContain('the reason\n');
});
