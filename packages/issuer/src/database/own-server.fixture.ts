import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import pino from 'pino';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { makeDataDir } from '../../../../testing/new-data-dir.ts';
import { shop } from '../../../../testing/shop.ts';
import { until } from '../../../../testing/until.ts';
import { prepareBinaries } from '../../../sallyport/src/postgres/binaries.ts';
import { administrator } from '../../../sallyport/src/postgres/cluster.ts';
import { type Paths, preparePaths } from '../../../sallyport/src/postgres/paths.ts';
import { socketUrl } from '../../../sallyport/src/postgres/url.ts';
import { connect, type Sql } from './connection.ts';

/** A server that a test may stop, cut off or leave without its standby, and no other test uses. */
export interface OwnServer {
  process: ChildProcess;
  url: string;
  sql: Sql;
  /** One statement on a connection of the driver's own, which takes a standby as well. */
  ask(text: string): Promise<void>;
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
    ...['wal_level=replica', 'hot_standby=on', 'fsync=off'],
  ];
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(postgres, args, {
    cwd: '/',
    stdio: 'ignore',
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  await once(server, 'spawn');
  const url = socketUrl(socketDir, 5432, administrator, 'postgres');
  async function ask(text: string): Promise<void> {
    const client = new Client({
      host: socketDir,
      port: 5432,
      user: administrator,
      database: 'postgres',
    });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query(text);
    } finally {
      await client.end().catch(() => {});
    }
  }
  const answers = () =>
    ask('select 1').then(
      () => true,
      () => false,
    );
  await until(() => {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}`);
    return answers();
  });
  return { process: server, url, sql: connect({ url, max: 2 }), ask };
}

export async function untilRow(
  sql: Sql,
  ask: (sql: Sql) => PromiseLike<readonly unknown[]>,
): Promise<void> {
  await until(async () => (await Promise.resolve(ask(sql)).catch(() => [])).length > 0);
}

export interface IssuerOnOwnServer {
  server: OwnServer;
  issuer: TestIssuer;
  close(): Promise<void>;
}

/** An issuer of the shop, on a new server that only it uses. */
export async function startIssuerOnOwnServer(): Promise<IssuerOnOwnServer> {
  const root = await makeServerRoot();
  const dataDir = join(root, 'data');
  await makeDataDir(dataDir);
  const paths = await preparePaths(dataDir, pino({ level: 'silent' }));
  const server = await startOwnServer(paths);
  const issuer = await startTestIssuer(shop, { databaseUrl: server.url });
  return {
    server,
    issuer,
    async close() {
      await issuer.close();
      await server.sql.end({ timeout: 1 });
      server.process.kill('SIGQUIT');
      await once(server.process, 'exit');
      await rm(root, { recursive: true, force: true });
    },
  };
}
