import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Places } from './cast.ts';

const startTimeout = 90_000;
const stopTimeout = 30_000;

export interface OwnSystem {
  stop(): Promise<void>;
}

/**
 * Starts the shop and everything in it with a database of its own, which is thrown away afterwards.
 *
 * @param signal ends the waiting, and what was started
 * @throws Error that says what to do, when it does not come up or another one runs already
 */
export async function startSystem(places: Places, signal: AbortSignal): Promise<OwnSystem> {
  if (await answers(places.issuer, signal)) {
    throw new Error(
      `Something answers at ${places.issuer} already. Stop it first, or play against it:\n` +
        `  npm run tour -- --issuer ${places.issuer} --gateway ${places.gateway}`,
    );
  }
  // Not made here: PostgreSQL may run as another user, who has to be able to pass.
  const dataDir = join(tmpdir(), `sallyport-tour-${randomUUID().slice(0, 8)}`);
  const sallyport = fileURLToPath(import.meta.resolve('sallyport/main.ts'));
  const child = spawn(process.execPath, [sallyport, 'demo', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A Ctrl-C is for the tour, which stops it: told twice, it would leave at once and without order.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4_000);
    });
  }
  const stop = async () => {
    await end(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await ready(places, child, signal);
  } catch (error) {
    await stop();
    signal.throwIfAborted();
    throw new Error(`${(error as Error).message}\n${output.trim()}`, { cause: error });
  }
  return { stop };
}

/** Until the issuer is ready and everything that the story visits answers. */
async function ready(places: Places, child: ChildProcess, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + startTimeout;
  const needed = [`${places.issuer}/health/ready`, places.gateway, places.orders, places.acme];
  for (const url of needed) {
    while (!(await answers(url, signal))) {
      signal.throwIfAborted();
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error('The system ended instead of starting:');
      }
      if (performance.now() > deadline) throw new Error(`Nothing answers at ${url}:`);
      await delay(25);
    }
  }
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(5_000)]);
    const response = await fetch(url, { signal: timeout });
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), stopTimeout);
  await ended;
  clearTimeout(killer);
}
