import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../../../testing/database.ts';
import { connect, type Transaction } from '../database/connection.ts';
import { locks } from '../database/locks.ts';
import { lockConfiguration } from './applied.store.ts';

async function twoConnections() {
  const database = await createTestDatabase();
  const sql = connect({ url: database.url, max: 2 });
  onTestFinished(async () => {
    await sql.end();
    await database.drop();
  });
  return sql;
}

test('an apply that waits too long for another one is refused with a sentence', async () => {
  const sql = await twoConnections();
  const attempt = sql.begin(async (one) => {
    await lockConfiguration(one as Transaction);
    await sql.begin(async (other) => {
      await other`set local lock_timeout = '20ms'`;
      await lockConfiguration(other as Transaction);
    });
  });
  await expect(attempt).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/^Another configuration is being applied .+\.$/),
  });
});

test('dropping partitions holds up no configuration', async () => {
  const sql = await twoConnections();
  await sql.begin(async (one) => {
    await one`select pg_advisory_xact_lock(${locks.dropPartitions})`;
    await sql.begin(async (other) => {
      await other`set local lock_timeout = '20ms'`;
      await lockConfiguration(other as Transaction);
    });
  });
});
