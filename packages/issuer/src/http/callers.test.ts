import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { type Callers, createCallers } from './callers.ts';

/** What a request from 127.0.0.1 with this `X-Forwarded-For` is taken for. */
async function seen(callers: Callers, forwarded?: string) {
  const app = new Hono();
  app.get('/', (request) => request.json([callers.address(request), callers.network(request)]));
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const headers: Record<string, string> =
    forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return (await fetch(url, { headers })).json();
}

test('behind a proxy that is trusted, a client is counted by its own network', async () => {
  const callers = createCallers(['127.0.0.0/8']);
  expect(await seen(callers, '2001:db8:1:2:3::4')).toEqual([
    '2001:db8:1:2:3::4',
    '2001:db8:1:2::/64',
  ]);
});

test('behind one that is not named, a client is counted by what the proxy says of it', async () => {
  expect(await seen(createCallers(), '192.0.2.7')).toEqual(['127.0.0.1', '192.0.2.7']);
  // What stands further left came with the request: a client that varies it gains nothing.
  for (const forged of ['203.0.113.1', '203.0.113.2, 198.51.100.3', '127.0.0.1']) {
    expect(await seen(createCallers(), `${forged}, 192.0.2.7`)).toEqual(['127.0.0.1', '192.0.2.7']);
  }
  expect(await seen(createCallers(), 'unknown')).toEqual(['127.0.0.1', '127.0.0.1']);
  expect(await seen(createCallers())).toEqual(['127.0.0.1', '127.0.0.1']);
});
