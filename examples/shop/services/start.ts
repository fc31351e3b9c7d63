import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { StartupError } from 'sallyport/startup-error.ts';

export interface Services {
  close(): Promise<void>;
  kill(): void;
}

/**
 * The services in a process of their own, which ends with this one however this one ends.
 *
 * @param onLost called with a sentence when they end without having been stopped
 * @throws StartupError
 */
export async function startServices(
  onLost: (sentence: string) => void,
  program = fileURLToPath(new URL('main.ts', import.meta.url)),
): Promise<Services> {
  const child = fork(program);
  const ended = once(child, 'exit');
  const answer = await Promise.race([once(child, 'message').then(([message]) => message), ended]);
  const { ready, error } = Object(answer) as { ready?: boolean; error?: string };
  if (!ready) {
    throw new StartupError(`The shop's services cannot start: ${error ?? howEnded(child)}`);
  }

  let expected = false;
  // A terminal tells the whole process group to end: they may be gone before they are told to go.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      expected = true;
    });
  }
  void ended.then(() => {
    if (expected) return;
    onLost(`The shop's services are gone: ${howEnded(child)} Stop with Ctrl-C, and start again.`);
  });
  return {
    async close() {
      expected = true;
      if (child.connected) child.disconnect();
      await ended;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

const howEnded = ({ exitCode, signalCode }: ChildProcess): string =>
  `their process ended with ${signalCode ?? `exit code ${exitCode}`}.`;
