import type { Sql, Transaction } from './connection.ts';

const discarded = new Error('This is rolled back.');

/** What `work` comes to in a transaction that is rolled back, whatever it has written. */
export async function inDiscarded<T>(sql: Sql, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  await sql
    .begin(async (tx) => {
      resolve(await work(tx));
      throw discarded;
    })
    .catch((error: unknown) => {
      if (error !== discarded) throw error;
    });
  return promise;
}
