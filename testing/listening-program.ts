import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { accepts } from './ports.ts';

export type Command = [program: string, ...args: string[]];

/** Below the limit of a hook, so that what it printed is told. */
const maxStartMs = 110_000;

interface Place {
  /** It runs here. The directory is removed with it. */
  directory: string;
  port: number;
  env?: NodeJS.ProcessEnv;
}

export interface ListeningProgram {
  close(): Promise<void>;
}

/**
 * Starts a program, and returns when it listens.
 *
 * @throws Error with the end of what it printed, where it does not.
 */
export async function startListening(
  name: string,
  [program, ...args]: Command,
  { directory, port, env }: Place,
): Promise<ListeningProgram> {
  const child = spawn(program, args, {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      output = (output + piece).slice(-8_000);
    });
  }
  const close = async () => {
    await end(child);
    await rm(directory, { recursive: true, force: true });
  };
  const deadline = performance.now() + maxStartMs;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await close();
      throw new Error(`${name} does not listen.\n${output}`);
    }
    await delay(20);
  }
  return { close };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(killer);
}
