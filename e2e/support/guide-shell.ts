import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { accepts } from '../../testing/ports.ts';
import type { Places } from './guide-places.ts';

/** Commands in one folder. */
export interface Shell {
  /** @param keepsRunning the port that answers once it runs. @returns what it printed, if it ends */
  run(command: string, keepsRunning?: string | true): Promise<string>;
  /** Ctrl-C for what was started last; returns when it has ended. */
  stopLast(): Promise<void>;
  close(): Promise<void>;
  /** Programs are looked for here first. */
  path: string[];
}

interface Running {
  child: ChildProcess;
  ended: Promise<unknown>;
}

/** Below the limit of a test, so that what it printed is told. */
const timeout = 280_000;

export function openShell(cwd: string, { here, fromTarballs }: Places): Shell {
  const running: Running[] = [];
  const path = [dirname(process.execPath)];
  const options = () => ({ cwd, env: { ...cleanEnvironment(), PATH: pathOf(path) } });
  const wordsOf = (command: string): string[] => [
    ...['-euo', 'pipefail', '-c'],
    fromTarballs(here(command)),
  ];

  async function start(command: string, port: number): Promise<void> {
    // A group of its own, as at a terminal: Ctrl-C reaches npx and what it has started.
    const child = spawn('bash', wordsOf(command), { ...options(), detached: true });
    child.stdin.end();
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = (output + chunk).slice(-10_000);
      });
    }
    running.push({ child, ended: once(child, 'close') });
    const until = Date.now() + timeout;
    while (!(await accepts(port))) {
      if (child.exitCode !== null) throw new Error(`${command} has ended: ${output}`);
      if (Date.now() > until) throw new Error(`${command} does not take port ${port}: ${output}`);
      await setTimeout(50);
    }
  }

  async function stopLast(): Promise<void> {
    const last = running.pop();
    if (last?.child.exitCode === null) process.kill(-last.child.pid!, 'SIGINT');
    await last?.ended;
  }

  return {
    path,
    stopLast,
    async run(command, keepsRunning) {
      if (typeof keepsRunning === 'string') {
        await start(command, Number(here(keepsRunning)));
        return '';
      }
      const { stdout } = await promisify(execFile)('bash', wordsOf(command), {
        ...options(),
        timeout,
      });
      return stdout;
    },
    async close() {
      while (running.length > 0) await stopLast();
    },
  };
}

const pathOf = (first: readonly string[]): string => [...first, process.env['PATH']].join(':');

/** What the test runner and its npm have set counts for them alone. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_(?!config_registry$).*|VITEST.*|NODE_(ENV|OPTIONS)|CI)$/i.test(name),
    ),
  );
