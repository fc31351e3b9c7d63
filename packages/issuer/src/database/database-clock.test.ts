import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../testing/database.ts';
import { connect, type Sql } from './connection.ts';
import { better, followDatabaseClock } from './database-clock.ts';

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

test('a slow look does not replace a quick one, unless both cannot be true', () => {
  const quick = { offset: 1_000, error: 2, at: 0 };
  const slow = { offset: 1_300, error: 400, at: 10_000 };
  expect(better(quick, slow)).toBe(quick);
  const quicker = { offset: 1_001, error: 1, at: 10_000 };
  expect(better(quick, quicker)).toBe(quicker);
  const setAnew = { offset: 61_000, error: 400, at: 10_000 };
  expect(better(quick, setAnew)).toBe(setAnew);
  // After an hour a clock that drifts may be off by as much as the slow look.
  const later = { offset: 1_300, error: 400, at: 3_600_000 };
  expect(better(quick, later)).toBe(later);
});
