import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DebianPostgres, startDebianPostgres } from '../../../../testing/debian-postgres.ts';
import { requires } from '../../../../testing/requires.ts';
import { connect, type Sql } from './connection.ts';
import { isPassing } from './failures.ts';

requires({ debian: ['postgresql'] })('a database under load', () => {
  let server: DebianPostgres;
  let sql: Sql;
  beforeAll(async () => {
    server = await startDebianPostgres();
    sql = connect({ url: server.url });
    await sql`create table acknowledged (id bigint primary key)`;
  });
  afterAll(async () => {
    await sql?.end();
    await server?.stop();
  });

  /** Terminates every connection, the one that asks for it last. */
  const terminateAll = async () => {
    const administrator = connect({ url: server.url, max: 1 });
    await administrator`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    await administrator.end();
  };

  test.each([
    ['restarted', (round: number) => server.restart(round % 2 === 0 ? 'fast' : 'immediate')],
    ['with all connections terminated', terminateAll],
  ] as const)('15 times %s: nothing acknowledged is lost, and it goes on', async (_, interrupt) => {
    const acknowledged: number[] = [];
    const failures: unknown[] = [];
    const [{ last }] = await sql<[{ last: number }]>`
      select coalesce(max(id), 0) as last from acknowledged`;
    let next = last + 1;
    let done = false;
    const write = async (id: number) => {
      if (id % 4 > 0) await sql`insert into acknowledged values (${id})`;
      else await sql.begin(async (tx) => tx`insert into acknowledged values (${id})`);
    };
    const writers = Array.from({ length: 32 }, async () => {
      while (!done) {
        const id = next++;
        await write(id).then(
          () => acknowledged.push(id),
          (error) => failures.push(error),
        );
      }
    });
    let slowestMs = 0;
    for (let round = 0; round < 15; round++) {
      await interrupt(round);
      const back = performance.now();
      const before = acknowledged.length;
      await expect.poll(() => acknowledged.length, { interval: 1 }).toBeGreaterThan(before);
      slowestMs = Math.max(slowestMs, performance.now() - back);
    }
    done = true;
    await Promise.all(writers);
    console.log(
      `${acknowledged.length} acknowledged, back after ${Math.round(slowestMs)} ms at most`,
    );
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.filter((error) => !isPassing(error))).toEqual([]);
    const kept = await sql<{ id: number }[]>`select id from acknowledged where id > ${last}`;
    const ids = new Set(kept.map(({ id }) => id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  });
});
