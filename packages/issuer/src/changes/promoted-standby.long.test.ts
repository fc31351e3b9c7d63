import { execFile } from 'node:child_process';
import { appendFile, chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, secret, shop } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { prepareBinaries } from '../../../sallyport/src/postgres/binaries.ts';
import { ensureCluster } from '../../../sallyport/src/postgres/cluster.ts';
import { preparePaths } from '../../../sallyport/src/postgres/paths.ts';
import {
  makeServerRoot,
  type OwnServer,
  startOwnServer,
  untilRow,
} from '../database/own-server.fixture.ts';
import { readReplication } from '../database/replication.ts';

let root: string;
let old: OwnServer;
let standby: OwnServer;
let oldIssuer: TestIssuer;
const shared = { secret: Buffer.alloc(32, 3), gatewaySecret: 'of gateways, for this test only' };

/** A primary that waits for its standby, made by copying it while it was stopped. */
beforeAll(async () => {
  root = await makeServerRoot();
  const log = pino({ level: 'silent' });
  const first = await preparePaths(join(root, 'first'), log);
  const second = await preparePaths(join(root, 'second'), log);
  await ensureCluster(first, await prepareBinaries(first.home, first.account), { durable: false });
  await promisify(execFile)('cp', ['-a', first.data, second.data]);
  const signal = join(second.data, 'standby.signal');
  await writeFile(signal, '');
  if (second.account) await chown(signal, second.account.uid, second.account.gid);
  const source = `host=${first.socketDir} port=5432 user=sallyport application_name=second`;
  await appendFile(join(second.data, 'postgresql.conf'), `\nprimary_conninfo = '${source}'\n`);
  old = await startOwnServer(first);
  standby = await startOwnServer(second);
  await untilRow(old.sql, (sql) => sql`select from pg_stat_replication where state = 'streaming'`);
});

afterAll(async () => {
  for (const server of [old, standby]) server.process.kill('SIGQUIT');
  await oldIssuer.close();
  await Promise.all([old, standby].map(({ sql }) => sql.end({ timeout: 1 })));
  await rm(root, { recursive: true, force: true });
});

/** Null when there is no answer within two seconds, as where a commit waits for ever. */
async function ask(
  url: string,
  init: RequestInit,
): Promise<{ status: number; body: unknown } | null> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(2_000) });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  } catch {
    return null;
  }
}

test('what is taken away on the promoted standby is accepted nowhere on the old primary', async () => {
  expect(await readReplication(old.sql)).toBe('asynchronous');
  await old.sql`alter system set synchronous_standby_names = '*'`;
  await old.sql`select pg_reload_conf()`;
  await untilRow(old.sql, (sql) => sql`select from pg_stat_replication where sync_state = 'sync'`);
  expect(await readReplication(old.sql)).toBe('synchronous');

  oldIssuer = await startTestIssuer(shop, { ...shared, databaseUrl: old.url });
  const { access_token: token } = await signInToShop(oldIssuer.url);
  const asks = asksAbout(token, oldIssuer);
  expect(await asks.introspection()).toMatchObject({ body: { active: true } });
  expect(await asks.userinfo()).toMatchObject({ status: 200 });
  expect(await asks.swap(false)).toMatchObject({ body: { results: [{ ok: true }] } });
  expect(await asks.routes()).toMatchObject({ status: 200 });

  await standby.ask('select pg_promote()');
  const newIssuer = await startTestIssuer(shop, { ...shared, databaseUrl: standby.url });
  const revoked = await ask(`${newIssuer.url}/revoke`, {
    method: 'POST',
    headers: { authorization: basic('shop-web', secret('shop-web')) },
    body: new URLSearchParams({ token }),
  }).finally(() => newIssuer.close());
  expect(revoked?.status).toBe(200);

  // The old primary still answers what is read, and still has the grant.
  expect(await asks.swap(true)).toMatchObject({ body: { results: [{ ok: true }] } });
  const unleased = [asks.introspection(), asks.userinfo(), asks.swap(false), asks.routes()];
  for (const answer of await Promise.all(unleased)) expect(answer?.status ?? 503).toBe(503);
  const idle = oldIssuer.context.changes.takeAway(async () => []).then(() => 'returned');
  const waited = new Promise((resolve) => setTimeout(resolve, 2_000, 'waits'));
  expect(await Promise.race([idle.catch(() => 'refused'), waited])).not.toBe('returned');
});

function asksAbout(token: string, { url, internalUrl, gatewayAuthorization }: TestIssuer) {
  const internal = (path: string, body: object) =>
    ask(`${internalUrl}/internal/${path}`, {
      method: 'POST',
      headers: { authorization: gatewayAuthorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    introspection: () =>
      ask(`${url}/introspect`, {
        method: 'POST',
        headers: { authorization: basic('orders-service', secret('orders-service')) },
        body: new URLSearchParams({ token }),
      }),
    userinfo: () => ask(`${url}/userinfo`, { headers: { authorization: `Bearer ${token}` } }),
    swap: (leased: boolean) => internal('swap', { leased, swaps: [{ token, audience: orders }] }),
    routes: () => internal('routes', {}),
  };
}
