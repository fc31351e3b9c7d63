import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { connect, type Sql } from './connection.ts';
import { followDatabaseClock } from './database-clock.ts';

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = connect({ url: database.url });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const lines: string[] = [];
const log = pino({ level: 'debug' }, { write: (line) => lines.push(line) });

/** How far this is from the database's time, in seconds. */
async function distance(time: Date): Promise<number> {
  const [row] = await sql<{ now: Date }[]>`select clock_timestamp() as now`;
  return Math.abs(row!.now.getTime() - time.getTime()) / 1000;
}

test.each([15, -15])(
  'a machine %i minutes off goes by the database and says so',
  async (minutes) => {
    lines.length = 0;
    const wall = () => new Date(Date.now() + minutes * 60_000);
    const local = { now: wall, monotonic: () => performance.now() };
    const { clock, stop } = await followDatabaseClock(sql, local, log);
    expect(await distance(clock.now())).toBeLessThan(1);
    expect(lines.map((line) => JSON.parse(line).seconds)).toEqual([minutes * 60]);
    stop();
  },
);

test('a wall clock that jumps moves nothing', async () => {
  let jump = 0;
  const local = { now: () => new Date(Date.now() + jump), monotonic: () => performance.now() };
  const { clock, stop } = await followDatabaseClock(sql, local, log);
  jump = 3_600_000;
  expect(await distance(clock.now())).toBeLessThan(1);
  stop();
});
