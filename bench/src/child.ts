import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { nodeOn } from './machine.ts';

const startTimeout = 90_000;
const stopTimeout = 25_000;

/** A Node program of the bench in a process of its own. */
export interface Child {
  readonly pid: number;
  /** Sends a message, if there is one, and waits for the next that comes back. */
  ask<Answer>(message?: object): Promise<Answer>;
  /** The next message, for any of its readers. */
  next<Answer>(): Promise<Answer>;
  /** Lets go of it and waits until it has ended. */
  stop(): Promise<void>;
}

/**
 * @param processor the only one that it and its children may use; null for any
 * @throws Error with the end of what it wrote to its standard error, when it ends by itself
 */
export function startChild(
  file: URL,
  processor: number | null,
  environment: Record<string, string> = {},
): Child {
  const [command, args] = nodeOn(processor, [file.pathname]);
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', ...environment },
  });
  let complaint = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const ended = once(child, 'close').then(() => {
    throw new Error(`${file.pathname} ended by itself.\n${complaint.trim()}`);
  });
  ended.catch(() => undefined);

  const next = <Answer>(): Promise<Answer> =>
    Promise.race([
      once(child, 'message').then(([message]) => message as Answer),
      ended,
      timeout<Answer>(startTimeout, `${file.pathname} said nothing for too long.`),
    ]);
  return {
    pid: child.pid!,
    next,
    ask(message) {
      const answer = next<never>();
      if (message) child.send(message);
      return answer;
    },
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  if (child.connected) child.disconnect();
  const killer = setTimeout(() => child.kill('SIGKILL'), stopTimeout);
  await exited;
  clearTimeout(killer);
}

function timeout<Never>(milliseconds: number, message: string): Promise<Never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(message)), milliseconds).unref();
  });
}
