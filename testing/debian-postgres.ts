import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { freePort } from './ports.ts';

export interface DebianPostgres {
  url: string;
  /** Its data, and beside it room that the server's account may write to. */
  data: string;
  /** A program of the server's, or any by its path, under the server's account. */
  run: Run;
  /** `fast` ends sessions in order, `immediate` is a crash. Returns when it accepts connections again. */
  restart(mode: 'fast' | 'immediate'): Promise<void>;
  stop(): Promise<void>;
}

type Run = (program: string, args: readonly string[]) => Promise<void>;

const newCluster = (data: string, run: Run) =>
  run('initdb', ['-D', data, '-U', 'sallyport', '-A', 'trust', '-E', 'UTF8', '--locale=C']);

/**
 * A server of Debian's package `postgresql` in a directory of its own, for tests that need it alone.
 *
 * @param makeData makes the data directory; a new cluster by default
 */
export async function startDebianPostgres(makeData = newCluster): Promise<DebianPostgres> {
  const programs = dirname(globSync('/usr/lib/postgresql/*/bin/pg_ctl').sort().at(-1) ?? '');
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-debian-postgres-'));
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString());
  const account = process.getuid?.() === 0 ? { uid: id('-u'), gid: id('-g') } : {};
  if (account.uid !== undefined) chownSync(directory, account.uid, account.gid);
  const port = await freePort();
  const data = join(directory, 'data');

  async function run(program: string, args: readonly string[]): Promise<void> {
    const child = spawn(resolve(programs, program), args, {
      ...account,
      cwd: directory,
      stdio: 'ignore',
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
  }
  const options = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1`;
  const control = (action: string, ...more: string[]) =>
    run('pg_ctl', [action, '-D', data, '-w', '-l', join(directory, 'log'), ...more]);

  await makeData(data, run);
  await control('start', '-o', options);
  return {
    url: `postgres://sallyport@127.0.0.1:${port}/postgres`,
    ...{ data, run },
    restart: (mode) => control('restart', '-m', mode, '-o', options),
    async stop() {
      await control('stop', '-m', 'immediate').catch(() => {});
      await rm(directory, { recursive: true, force: true });
    },
  };
}
