import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accepts, freePort } from './ports.ts';
import { until } from './until.ts';

export interface PgBouncer {
  url: string;
  stop(): Promise<void>;
}

/** A pooler of Debian's package `pgbouncer` in front of a server, in a directory of its own. */
export async function startPgBouncer(
  server: string,
  mode: 'session' | 'transaction',
): Promise<PgBouncer> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-pgbouncer-'));
  await chmod(directory, 0o755);
  const port = await freePort();
  const { hostname, port: serverPort, pathname, username } = new URL(server);
  const database = pathname.slice(1);
  const file = join(directory, 'pgbouncer.ini');
  const settings = [
    '[databases]',
    `${database} = host=${hostname} port=${serverPort} user=${username}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    `pool_mode = ${mode}`,
    'default_pool_size = 20',
  ];
  await writeFile(file, settings.join('\n'));
  // It refuses to run as root.
  const asRoot = process.getuid?.() === 0;
  const child = spawn('/usr/sbin/pgbouncer', [...(asRoot ? ['-u', 'postgres'] : []), file], {
    stdio: 'ignore',
  });
  await until(() => {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`);
    return accepts(port);
  });
  return {
    url: `postgres://${username}@127.0.0.1:${port}/${database}`,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}
