import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { serverEnvironment } from './cluster.ts';
import type { Paths } from './paths.ts';
import { serverArguments } from './settings.ts';
import { errnoOf, isAlive } from './system.ts';

/** What `postmaster.pid` says of a data directory, checked against the processes that run. */
export type Found =
  | { kind: 'none' }
  /** The server has ended, but its parent has not reaped it yet; until then its process id is in use. */
  | { kind: 'ended'; pid: number }
  /** The file names a process that is no server of this directory: the process id was used again. */
  | { kind: 'stranger'; pid: number }
  | { kind: 'server'; pid: number; socketDir: string; ready: boolean };

/** Lines of the file: pid, data directory, start, port, socket directory, address, memory, status. */
export async function findServer(data: string): Promise<Found> {
  const path = join(data, 'postmaster.pid');
  const lines = await readFile(path, 'utf8').then(
    (text) => text.split('\n'),
    (error) => {
      if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return null;
      throw error;
    },
  );
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isInteger(pid) || pid <= 0) return { kind: 'none' };
  if (!isAlive(pid)) return { kind: 'none' };
  if (await hasEnded(pid)) return { kind: 'ended', pid };
  if (!(await serves(pid, data))) return { kind: 'stranger', pid };
  const ready = lines[7]?.trim() === 'ready';
  return { kind: 'server', pid, socketDir: lines[4] ?? '', ready };
}

async function hasEnded(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null || stat.includes(') Z ');
}

/** Whether the process is a server of this data directory: by its command line, or where it works. */
async function serves(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (commandLine.split('\0').includes(data)) return true;
    return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === data;
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(
    () => ({ stdout: '' }),
  );
  return stdout.includes(` -D ${data} `);
}

/** A server that we started, and what it has written to the log. */
export interface Started {
  process: ChildProcess;
  pid: number;
  /** What it has written to the log so far. */
  output(): Promise<string>;
}

/**
 * Starts the server in a session of its own, so that Ctrl-C in a terminal reaches only us and we
 * decide on the order of shutdown. It writes to a file: a pipe would break when we are killed.
 */
export async function startServer(
  { data, socketDir, logFile, account }: Paths,
  { postgres }: Binaries,
  durable: boolean,
): Promise<Started> {
  const log = await open(logFile, 'a', 0o600);
  try {
    const { size } = await log.stat();
    const child = spawn(postgres, ['-D', data, ...serverArguments(durable, socketDir)], {
      cwd: '/',
      detached: true,
      env: serverEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    await once(child, 'spawn');
    child.unref();
    const output = async () => (await readFile(logFile)).subarray(size).toString();
    return { process: child, pid: child.pid ?? 0, output };
  } finally {
    await log.close();
  }
}

export const hasExited = ({ process: { exitCode, signalCode } }: Started): boolean =>
  exitCode !== null || signalCode !== null;

const timeoutMs = 10_000;

/**
 * Shuts the server down, whether we started or adopted it: first by a fast shutdown (sessions end,
 * everything is written), then, after 10 s, by an immediate one (the next start recovers).
 * Returns how it went; `still running` after another 10 s.
 */
export async function stopServer(
  data: string,
): Promise<'stopped' | 'stopped at once' | 'still running'> {
  if (await signalAndWait(data, 'SIGINT', timeoutMs)) return 'stopped';
  if (await signalAndWait(data, 'SIGQUIT', timeoutMs)) return 'stopped at once';
  return 'still running';
}

/** PostgreSQL's immediate shutdown: it recovers from its write-ahead log at the next start. */
export function killServer(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error;
  }
}

async function signalAndWait(data: string, signal: NodeJS.Signals, wait: number): Promise<boolean> {
  const found = await findServer(data);
  if (found.kind !== 'server') return true;
  try {
    process.kill(found.pid, signal);
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error;
  }
  const deadline = performance.now() + wait;
  while (performance.now() < deadline) {
    if (!isAlive(found.pid) || (await hasEnded(found.pid))) return true;
    await delay(10);
  }
  return false;
}
