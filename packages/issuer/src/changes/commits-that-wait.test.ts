import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { secret, shop } from '../../../../testing/shop.ts';
import { prepareBinaries } from '../../../sallyport/src/postgres/binaries.ts';
import { ensureCluster } from '../../../sallyport/src/postgres/cluster.ts';
import { preparePaths } from '../../../sallyport/src/postgres/paths.ts';
import { makeServerRoot, type OwnServer, startOwnServer } from '../database/own-server.fixture.ts';

let root: string;
let server: OwnServer;
let issuer: TestIssuer;

beforeAll(async () => {
  root = await makeServerRoot();
  const paths = await preparePaths(root, pino({ level: 'silent' }));
  await ensureCluster(paths, await prepareBinaries(paths.home, paths.account), false);
  server = await startOwnServer(paths);
  issuer = await startTestIssuer(shop, { databaseUrl: server.url });
});

afterAll(async () => {
  await issuer.close();
  await server.sql.end({ timeout: 1 });
  server.process.kill('SIGQUIT');
  await once(server.process, 'exit');
  await rm(root, { recursive: true, force: true });
});

const service = basic('orders-service', secret('orders-service'));
const form = (path: string, fields: Record<string, string>) =>
  fetch(issuer.url + path, {
    method: 'POST',
    headers: { authorization: service },
    body: new URLSearchParams(fields),
  });
const issue = () => form('/token', { grant_type: 'client_credentials' });
const introspect = (token: string) => form('/introspect', { token });
const internal = (path: string, body: unknown) =>
  fetch(`${issuer.internalUrl}/internal/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: issuer.gatewayAuthorization },
    body: JSON.stringify(body),
  });

async function tokenOfService(): Promise<string> {
  return ((await (await issue()).json()) as { access_token: string }).access_token;
}

test('where commits wait for a standby, those of leases and introspections hold at most four connections', async () => {
  const token = await tokenOfService();
  const members = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const answer = await internal('members', { version: 1, name: `gateway ${index}` });
      return (await answer.json()) as { member: string; epoch: string; pos: number };
    }),
  );
  await setStandby('one that is away');
  const waiting = [
    ...members.map(({ member, epoch, pos }) => internal('lease', { member, epoch, acked: pos })),
    ...Array.from({ length: 40 }, () => introspect(token)),
  ];
  await expect.poll(backendsThatWait, { interval: 5 }).toBeGreaterThan(1);
  for (let at = 0; at < 20; at++) expect((await issue()).status).toBe(200);
  expect(await backendsThatWait()).toBeLessThanOrEqual(4);

  await setStandby('');
  const statuses = (await Promise.all(waiting)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200]));
  const [{ fewest, most }] = await server.sql<[{ fewest: number; most: number }]>`
    select min(renewals) as fewest, max(renewals) as most from members`;
  expect([fewest, most]).toEqual([1, 1]);
});

async function setStandby(name: string): Promise<void> {
  await server.sql.unsafe(`alter system set synchronous_standby_names = '${name && `"${name}"`}'`);
  await server.sql`select pg_reload_conf()`;
  await expect
    .poll(async () => (await server.sql`show synchronous_standby_names`)[0], { interval: 5 })
    .toEqual({ synchronous_standby_names: name && `"${name}"` });
}

async function backendsThatWait(): Promise<number> {
  const rows = await server.sql`select from pg_stat_activity where wait_event = 'SyncRep'`;
  return rows.length;
}
