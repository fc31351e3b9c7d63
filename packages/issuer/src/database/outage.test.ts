import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../../../testing/database.ts';
import { withDatabase } from '../../../../testing/database-url.ts';
import { systemClock } from '../runtime/clock.ts';
import { connect } from './connection.ts';
import { watchOutage } from './outage.ts';

test('an outage is one line when it is noticed and one when it is over', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const name = new URL(database.url).pathname.slice(1);
  const administrator = connect({ url: withDatabase(database.url, 'postgres'), max: 1 });
  const sql = connect({ url: database.url });
  onTestFinished(async () => {
    await Promise.all([administrator.end(), sql.end({ timeout: 1 })]);
  });
  const lines: Record<string, unknown>[] = [];
  const log = pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line)) });
  const outage = watchOutage({ sql, clock: systemClock, log });
  onTestFinished(() => outage.stop());

  const allow = (may: boolean) =>
    administrator.unsafe(`alter database ${name} with allow_connections ${may}`);
  await allow(false);
  await administrator`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
  for (let at = 0; at < 3; at++) {
    await sql`select 1`.then(
      () => expect.unreachable(),
      (error: unknown) => outage.noticed(error),
    );
  }
  expect(lines.map(({ msg }) => msg)).toEqual([
    'the database does not answer; requests get 503 until it does',
  ]);
  await allow(true);
  await expect
    .poll(() => lines.at(-1))
    .toMatchObject({
      level: 30,
      msg: 'the database answers again',
      refused: 3,
      lastedMs: expect.any(Number),
    });
});
