import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StartupError } from '../startup-error.ts';
import {
  end,
  openSql,
  outcomeOf,
  reportOf,
  spawnSupervisor,
  temporaryDataDir,
} from './harness.fixture.ts';
import { findServer } from './postmaster.ts';
import { accountFor, isRoot } from './run-as.ts';
import { startPostgres } from './supervisor.ts';

const silent = { info() {}, warn() {}, error() {} };
const log = pino({ level: 'silent' });
let dataDir: string;
let remove: () => Promise<void>;
let children: ChildProcess[];

beforeEach(async () => {
  ({ path: dataDir, remove } = await temporaryDataDir());
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map((child) => child.exitCode ?? end(child, 'SIGKILL')));
  await remove();
});

function supervise(...arguments_: Parameters<typeof spawnSupervisor>): ChildProcess {
  const child = spawnSupervisor(...arguments_);
  children.push(child);
  return child;
}

async function query(url: string, statement: string) {
  const sql = openSql(url);
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

describe('a first start', () => {
  test('makes a durable UTF-8 cluster with checksums, on a socket only', async () => {
    const embedded = await startPostgres({ dataDir, log });
    try {
      expect(embedded.adopted).toBe(false);
      const settings = await query(
        embedded.url,
        `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit',
           'listen_addresses', 'data_checksums', 'server_encoding', 'jit') order by name`,
      );
      expect(Object.fromEntries(settings.map((row) => [row['name'], row['setting']]))).toEqual({
        data_checksums: 'on',
        fsync: 'on',
        jit: 'off',
        listen_addresses: '',
        server_encoding: 'UTF8',
        synchronous_commit: 'on',
      });
      const [row] = await query(
        embedded.url,
        `select current_database() as name, 'a' > 'B' as code_points, lower('É') as lower`,
      );
      expect(row).toEqual({ name: 'sallyport', code_points: true, lower: 'é' });
    } finally {
      await embedded.stop();
    }
    expect(await findServer(join(dataDir, 'postgres', 'data'))).toEqual({ kind: 'none' });
  });

  test('keeps everybody else away from the socket and the files', async () => {
    const embedded = await startPostgres({ dataDir, log, durable: false });
    try {
      expect((await stat(embedded.socketDir)).mode & 0o777).toBe(0o700);
      expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700);
      expect((await stat(join(embedded.socketDir, '.s.PGSQL.5432'))).mode & 0o777).toBe(0o700);
    } finally {
      await embedded.stop();
    }
  });

  test('finds a short place for the socket when the data directory has a long name', async () => {
    const long = join(dataDir, 'x'.repeat(90));
    const embedded = await startPostgres({ dataDir: long, log, durable: false });
    try {
      expect(embedded.socketDir.startsWith(long)).toBe(false);
      expect((await stat(embedded.socketDir)).mode & 0o777).toBe(0o700);
      expect(await query(embedded.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      await embedded.stop();
      await rm(embedded.socketDir, { recursive: true });
    }
  });

  test('makes the database that it is asked for', async () => {
    const options = { dataDir, log, durable: false, database: 'another' };
    const embedded = await startPostgres(options);
    try {
      const [row] = await query(embedded.url, 'select current_database() as name');
      expect(row).toEqual({ name: options.database });
    } finally {
      await embedded.stop();
    }
  });
});

describe('a second start', () => {
  test('finds the data of the first', async () => {
    const first = await startPostgres({ dataDir, log });
    await query(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await startPostgres({ dataDir, log });
    try {
      expect(second.adopted).toBe(false);
      expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    } finally {
      await second.stop();
    }
  });

  test('while the first lives is refused with one sentence, and does no harm', async () => {
    const first = await reportOf(supervise(dataDir));
    expect(await outcomeOf(supervise(dataDir))).toBe(
      `The data directory ${dataDir} is in use by another Sallyport. ` +
        'Stop that one, or choose another data directory.',
    );
    expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('at the same moment: one wins, the others are refused', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(supervise(dataDir))));
    const refusals = outcomes.filter((outcome) => typeof outcome === 'string');
    expect(refusals).toHaveLength(2);
    for (const refusal of refusals) expect(refusal).toMatch(/is in use by another Sallyport/);
  });
});

describe('after kill -9 of Sallyport', () => {
  test('the next start adopts the server and finds every acknowledged row', async () => {
    const killed = supervise(dataDir);
    const first = await reportOf(killed);
    await query(first.url, 'create table rows (id int)');
    const sql = openSql(first.url);
    let acknowledged = 0;
    while (acknowledged < 200) {
      await sql`insert into rows values (${acknowledged})`;
      acknowledged += 1;
    }
    await end(killed, 'SIGKILL');
    await sql.end();

    const second = await reportOf(supervise(dataDir));
    expect(second).toMatchObject({ adopted: true, pid: first.pid });
    expect(await query(second.url, 'select count(*)::int as n from rows')).toEqual([
      { n: acknowledged },
    ]);
  });

  test('and of PostgreSQL, the next start recovers every acknowledged row', async () => {
    const killed = supervise(dataDir);
    const first = await reportOf(killed);
    await query(first.url, 'create table rows as select generate_series(1, 500) as id');
    await end(killed, 'SIGKILL');
    process.kill(first.pid, 'SIGKILL');

    const second = await reportOf(supervise(dataDir));
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select count(*)::int as n from rows')).toEqual([{ n: 500 }]);
  });

  test('an adopted server is stopped as well', async () => {
    const killed = supervise(dataDir);
    await reportOf(killed);
    await end(killed, 'SIGKILL');
    const adopter = supervise(dataDir);
    expect(await reportOf(adopter)).toMatchObject({ adopted: true });
    await end(adopter, 'SIGTERM');
    expect(await findServer(join(dataDir, 'postgres', 'data'))).toEqual({ kind: 'none' });
  });
});

describe('while it runs', () => {
  test('a server that dies is started again', async () => {
    const seen = Promise.withResolvers<void>();
    const watched = {
      ...silent,
      info: (...[, text]: unknown[]) => {
        if (text === 'The embedded PostgreSQL is back') seen.resolve();
      },
    };
    const embedded = await startPostgres({ dataDir, log: watched });
    try {
      const before = embedded.pid;
      process.kill(before, 'SIGKILL');
      await seen.promise;
      expect(embedded.pid).not.toBe(before);
      expect(await query(embedded.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      await embedded.stop();
    }
  });

  test('a server that cannot come back is reported', async () => {
    const embedded = await startPostgres({ dataDir, log });
    await rm(join(dataDir, 'postgres', 'data', 'global', 'pg_control'));
    process.kill(embedded.pid, 'SIGKILL');
    expect((await embedded.failed).message).toMatch(/^PostgreSQL did not start: .*could not find/);
    await embedded.stop();
  });

  test('it is in a process group of its own, which Ctrl-C in our terminal does not reach', async () => {
    const child = supervise(dataDir);
    const { pid } = await reportOf(child);
    const group = Number(
      (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[2],
    );
    expect(group).toBe(pid);
  });
});

describe('it refuses, with a sentence that says what to do,', () => {
  const refusal = async (...arguments_: Parameters<typeof supervise>) => {
    const child = supervise(...arguments_);
    const outcome = await outcomeOf(child);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    return outcome;
  };

  test('a directory that it may not write to', async () => {
    await mkdir(dataDir, { mode: 0o555 });
    expect(await refusal(join(dataDir, 'sallyport'), await anOrdinaryUser())).toMatch(
      /cannot be written to/,
    );
  });

  test('a file in the way of the directory', async () => {
    await writeFile(dataDir, '');
    expect(await refusal(dataDir)).toMatch(/there is a file of that name/);
  });

  test.runIf(isRoot())(
    'a directory of another user, which it does not advise to remove',
    async () => {
      await mkdir(join(dataDir, 'postgres'), { recursive: true });
      await chmod(dataDir, 0o711);
      await chown(join(dataDir, 'postgres'), 65_001, 65_001);
      await expect(startPostgres({ dataDir, log })).rejects.toThrow(
        new StartupError(
          `The directory ${dataDir}/postgres belongs to another user (id 65001). ` +
            'Start Sallyport as that user, or choose another data directory.',
        ),
      );
    },
  );

  test('a data directory of another major version', async () => {
    const embedded = await startPostgres({ dataDir, log, durable: false });
    await embedded.stop();
    await writeFile(join(dataDir, 'postgres', 'data', 'PG_VERSION'), '17\n');
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(
      new StartupError(
        `The database in ${dataDir}/postgres/data was made by PostgreSQL 17, and this Sallyport ` +
          'brings PostgreSQL 18. Export it with the Sallyport that made it and import it here.',
      ),
    );
  });

  test('a data directory whose files are gone', async () => {
    const embedded = await startPostgres({ dataDir, log, durable: false });
    await embedded.stop();
    await rm(join(dataDir, 'postgres', 'data', 'PG_VERSION'));
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(/is no data directory/);
  });
});

describe('the account that runs PostgreSQL:', () => {
  test('any user but root runs it as itself', async () => {
    await mkdir(dataDir);
    await chmod(dataDir, 0o777);
    const child = supervise(join(dataDir, 'own'), await anOrdinaryUser());
    const { pid } = await reportOf(child);
    expect((await stat(`/proc/${pid}`)).uid).not.toBe(0);
    await end(child, 'SIGTERM');
    expect(await findServer(join(dataDir, 'own', 'postgres', 'data'))).toEqual({ kind: 'none' });
  });

  // Root's server runs as an account that cannot enter such a directory, and is kept elsewhere.
  test('a data directory that is closed to others does', async () => {
    await mkdir(dataDir, { mode: 0o700 });
    const first = await startPostgres({ dataDir, log, durable: false });
    const home = dirname(first.socketDir);
    try {
      await query(first.url, 'create table kept as select 42 as answer');
      await first.stop();
      const second = await startPostgres({ dataDir, log, durable: false });
      expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      await second.stop();
    } finally {
      if (isRoot()) expect(dirname(home)).toBe('/var/lib/sallyport');
      expect(first.movedTo).toBe(isRoot() ? home : null);
      await rm(home, { recursive: true });
    }
  });
});

/** For root, an account without its powers; anyone else is one already. */
async function anOrdinaryUser() {
  return (await accountFor(null)) ?? undefined;
}
