import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import type { Target } from '../contender.ts';
import { generate } from './generator.ts';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function loadOn(listener: RequestListener, bodies: Pick<Target, 'body' | 'turns'> = {}) {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const load = {
    target: {
      url: `http://127.0.0.1:${port}/a?b=c`,
      method: 'POST' as const,
      headers: { 'content-type': 'text/plain' },
      body: 'ping',
      ...bodies,
      expect: { status: 200, contains: 'pong' },
    },
    connections: 2,
    warmUpSeconds: 0.05,
    seconds: 0.2,
  };
  let warm = 0;
  const measured = await generate(load, () => warm++);
  return { warm, ...measured };
}

test('what is counted has been answered, over as many connections as were asked for', async () => {
  const seen = new Set<string>();
  const sockets = new Set<object>();
  const { warm, requests, seconds, p50Milliseconds, p99Milliseconds } = await loadOn(
    async (request, response) => {
      sockets.add(request.socket);
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.add(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`);
      response.end('pong');
    },
  );
  expect([...seen]).toEqual(['POST /a?b=c text/plain ping']);
  expect({ warm, connections: sockets.size }).toEqual({ warm: 1, connections: 2 });
  expect(requests).toBeGreaterThan(2);
  expect(seconds).toBeGreaterThanOrEqual(0.19);
  expect(p99Milliseconds).toBeGreaterThanOrEqual(p50Milliseconds);
});

test('bodies take turns, for as long as is measured', async () => {
  const seen: string[] = [];
  const { requests } = await loadOn(
    async (request, response) => {
      seen.push(await text(request));
      response.end('pong');
    },
    { turns: ['one', 'two', 'three'] },
  );
  expect(requests).toBeGreaterThan(3);
  expect(new Set(seen)).toEqual(new Set(['one', 'two', 'three']));
});

test('another status is an error and no fast answer', async () => {
  const failing = loadOn((_, response) => response.writeHead(503).end('pong'));
  await expect(failing).rejects.toThrow('Answered 503 instead of 200.');
});

test('so is another body', async () => {
  const failing = loadOn((_, response) => response.end('ping'));
  await expect(failing).rejects.toThrow('Answered 200 without pong in the body.');
});

test('so is a server that hangs up', async () => {
  const failing = loadOn((request) => request.socket.destroy());
  await expect(failing).rejects.toThrow();
});
