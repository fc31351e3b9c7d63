import { appendFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withDatabase } from '../../../../testing/database-url.ts';
import { type DebianPostgres, startDebianPostgres } from '../../../../testing/debian-postgres.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { requires } from '../../../../testing/requires.ts';
import { orders, secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { until } from '../../../../testing/until.ts';
import { connect } from './connection.ts';
import { runPageStatements } from './page-statements.fixture.ts';

const settings = { secret: Buffer.alloc(32, 7) };

async function startServer(makeData?: Parameters<typeof startDebianPostgres>[0]) {
  const server = await startDebianPostgres(makeData);
  onTestFinished(() => server.stop());
  return server;
}

async function startIssuer(databaseUrl: string): Promise<TestIssuer> {
  const issuer = await startTestIssuer(shop, { ...settings, databaseUrl });
  onTestFinished(() => issuer.close());
  return issuer;
}

const post = async (url: string, body: URLSearchParams, client = 'shop-web') =>
  fetch(url, { method: 'POST', headers: { authorization: basic(client, secret(client)) }, body });

/** What a person holds, and what is taken away from them after the backup. */
async function hold(issuer: TestIssuer) {
  const { access_token: access, refresh_token: refresh } = await signInToShop(issuer.url);
  const answer = await fetch(`${issuer.url}/links`, {
    method: 'POST',
    headers: {
      authorization: basic('shop-api', secret('shop-api')),
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      ...{ url: 'https://shop.example/orders', api: orders, permissions: ['orders:read'] },
    }),
  });
  const { url } = (await answer.json()) as { url: string };
  return {
    access,
    refresh,
    link: new URLSearchParams(new URL(url).hash.slice(1)).get('action_token')!,
  };
}
type Held = Awaited<ReturnType<typeof hold>>;

const takeAway = async ({ url }: TestIssuer, { refresh }: Held) =>
  void (await post(`${url}/revoke`, new URLSearchParams({ token: refresh })));

const isActive = async ({ url }: TestIssuer, token: string) => {
  const answer = await post(`${url}/introspect`, new URLSearchParams({ token }), 'orders-service');
  return ((await answer.json()) as { active: boolean }).active;
};

const refreshWith = async ({ url }: TestIssuer, refresh: string) =>
  (
    await post(
      `${url}/token`,
      new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refresh }),
    )
  ).status;

const redeem = async ({ url }: TestIssuer, link: string) => {
  const headers = { origin: 'https://shop.example', 'content-type': 'application/json' };
  const body = JSON.stringify({ action_token: link });
  return (await fetch(`${url}/links/redeem`, { method: 'POST', headers, body })).status;
};

const epochOf = async ({ context }: TestIssuer) => {
  const [row] = await context.sql<[{ epoch: string }]>`select sallyport_epoch() as epoch`;
  return row.epoch;
};

/** A restored database has what was taken away, and after the statements of the page nothing is held. */
async function expectRestored(url: string, held: Held, epoch: string): Promise<void> {
  const before = await startTestIssuer(shop, { ...settings, databaseUrl: url });
  expect(await isActive(before, held.access)).toBe(true);
  expect(await epochOf(before)).not.toBe(epoch);
  await before.close();
  await runPageStatements(url, 'end-everything.sql');
  const issuer = await startIssuer(url);
  expect(await isActive(issuer, held.access)).toBe(false);
  expect(await refreshWith(issuer, held.refresh)).toBe(400);
  expect(await redeem(issuer, held.link)).toBe(400);
  const again = await hold(issuer);
  expect(await isActive(issuer, again.access)).toBe(true);
  expect(await redeem(issuer, again.link)).toBe(200);
}

requires({ debian: ['postgresql'] })('a restore brings back what was taken away', () => {
  test('from a dump', async () => {
    const server = await startServer();
    const issuer = await startIssuer(server.url);
    const held = await hold(issuer);
    const dump = join(dirname(server.data), 'sallyport.dump');
    await server.run('pg_dump', ['--format=custom', `--file=${dump}`, server.url]);
    await takeAway(issuer, held);
    expect(await isActive(issuer, held.access)).toBe(false);

    await issuer.context.sql.unsafe('create database restored template template0');
    const restored = withDatabase(server.url, 'restored');
    await server.run('pg_restore', ['--no-owner', '--exit-on-error', `--dbname=${restored}`, dump]);
    await expectRestored(restored, held, await epochOf(issuer));
  });

  test('up to a moment', async () => {
    const server = await startServer();
    const archive = dirname(server.data);
    await archiveTo(server, archive);
    const base = join(archive, 'base');
    const issuer = await startIssuer(server.url);
    await server.run('pg_basebackup', [
      '--checkpoint=fast',
      `--pgdata=${base}`,
      `--dbname=${server.url}`,
    ]);
    const held = await hold(issuer);
    const { sql } = issuer.context;
    const [{ moment }] = await sql<[{ moment: string }]>`select clock_timestamp()::text as moment`;
    await takeAway(issuer, held);
    await sql`select pg_switch_wal()`;
    const archived = () => sql`select from pg_stat_archiver where last_archived_wal is not null`;
    await until(async () => (await archived()).length > 0);

    const restored = await startServer(async (data, run) => {
      await run('/bin/cp', ['-a', base, data]);
      const settings = [
        `restore_command = 'cp ${archive}/%f %p'`,
        `recovery_target_time = '${moment}'`,
        `recovery_target_action = 'promote'`,
        'archive_mode = off',
      ];
      await appendFile(join(data, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
      await writeFile(join(data, 'recovery.signal'), '');
    });
    await untilPromoted(restored);
    await expectRestored(restored.url, held, await epochOf(issuer));
  });
});

async function archiveTo(server: DebianPostgres, directory: string): Promise<void> {
  const sql = connect({ url: server.url, max: 1 });
  await sql.unsafe('alter system set archive_mode = on');
  await sql.unsafe(`alter system set archive_command = 'cp %p ${directory}/%f'`);
  await sql.end();
  await server.restart('fast');
}

async function untilPromoted({ url }: DebianPostgres): Promise<void> {
  await until(async () => {
    const sql = connect({ url, max: 1 });
    const isPrimary = await sql`select 1`.then(
      () => true,
      () => false,
    );
    await sql.end();
    return isPrimary;
  });
}
