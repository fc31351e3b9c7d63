import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { connect } from '@sallyport/issuer/database/connection.ts';
import { stopServer } from './postmaster.ts';
import type { Account } from './run-as.ts';

/** What a child of `child.fixture.ts` says once it is up. */
export interface Report {
  url: string;
  pid: number;
  adopted: boolean;
  milliseconds: number;
}

const script = fileURLToPath(new URL('./child.fixture.ts', import.meta.url));

/** Starts a Sallyport in little, in a process of its own, to be killed or stopped. */
export function spawnSupervisor(dataDir: string, account?: Account): ChildProcess {
  return spawn(process.execPath, [script, dataDir], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(account && { uid: account.uid, gid: account.gid }),
  });
}

/** Its report, or what it printed on its way out. */
export async function outcomeOf(child: ChildProcess): Promise<Report | string> {
  if (!child.stdout || !child.stderr) throw new Error('The child has no pipes');
  const complaint = text(child.stderr);
  for await (const line of createInterface(child.stdout)) return JSON.parse(line);
  return (await complaint).trim();
}

/** Its report; fails when it did not start. */
export async function reportOf(child: ChildProcess): Promise<Report> {
  const outcome = await outcomeOf(child);
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const closed = once(child, 'exit');
  if (!child.kill(signal)) return;
  await closed;
}

export const openSql = (url: string) => connect({ url, max: 1 });

/**
 * A data directory for one test, removed afterwards with the server that may still run on it. By its
 * name the next run of the tests finds and removes it, if this run is killed.
 */
export async function temporaryDataDir(): Promise<{ path: string; remove(): Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), `sallyport-test-${process.pid}-`));
  await chmod(parent, 0o711);
  const path = join(parent, 'data');
  return {
    path,
    async remove() {
      await stopServer(join(path, 'postgres', 'data'));
      await rm(parent, { recursive: true, force: true });
    },
  };
}
