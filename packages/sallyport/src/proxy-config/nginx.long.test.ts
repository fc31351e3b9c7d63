import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../../../testing/ports.ts';
import { requires } from '../../../../testing/requires.ts';
import { nginx } from './nginx.ts';
import type { RealProxy } from './real-proxy.fixture.ts';
import { startProxy } from './real-proxy.fixture.ts';
import { planFor } from './sites.ts';

/** What nginx makes of requests that the gateway allows: the service says what has reached it. */
requires({ debian: ['nginx'] })('the file for nginx', () => {
  const asked: string[] = [];
  const decide = createServer((incoming, response) => {
    asked.push(String(incoming.headers.host));
    response.writeHead(200, { Authorization: 'Bearer jwt', 'X-Request-Id': 'id' }).end();
  });
  const service = createServer(async (incoming, response) => {
    const { length } = await text(incoming);
    response.end(JSON.stringify({ ...incoming.headers, path: incoming.url, received: length }));
  });
  let proxy: RealProxy;
  let withoutGateway: RealProxy;
  let servicePort: number;

  beforeAll(async () => {
    const decidePort = await listening(decide);
    servicePort = await listening(service);
    proxy = await startProxy('nginx', fileFor(decidePort, servicePort));
    withoutGateway = await startProxy('nginx', fileFor(await freePort(), servicePort));
  });
  afterAll(async () => {
    await Promise.all([proxy?.stop(), withoutGateway?.stop()]);
    for (const server of [decide, service]) server.close().closeAllConnections();
  });

  test('a service is told its own host, and of callers nothing that they wrote', async () => {
    const { body } = await ask(proxy.port, {
      host: 'made-up.example',
      'x-forwarded-prefix': '/evil',
      'x-forwarded-port': '1',
      forwarded: 'host=evil',
    });
    expect(JSON.parse(body)).toMatchObject({
      host: `127.0.0.1:${servicePort}`,
      'x-forwarded-host': 'shop.example',
    });
    expect(body).not.toMatch(/x-forwarded-p(refix|ort)|evil|made-up/);
    const named = await ask(proxy.port, { host: 'API.shop.example:81' });
    expect(JSON.parse(named.body)['x-forwarded-host']).toBe('API.shop.example:81');
  });

  test.each([
    ['GET http://api.shop.example/x HTTP/1.1', 'Host: other.example'],
    ['GET http://api.shop.example/x HTTP/1.0', 'Host: other.example'],
    ['GET http://api.shop.example/x HTTP/1.0', 'Accept: */*'],
  ])('a request with two hosts is refused before it is judged: %s, %s', async (line, header) => {
    asked.length = 0;
    expect(await raw(proxy.port, line, header)).toMatch(/^HTTP\/1\.1 400 /);
    expect(asked).toEqual([]);
  });

  test.each(['api.shop.example', 'API.shop.example:81', 'api.shop.example.', '[::1]:81'])(
    'a request with one host in both places is not: %s',
    async (host) => {
      const answer = await raw(proxy.port, `GET http://${host}/x HTTP/1.1`, `Host: ${host}`);
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    },
  );

  test('a large body passes', async () => {
    const { status, body } = await ask(proxy.port, {}, 'x'.repeat(3_000_000));
    expect({ status, received: JSON.parse(body).received }).toEqual({
      status: 200,
      received: 3_000_000,
    });
  });

  test('without the gateway nothing is forwarded, and the answer is 503', async () => {
    const { status, body, retryAfter } = await ask(withoutGateway.port, {});
    expect({ status, body, retryAfter }).toEqual({
      status: 503,
      body: '{"error":"temporarily_unavailable"}',
      retryAfter: '1',
    });
  });
});

function fileFor(decidePort: number, servicePort: number): string {
  const at = (port: number) => ({ host: '127.0.0.1', port });
  const upstream = `http://127.0.0.1:${servicePort}`;
  const api = 'https://orders.example';
  const routes = [
    { host: 'api.shop.example', path: '/x', upstream: `${upstream}/named`, api },
    { path: '/x', upstream, api },
  ];
  const plan = planFor(
    { routes, applications: [] },
    {
      decide: at(decidePort),
      decideGrpc: null,
      gateway: at(servicePort),
      publicHost: 'shop.example',
      cache: false,
    },
  );
  return nginx(plan);
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function ask(port: number, headers: Record<string, string>, body = '') {
  return new Promise<{ status: number; body: string; retryAfter: string | undefined }>(
    (resolve, reject) => {
      const method = body ? 'POST' : 'GET';
      const asking = request({ host: '127.0.0.1', port, path: '/x', method, headers }, (answer) => {
        const retryAfter = answer.headers['retry-after'];
        text(answer).then(
          (told) => resolve({ status: answer.statusCode!, body: told, retryAfter }),
          reject,
        );
      });
      asking.on('error', reject).end(body);
    },
  );
}

async function raw(port: number, ...lines: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'));
  return text(socket);
}
