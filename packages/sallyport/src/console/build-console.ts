import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { type ConsoleFiles, findConsoleFiles } from './console-files.ts';

export interface ConsoleBuild {
  close(): Promise<void>;
  kill(): void;
}

/**
 * In a checkout, makes the console's files beside a running system, unless they are there and no source
 * is newer: two seconds of another process, which no start waits for. Until they are there, a page says so.
 *
 * @returns null where there is nothing to make
 */
export async function buildConsole(
  log: Pick<Logger, 'info' | 'warn'>,
  files: ConsoleFiles = findConsoleFiles(),
): Promise<ConsoleBuild | null> {
  const { folder, build } = files;
  if (build === null) return null;
  const made = await changedAt(join(folder, stamp));
  if (made !== null && made >= (await newestSource(dirname(dirname(build))))) return null;
  if (made === null) await promise(folder);
  const child = spawn(process.execPath, [build, '--background'], { stdio: 'ignore' });
  const ended = once(child, 'exit').catch(() => []);
  void ended.then(() => {
    if (child.exitCode === 0) log.info('The console has been built');
    else if (!child.killed) log.warn({ ended: howEnded(child) }, 'The console could not be built');
  });
  return {
    async close() {
      child.kill();
      await ended;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** What a build writes last. */
const stamp = '.sources';

/** Asks the browser to come again in a second. */
async function promise(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const page =
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="1">' +
    '<title>Sallyport</title><p>The console is being built. It opens in a moment.</p></html>\n';
  await writeFile(join(folder, 'index.html'), page);
}

async function newestSource(root: string): Promise<number> {
  const folders = ['src', 'build', 'public'].map((name) => join(root, name));
  const lists = await Promise.all(
    folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })),
  );
  const paths = lists.flat().map(({ parentPath, name }) => join(parentPath, name));
  const times = await Promise.all([...paths, join(root, 'index.html')].map(changedAt));
  return Math.max(...times.map((time) => time ?? 0));
}

/** Milliseconds since the Unix epoch; null for what is not there. */
const changedAt = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );

const howEnded = ({ exitCode, signalCode }: ChildProcess): string => signalCode ?? `${exitCode}`;
