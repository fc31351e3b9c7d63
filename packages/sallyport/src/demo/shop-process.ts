import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { StartupError } from '../startup-error.ts';

export interface ShopProcess {
  /** What to try in the shop: lines for the banner. */
  about: string[];
  close(): Promise<void>;
  kill(): void;
}

/** What the shop's program tells its parent, once. */
type FromShop = { ready: true; about: string[] } | { ready?: undefined; error?: string };

/**
 * The shop's services in a process of their own, which ends with this one however this one ends.
 *
 * @param onLost called with a sentence when they end without having been stopped
 * @throws StartupError
 */
export async function startShop(
  program: string,
  onLost: (sentence: string) => void,
): Promise<ShopProcess> {
  const child = fork(program);
  const ended = once(child, 'exit');
  const told = once(child, 'message').then(([message]) => message);
  const answer: FromShop = Object(await Promise.race([told, ended]));
  if (!answer.ready) {
    throw new StartupError(`The shop's services cannot start: ${answer.error ?? howEnded(child)}`);
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
    about: answer.about,
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
