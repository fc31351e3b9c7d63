import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type DebianPostgres, startDebianPostgres } from '../../../../testing/debian-postgres.ts';
import { startTestIssuer } from '../../../../testing/issuer.ts';
import { startPgBouncer } from '../../../../testing/pgbouncer.ts';
import { requires } from '../../../../testing/requires.ts';

requires({ debian: ['postgresql', 'pgbouncer'] })('behind PgBouncer', () => {
  let server: DebianPostgres;
  beforeAll(async () => {
    server = await startDebianPostgres();
  });
  afterAll(() => server.stop());

  async function pooler(mode: 'session' | 'transaction') {
    const started = await startPgBouncer(server.url, mode);
    onTestFinished(() => started.stop());
    return started.url;
  }

  async function startIssuer(databaseUrl: string, databaseListenUrl?: string) {
    const settings = { databaseUrl, databaseListenUrl, secret: Buffer.alloc(32, 1) };
    const issuer = await startTestIssuer({}, settings);
    onTestFinished(() => issuer.close());
    return issuer;
  }

  /** A change wakes a member by a notification; without one it would wait for its next look. */
  async function expectToWork({ context }: Awaited<ReturnType<typeof startIssuer>>) {
    const { sql, changes } = context;
    const heard = Promise.withResolvers<void>();
    await sql.listen('sallyport_test', () => heard.resolve());
    await sql`select pg_notify('sallyport_test', '')`;
    await heard.promise;
    const began = performance.now();
    await changes.takeAway(async (tx) => {
      await tx`select count(*) from users where email = ${'nobody@example.com'}`;
      return ['user:someone'];
    });
    expect(performance.now() - began).toBeLessThan(1_000);
    // Many at a time, so that statements meet sessions that others have used.
    const rows = await Promise.all(
      Array.from({ length: 300 }, (_, i) => sql<[{ i: number }]>`select ${i}::int as i`),
    );
    expect(rows.map(([row]) => row.i)).toEqual(Array.from({ length: 300 }, (_, i) => i));
  }

  test('that keeps sessions, everything works', async () => {
    await expectToWork(await startIssuer(await pooler('session')));
  });

  test('that changes them, it says what is missing', async () => {
    await expect(startIssuer(await pooler('transaction'))).rejects.toThrow(
      'DATABASE_URL leads through a pooler that gives each transaction another session',
    );
    const url = await pooler('transaction');
    await expect(startIssuer(url, url)).rejects.toThrow('DATABASE_LISTEN_URL leads through');
  });

  test('that changes them, everything works with a way to the server itself', async () => {
    await expectToWork(await startIssuer(await pooler('transaction'), server.url));
  });

  test('that changes them, transactions have our time-outs', async () => {
    const { context } = await startIssuer(await pooler('transaction'), server.url);
    const [row] = await context.sql.begin(
      (tx) => tx<[Record<string, string>]>`
        select current_setting('idle_in_transaction_session_timeout') as idle,
          current_setting('statement_timeout') as statement`,
    );
    expect(row).toEqual({ idle: '2s', statement: '10s' });
  });

  test('that changes them, what it would not keep is refused', async () => {
    const url = `${await pooler('transaction')}?search_path=mine`;
    await expect(startIssuer(url, server.url)).rejects.toThrow('DATABASE_URL has search_path');
  });

  test('that changes them, a server that does not wait for its disk is refused', async () => {
    const issuer = await startIssuer(server.url);
    await issuer.context.sql`alter role sallyport set synchronous_commit = off`;
    onTestFinished(async () => void (await issuer.context.sql`alter role sallyport reset all`));
    await expect(startIssuer(await pooler('transaction'), server.url)).rejects.toThrow(
      'synchronous_commit is off, and a pooler keeps Sallyport from setting it.',
    );
  });
});
