import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { surviveBrokenPipe } from '../broken-pipe.ts';
import { colors } from '../colors.ts';
import { isAlive } from '../postgres/system.ts';
import { stopWithNpm } from '../stop-with-npm.ts';
import { nodeSettings } from './node-settings.ts';
import { afterFailure, type Restarts } from './restarts.ts';
import { restartsVariable, type WorkerMessage } from './worker.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** For the worker alone: it replaces the gateway's processes. */
const passedOn = 'SIGUSR2';
/** How long PostgreSQL may take to stop when the process that would have stopped it is gone. */
const serverTimeoutMs = 10_000;

/**
 * Runs this program again as a process that does the work, and starts another one whenever it ends
 * unexpectedly after it was ready: an uncaught error, no memory left, `kill -9`. Meanwhile PostgreSQL
 * stays up, and the next process adopts it. Signals are passed on. Returns the exit code to end with.
 *
 *     supervisor ── fork ─▶ worker ── spawn ─▶ PostgreSQL
 *                           ✗ ends             │ stays up
 *     wait 0.5 s … 30 s                        │
 *                ── fork ─▶ worker ─ adopts ──▶┘
 */
export async function supervise(): Promise<number> {
  surviveBrokenPipe();
  const stopping = new AbortController();
  let worker: Worker | null = null;
  let server: number | null = null;
  for (const signal of signals) {
    process.on(signal, () => {
      if (worker) worker.process.kill(signal);
      else stopping.abort();
    });
  }
  process.on(passedOn, () => worker?.process.kill(passedOn));
  stopWithNpm(() => process.kill(process.pid, 'SIGTERM'));

  for (let restarts: Restarts = 0; ; ) {
    worker = startWorker(restarts, (pid) => {
      server = pid;
    });
    const { code, signal } = await worker.ended;
    const { readyAt, isStopping } = worker;
    worker = null;
    if (isStopping || code === 0) return code ?? 1;
    // Told to stop before it listened to signals.
    if (signals.some((each) => each === signal)) stopping.abort();
    if (stopping.signal.aborted) break;
    // A first start that fails has said why: another one would fail as well.
    if (restarts === 0 && readyAt === null && code !== null) return code;
    const next = afterFailure(restarts, readyAt === null ? 0 : performance.now() - readyAt);
    const how = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`;
    if (next.kind === 'give up') {
      tell(`Its process ${how}, too often in a row: it is not started again.`);
      break;
    }
    restarts = next.restarts;
    tell(`Its process ${how}. It is started again in ${next.afterMs / 1000} s.`);
    await delay(next.afterMs, null, { signal: stopping.signal }).catch(() => {});
    if (stopping.signal.aborted) break;
  }
  if (server !== null) await stopServer(server);
  return stopping.signal.aborted ? 0 : 1;
}

interface Worker {
  process: ChildProcess;
  /** By the monotonic clock; null until it is ready. */
  readyAt: number | null;
  /** Whether it was told to stop. */
  isStopping: boolean;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

function startWorker(restarts: Restarts, onServer: (pid: number | null) => void): Worker {
  const [, program = '', ...args] = process.argv;
  const { execArgv, env } = nodeSettings(process);
  const child = fork(program, args, {
    execArgv,
    env: { ...env, [restartsVariable]: String(restarts) },
  });
  const worker: Worker = {
    process: child,
    readyAt: null,
    isStopping: false,
    ended: once(child, 'exit').then(([code, signal]) => ({ code, signal })),
  };
  child.on('message', (message: WorkerMessage) => {
    if (message.kind === 'ready') worker.readyAt = performance.now();
    if (message.kind === 'stopping') worker.isStopping = true;
    if (message.kind === 'server') onServer(message.pid);
  });
  return worker;
}

const tell = (sentence: string) =>
  process.stderr.write(`  ${colors.red('error  ')}  Sallyport has stopped. ${sentence}\n`);

/** SIGINT is its fast shutdown: sessions end, and everything is written. */
async function stopServer(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  const deadline = performance.now() + serverTimeoutMs;
  while (isAlive(pid) && performance.now() < deadline) await delay(20);
}
