import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Asking,
  accessToken,
  ask as askPort,
  bearer,
  createWorld,
  echo,
  raw,
  type World,
} from '../testing/gateway.fixture.ts';

let world: World;
const token = accessToken('alice');

const ask = (path: string, asking: Asking = {}) =>
  askPort(world.port, path, { ...asking, headers: { ...bearer(token), ...asking.headers } });

async function withUpstream(upstream: RequestListener = echo): Promise<void> {
  world = await createWorld({
    upstream,
    settings: { limits: { headersTimeout: 300, bodyTimeout: 300, inFlight: 40 } },
  });
}

afterEach(async () => {
  await world.close();
});

describe('a request', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '%s arrives whole',
    async (method) => {
      await withUpstream();
      const body = method === 'GET' ? '' : 'x'.repeat(200_000);
      const answer = await ask('/api/orders?a=%2F&b', { method, body });
      expect(answer.status).toBe(200);
      const { url, method: received, body: arrived } = answer.json();
      expect([received, url, arrived === body]).toEqual([method, '/api/orders?a=%2F&b', true]);
    },
  );

  test('sent in chunks arrives in chunks', async () => {
    await withUpstream();
    const answer = await ask('/api/x', {
      method: 'POST',
      headers: { 'transfer-encoding': 'chunked' },
      body: 'hello',
    });
    const { headers, body } = answer.json() as { headers: Record<string, string>; body: string };
    expect([headers['transfer-encoding'], body]).toEqual(['chunked', 'hello']);
  });

  test('keeps a sane id and loses another', async () => {
    await withUpstream();
    const sane = await ask('/api/x', { headers: { 'x-request-id': 'abc-12345' } });
    expect(sane.headers['x-request-id']).toBe('abc-12345');
    const odd = await ask('/api/x', { headers: { 'x-request-id': 'a b {c}' } });
    expect(odd.headers['x-request-id']).toMatch(/^[\w-]+\.[0-9a-z]+$/);
    expect(odd.json()['headers']).toMatchObject({ 'x-request-id': odd.headers['x-request-id'] });
  });

  test('to go on in another HTTP is answered as plain HTTP', async () => {
    await withUpstream();
    const headers = { connection: 'Upgrade', upgrade: 'h2c' };
    const answer = await ask('/api/x', { headers });
    expect(answer.status).toBe(200);
    expect(answer.json()['headers']).not.toHaveProperty('upgrade');
  });

  test.each(['/api/x', '/', '/auth/session'])('to trace %s is refused', async (path) => {
    await withUpstream();
    const answer = await ask(path, { method: 'TRACE' });
    expect([answer.status, answer.json()['error']]).toEqual([405, 'method_not_allowed']);
    expect(answer.headers.allow).toContain('GET');
  });

  test('to connect is cut off', async () => {
    await withUpstream();
    expect(await raw(world.port, 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n')).toBe('');
  });

  test('whose caller leaves is cancelled at the upstream', async () => {
    const cancelled = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    await withUpstream((request, response) => {
      response.on('close', cancelled.resolve);
      request.resume();
      reached.resolve();
    });
    const headers = bearer(token);
    const request = httpRequest({ port: world.port, host: '127.0.0.1', path: '/api/x', headers });
    request.on('error', () => {});
    request.end();
    await reached.promise;
    request.destroy();
    await cancelled.promise;
  });
});

describe('a request that could be smuggled', () => {
  const line = `POST /api/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n`;
  test.each([
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    ['length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['chunks that are not last', 'Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n'],
    ['another coding', 'Connection: close\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['space before the colon', 'Content-Length : 5\r\n\r\nhello'],
    ['folded header', 'X-A: 1\r\n Content-Length: 5\r\n\r\nhello'],
    ['a bare carriage return', 'X-A: 1\rContent-Length: 5\r\n\r\nhello'],
    ['a second host', 'Connection: close\r\nHost: b\r\n\r\n'],
    ['a second authorization', 'Connection: close\r\nAuthorization: Bearer b\r\n\r\n'],
  ])('%s is refused', async (_, rest) => {
    let reached = 0;
    await withUpstream((request, response) => {
      reached++;
      echo(request, response);
    });
    expect(await raw(world.port, line + rest)).toMatch(/^HTTP\/1\.1 400 /);
    expect(reached).toBe(0);
  });
});

describe('a response', () => {
  test('keeps each Set-Cookie but none of ours, and loses what is for one hop', async () => {
    await withUpstream((_, response) => {
      response.writeHead(201, [
        ...['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Set-Cookie', '__Host-sp_session=evil'],
        ...['Set-Cookie', 'sp_sso=evil; Path=/', 'Set-Cookie', '=sp_session=evil; Path=/'],
        ...['Connection', 'keep-alive, X-Hop', 'X-Hop', '1', 'X-Kept', '2'],
      ]);
      response.end('made');
    });
    const answer = await ask('/api/x', { method: 'POST' });
    expect(answer.status).toBe(201);
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(answer.headers['x-hop']).toBeUndefined();
    expect(answer.headers['x-kept']).toBe('2');
    expect(answer.text).toBe('made');
  });

  test.each([
    ['two Connection headers', ['Connection', 'keep-alive', 'Connection', 'X-Hop', 'X-Hop', '1']],
    ['two Content-Type headers', ['Content-Type', 'text/plain', 'Content-Type', 'text/plain']],
    ['bytes that are no text', ['X-Name', '\xe6\x8a\xa5']],
  ])('with %s is passed on', async (_, headers) => {
    await withUpstream((__, response) => response.writeHead(200, headers).end('ok'));
    const answer = await ask('/api/x');
    expect([answer.status, answer.text, answer.headers['x-hop']]).toEqual([200, 'ok', undefined]);
  });

  test.each([
    ['</a.css>; rel=preload, </b.js>; rel=preload', '</a.css>; rel=preload, </b.js>; rel=preload'],
    // A form that Node does not take (nodejs/node#46453).
    ['</a.css>; rel="preload stylesheet"', '</a.css>; rel="preload stylesheet"'],
  ])('after the hint %s is passed on', async (link, passed) => {
    const hint = `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n\r\n`;
    await withUpstream((request) => {
      request.socket.end(`${hint}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`);
    });
    const request = `GET /api/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n`;
    const answer = await raw(world.port, `${request}Connection: close\r\n\r\n`);
    expect(/^Link: (.*)\r$/m.exec(answer)?.[1] ?? null).toBe(passed);
    expect(answer).toMatch(/HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nok$/);
  });

  test.each([204, 304])('%i has no body', async (status) => {
    await withUpstream((_, response) => response.writeHead(status, { etag: '"1"' }).end());
    const answer = await ask('/api/x');
    expect([answer.status, answer.text, answer.headers.etag]).toEqual([status, '', '"1"']);
  });

  test('to HEAD keeps its length', async () => {
    await withUpstream((_, response) => response.writeHead(200, { 'content-length': 5 }).end());
    const answer = await ask('/api/x', { method: 'HEAD' });
    expect([answer.headers['content-length'], answer.text]).toEqual(['5', '']);
  });

  test('keeps its bytes, whatever they are', async () => {
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
    await withUpstream((_, response) => response.end(bytes));
    const request = httpRequest({
      port: world.port,
      host: '127.0.0.1',
      path: '/api/x',
      headers: bearer(token),
      agent: false,
    }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(Buffer.concat(await response.toArray())).toEqual(bytes);
  });

  test('passes hints and trailers on', async () => {
    await withUpstream((_, response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' }, () => {
        response.writeHead(200, { trailer: 'X-Sum' });
        response.write('body');
        response.addTrailers({ 'X-Sum': '42' });
        response.end();
      });
    });
    const headers = bearer(token);
    const request = httpRequest({ port: world.port, path: '/api/x', headers, agent: false }).end();
    const informed = once(request, 'information');
    const responded = once(request, 'response');
    const [information] = await informed;
    const link = '</a.css>; rel=preload';
    expect(information).toMatchObject({ statusCode: 103, headers: { link } });
    const [response] = (await responded) as [IncomingMessage];
    await response.toArray();
    expect(response.trailers).toEqual({ 'x-sum': '42' });
  });

  test('waits for a slow reader without being held in memory', async () => {
    let written = 0;
    const total = 64 * 1024 * 1024;
    const chunk = Buffer.alloc(1024 * 1024);
    const stalled = Promise.withResolvers<void>();
    await withUpstream(async (_, response) => {
      while (written < total) {
        written += chunk.length;
        if (!response.write(chunk)) {
          if (written > 1) stalled.resolve();
          await once(response, 'drain');
        }
      }
      response.end();
    });
    const headers = bearer(token);
    const request = httpRequest({ port: world.port, path: '/api/x', headers, agent: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.pause();
    await stalled.promise;
    await askPort(world.decidePort, '/health/live');
    expect(written).toBeLessThan(total);
    let read = 0;
    for await (const piece of response) read += piece.length;
    expect(read).toBe(total);
  });

  test('that breaks off is cut off, never completed', async () => {
    await withUpstream((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('part', () => response.destroy());
    });
    await expect(ask('/api/x')).rejects.toThrow('aborted');
  });
});

describe('an upstream that fails', () => {
  test('by not being there is a 502', async () => {
    await withUpstream();
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const api = 'https://orders.example';
    world.issuer.routes = [{ path: '/api/*', upstream: `http://127.0.0.1:${port}`, api }];
    await world.issuer.change('routes');
    const answer = await ask('/api/x');
    expect(answer.status).toBe(502);
    expect(answer.json()).toEqual({
      error: 'upstream_unavailable',
      error_description: 'The service behind the gateway cannot be reached.',
      request_id: answer.headers['x-request-id'],
    });
  });

  test('to answer in time is a 504', async () => {
    await withUpstream(() => {});
    expect((await ask('/api/x')).status).toBe(504);
  });

  test.each([
    ['GET', '', 2],
    ['POST', '', 1],
    ['PUT', 'body', 1],
  ])('by closing the connection gets %s %s %i times', async (method, body, times) => {
    let requests = 0;
    await withUpstream((request) => {
      requests++;
      request.socket.destroy();
    });
    expect((await ask('/api/x', { method, body })).status).toBe(502);
    expect(requests).toBe(times);
  });

  test('before it has read a body still gets its answer to the caller', async () => {
    await withUpstream((_, response) => {
      response.writeHead(413, { connection: 'close' }).end('too large');
    });
    const answer = await ask('/api/x', { method: 'POST', body: 'x'.repeat(100_000) });
    expect([answer.status, answer.text]).toEqual([413, 'too large']);
  });
});

test('beyond the limit callers are told to come back', async () => {
  const waiting: (() => void)[] = [];
  const full = Promise.withResolvers<void>();
  await withUpstream((_, response) => {
    waiting.push(() => response.end());
    if (waiting.length === 20) full.resolve();
  });
  const served = Array.from({ length: 20 }, () => ask('/api/x'));
  await full.promise;
  const refused = await ask('/api/x');
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
  for (const release of waiting) release();
  expect((await Promise.all(served)).every(({ status }) => status === 200)).toBe(true);
});
