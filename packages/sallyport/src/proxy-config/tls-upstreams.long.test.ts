import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ask, listen } from '@sallyport/gateway/testing/gateway.fixture.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificate, type TestCertificate } from '../../../../e2e/support/certificates.ts';
import { proxies } from './index.ts';
import {
  type RealProxy,
  type RealProxyName,
  startProxy,
  withEachProxy,
} from './real-proxy.fixture.ts';
import { planFor } from './sites.ts';

/** Services get JWTs from a proxy over TLS only when their certificate says that they are who is meant. */
withEachProxy((proxy) => `${proxy} before services with TLS`, verifiedBy);

function verifiedBy(proxy: RealProxyName): void {
  let real: RealProxy;
  const reached: string[] = [];
  const closing: (() => void)[] = [];

  /** Says the name that the proxy asked for, as the service of this path. */
  async function serve(path: string, { cert, key }: TestCertificate): Promise<string> {
    const server: Server = createServer({ cert, key }, ({ socket }, response) => {
      reached.push(path);
      response.end(String((socket as TLSSocket).servername));
    });
    // A proxy that does not trust it ends the handshake.
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => void server.close().closeAllConnections());
    return `https://localhost:${(server.address() as AddressInfo).port}`;
  }

  beforeAll(async () => {
    const [good, named, unknown] = await Promise.all(
      ['localhost', 'other.example', 'localhost'].map((name) => makeCertificate([name])),
    );
    const upstreams = {
      '/good': await serve('/good', good!),
      '/named': await serve('/named', named!),
      '/unknown': await serve('/unknown', unknown!),
    };
    const decide = await listen((_request, response) => {
      response.writeHead(200, { Authorization: 'Bearer jwt', 'X-Request-Id': 'id' }).end();
    });
    closing.push(() => void decide.server.close().closeAllConnections());
    const at = { host: '127.0.0.1', port: Number(new URL(decide.url).port) };
    const api = 'https://orders.example';
    const routes = Object.entries(upstreams).map(([path, upstream]) => ({ path, upstream, api }));
    const addresses = { decide: at, gateway: at, decideGrpc: null, cache: false };
    const plan = planFor({ routes, applications: [] }, { ...addresses, publicHost: 'a.example' });
    real = await startProxy(proxy, proxies[proxy](plan), {
      trusted: `${good!.cert}\n${named!.cert}\n`,
    });
  });
  afterAll(async () => {
    await real?.stop();
    for (const close of closing) close();
  });

  test('a certificate of this name is good, and the name is asked for', async () => {
    expect(await ask(real.port, '/good')).toMatchObject({ status: 200, text: 'localhost' });
  });

  test.each(['/named', '/unknown'])('with another one nothing is sent: %s', async (path) => {
    const { status } = await ask(real.port, path);
    expect([502, 503]).toContain(status);
    expect(reached).not.toContain(path);
  });
}
