import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminHarness, openAdminHarness } from '@sallyport/issuer/admin/admin.fixture.ts';

const main = new URL('../main.ts', import.meta.url).pathname;

export interface UsersCommand {
  admin: AdminHarness;
  /** `sallyport users` with these words, as an administrator. */
  begin(...words: string[]): ReturnType<typeof run>;
  fileOf(name: string, content: string | Buffer): Promise<string>;
  close(): Promise<void>;
}

function run(words: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [main, 'users', ...words], { env });
  let [out, said] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (said += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, out, said }));
  return { child, ended };
}

/** An issuer, and a place for the files of commands that ask it. */
export async function openUsersCommand(): Promise<UsersCommand> {
  const admin = await openAdminHarness();
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-people-'));
  const env = {
    ...process.env,
    SALLYPORT_ISSUER: admin.origin,
    SALLYPORT_TOKEN: await admin.tokenOf('root@example.com'),
    XDG_STATE_HOME: directory,
  };
  return {
    admin,
    begin: (...words) => run(words, env),
    async fileOf(name, content) {
      const path = join(directory, name);
      await writeFile(path, content);
      return path;
    },
    async close() {
      await admin.close();
      await rm(directory, { recursive: true });
    },
  };
}
