import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { IssuerSettings } from '../../packages/issuer/src/settings.ts';

export interface IssuerProcess {
  /** `kill -9`, and the same issuer once more. */
  restart(): Promise<void>;
  kill(): Promise<void>;
}

const program = fileURLToPath(new URL('issuer-process.fixture.ts', import.meta.url));

/** An issuer in a process of its own, which answers at this port. */
export async function startIssuerProcess(
  { secret, ...settings }: IssuerSettings,
  port: number,
): Promise<IssuerProcess> {
  const told = JSON.stringify({ ...settings, secret: secret.toString('base64') });
  const start = async () => {
    const child = spawn(process.execPath, [program, told, String(port)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    // It says so when it listens.
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The issuer ended with ${code}.`);
    });
    await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => {});
    return child;
  };
  let child = await start();
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return {
    kill,
    async restart() {
      await kill();
      child = await start();
    },
  };
}
