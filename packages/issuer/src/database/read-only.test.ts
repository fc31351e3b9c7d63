import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic } from '../../../../testing/issuer.ts';
import { secret } from '../../../../testing/shop.ts';
import { type IssuerOnOwnServer, startIssuerOnOwnServer } from './own-server.fixture.ts';

let started: IssuerOnOwnServer;
beforeAll(async () => {
  started = await startIssuerOnOwnServer();
});
afterAll(() => started.close());

const ready = async () => (await fetch(`${started.issuer.url}/health/ready`)).status;

/** Writes a row: a link is made. */
async function write(): Promise<number> {
  const answer = await fetch(`${started.issuer.url}/links`, {
    method: 'POST',
    headers: {
      authorization: basic('shop-api', secret('shop-api')),
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      url: 'https://shop.example/landing',
      api: 'https://orders.example',
      permissions: ['orders:read'],
    }),
  });
  return answer.status;
}

async function setReadOnly(value: 'on' | 'off'): Promise<void> {
  const { sql } = started.server;
  await sql.unsafe(`alter system set default_transaction_read_only = ${value}`);
  await sql`select pg_reload_conf()`;
}

test('a server that is read-only for a moment: 503 and not ready meanwhile, then on', async () => {
  expect([await write(), await ready()]).toEqual([201, 200]);
  await setReadOnly('on');
  await expect.poll(ready, { interval: 10 }).toBe(503);
  // More requests than there are connections, so that each of them meets it.
  const statuses = await Promise.all(Array.from({ length: 30 }, write));
  expect(new Set(statuses)).toEqual(new Set([503]));
  expect(await ready()).toBe(503);
  await setReadOnly('off');
  await expect.poll(ready, { interval: 10 }).toBe(200);
  expect(await write()).toBe(201);
});
