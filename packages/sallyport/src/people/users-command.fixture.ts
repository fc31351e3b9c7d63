import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminHarness, openAdminHarness } from '@sallyport/issuer/admin/admin.fixture.ts';
import { type Command, sallyport } from '../command.fixture.ts';
import { startInProcess } from '../in-process.fixture.ts';

export interface UsersCommand {
  admin: AdminHarness;
  /** `sallyport users` with these words, as an administrator: in this process, and in one of its own. */
  run(...words: string[]): ReturnType<typeof startInProcess>['ended'];
  begin(...words: string[]): Command;
  fileOf(name: string, content: string | Buffer): Promise<string>;
  close(): Promise<void>;
}

/** An issuer, and a place for the files of commands that ask it. */
export async function openUsersCommand(): Promise<UsersCommand> {
  const admin = await openAdminHarness();
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-people-'));
  const env = {
    SALLYPORT_ISSUER: admin.origin,
    SALLYPORT_TOKEN: await admin.tokenOf('root@example.com'),
    XDG_STATE_HOME: directory,
  };
  return {
    admin,
    run: (...words) => startInProcess(['users', ...words], { env }).ended,
    begin: (...words) => sallyport(['users', ...words], env),
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
