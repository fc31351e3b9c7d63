import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareBinaries } from '../../../sallyport/src/postgres/binaries.ts';
import { administrator } from '../../../sallyport/src/postgres/cluster.ts';
import type { Paths } from '../../../sallyport/src/postgres/paths.ts';
import { socketUrl } from '../../../sallyport/src/postgres/url.ts';
import { connect, type Sql } from './connection.ts';

/** A server that a test may stop, cut off or leave without its standby, and no other test uses. */
export interface OwnServer {
  process: ChildProcess;
  url: string;
  sql: Sql;
}

/** A directory for servers; the caller removes it. */
export async function makeServerRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), `sallyport-test-${process.pid}-`));
  // Under root the server runs as another account, which has to pass through.
  await chmod(root, 0o711);
  return root;
}

/** On a cluster that is there; able to have standbys. Resolves when it answers. */
export async function startOwnServer({
  data,
  socketDir,
  account,
  home,
}: Paths): Promise<OwnServer> {
  const { postgres } = await prepareBinaries(home, account);
  const settings = [
    ...['listen_addresses=', `unix_socket_directories=${socketDir}`, 'shared_buffers=32MB'],
    ...['wal_level=replica', 'max_wal_senders=4', 'hot_standby=on', 'fsync=off'],
  ];
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(postgres, args, {
    cwd: '/',
    stdio: 'ignore',
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  await once(server, 'spawn');
  const url = socketUrl(socketDir, 5432, administrator, 'postgres');
  const sql = connect({ url, max: 2 });
  await untilRow(sql, (ask) => ask`select 1`);
  return { process: server, url, sql };
}

export async function untilRow(
  sql: Sql,
  ask: (sql: Sql) => PromiseLike<readonly unknown[]>,
): Promise<void> {
  while ((await Promise.resolve(ask(sql)).catch(() => [])).length === 0);
}
