import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic } from '../../../../testing/issuer.ts';
import { secret } from '../../../../testing/shop.ts';
import { type IssuerOnOwnServer, startIssuerOnOwnServer } from '../database/own-server.fixture.ts';

let started: IssuerOnOwnServer;
beforeAll(async () => {
  started = await startIssuerOnOwnServer();
});
afterAll(() => started.close());

const service = basic('orders-service', secret('orders-service'));
const form = (path: string, fields: Record<string, string>) =>
  fetch(started.issuer.url + path, {
    method: 'POST',
    headers: { authorization: service },
    body: new URLSearchParams(fields),
  });
const issue = () => form('/token', { grant_type: 'client_credentials' });
const introspect = (token: string) => form('/introspect', { token });
const internal = (path: string, body: unknown) =>
  fetch(`${started.issuer.internalUrl}/internal/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: started.issuer.gatewayAuthorization,
    },
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
  const [{ fewest, most }] = await started.server.sql<[{ fewest: number; most: number }]>`
    select min(renewals) as fewest, max(renewals) as most from members`;
  expect([fewest, most]).toEqual([1, 1]);
});

async function setStandby(name: string): Promise<void> {
  await started.server.sql.unsafe(
    `alter system set synchronous_standby_names = '${name && `"${name}"`}'`,
  );
  await started.server.sql`select pg_reload_conf()`;
  await expect
    .poll(async () => (await started.server.sql`show synchronous_standby_names`)[0], {
      interval: 5,
    })
    .toEqual({ synchronous_standby_names: name && `"${name}"` });
}

async function backendsThatWait(): Promise<number> {
  const rows = await started.server.sql`select from pg_stat_activity where wait_event = 'SyncRep'`;
  return rows.length;
}
