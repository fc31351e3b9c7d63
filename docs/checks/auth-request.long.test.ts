/** docs/pages/do/auth-request.md with each proxy: its configuration, the file that its command writes, and its table. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { alice } from '../../e2e/support/people.ts';
import { closedAfterwards } from '../../e2e/support/started.ts';
import { signInToShop } from '../../e2e/support/tokens.ts';
import { createCookieSeal } from '../../packages/gateway/src/token-handler/cookie-seal.ts';
import { readConfiguration } from '../../packages/sallyport/src/config/load.ts';
import {
  type RealProxyName,
  startProxy,
  withEachProxy,
} from '../../packages/sallyport/src/proxy-config/real-proxy.fixture.ts';
import { gatewaySecrets } from '../../packages/sallyport/src/secrets.ts';
import { startSystem } from '../../packages/sallyport/src/system.ts';
import { createTestDatabase } from '../../testing/database.ts';
import { freePort } from '../../testing/ports.ts';
import { codeBlocks } from './code-blocks.ts';
import { wordsOfCommands } from './shell.ts';

const blocks = codeBlocks('docs/pages/do/auth-request.md');
const sallyport = join(import.meta.dirname, '../../packages/sallyport/src/main.ts');

withEachProxy(
  (proxy) => `${proxy} in front`,
  (proxy) => {
    const start = closedAfterwards();
    let directory: string;
    let origin: string;
    let cookie: string;
    const env: Record<string, string> = {};
    /** What the service was sent. */
    const received: IncomingHttpHeaders[] = [];
    const service = createServer((request, response) => {
      received.push(request.headers);
      response.end('{}');
    });

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'sallyport-asked-'));
      await once(service.listen(0, '127.0.0.1'), 'listening');
      const port = await freePort();
      origin = `http://localhost:${port}`;
      const { port: servicePort } = service.address() as AddressInfo;
      const file = join(directory, 'sallyport.yaml');
      const text = await placed(origin, servicePort);
      await writeFile(file, text);
      const database = await createTestDatabase();
      await start(Promise.resolve({ close: database.drop }));
      env['DATABASE_URL'] = database.url;
      env['SALLYPORT_SECRET'] = randomBytes(48).toString('base64url');
      const loaded = readConfiguration(text, { file, env });
      const log = pino({ level: 'silent' });
      const written = await writtenFor(proxy, directory);
      await start(
        startSystem({ loaded, role: 'all', dataDir: directory, env, log }),
        startProxy(proxy, written, { port }).then(({ stop }) => ({ close: stop })),
      );
      cookie = await signInToShop(origin, alice);
    });
    beforeEach(() => void received.splice(0));
    afterAll(async () => {
      service.close().closeAllConnections();
      await rm(directory, { recursive: true });
    });

    test('what has no route is forwarded without asking', async () => {
      const answer = await fetch(`${origin}/auth/session`, { headers: { cookie } });
      expect(await answer.json()).toMatchObject({ signed_in: true, user: { name: 'Alice' } });
      expect((await fetch(`${origin}/a-page`)).status).toBe(404);
      expect(received).toEqual([]);
    });

    test('with the session cookie the service gets the JWT, and no cookie of ours', async () => {
      const headers = { cookie: `theirs=1; ${cookie}` };
      expect((await fetch(`${origin}/api/orders/42`, { headers })).status).toBe(200);
      const [sent] = received;
      expect(sent!.authorization).toMatch(/^Bearer ey[\w-]+\.[\w-]+\.[\w-]+$/);
      expect(sent!.cookie).toBe('theirs=1');
    });

    test('the cookie of a session that had to be refreshed reaches the browser', async () => {
      const headers = { cookie: withOldAccessToken(cookie, new URL(origin).host, env) };
      const answer = await fetch(`${origin}/api/orders/42`, { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^__Host-Http-sp_session=/),
      ]);
      expect(received).toHaveLength(1);
    });

    test.for<[string, number, RequestInit]>([
      ['signed out', 401, {}],
      [
        'from a page of another origin',
        403,
        { method: 'POST', headers: { origin: 'https://evil.example' } },
      ],
    ])('%s the answer is %i, and the service is not reached', async ([name, status, init]) => {
      const headers = { ...init.headers, ...(name !== 'signed out' && { cookie }) };
      expect((await fetch(`${origin}/api/orders`, { ...init, headers })).status).toBe(status);
      expect(received).toEqual([]);
    });
  },
);

/** The page's configuration at free ports, with a person who may read orders. */
async function placed(origin: string, servicePort: number): Promise<string> {
  const [issuer, internal, gateway, decide] = await Promise.all(
    Array.from({ length: 4 }, () => freePort()),
  );
  const replacements = {
    '{ url: https://id.example, listen: 127.0.0.1:9000 }': `{ url: "http://localhost:${issuer}", internal: { listen: "127.0.0.1:${internal}" } }`,
    'https://shop.example': origin,
    'host: shop.example': `host: ${new URL(origin).host}`,
    'listen: 127.0.0.1:8080': `listen: "127.0.0.1:${gateway}", decide_port: ${decide}`,
    '7001': String(servicePort),
  };
  const { text } = blocks.find(({ marks }) => marks['title'] === 'sallyport.yaml')!;
  const moved = Object.entries(replacements).reduce((moving, [from, to]) => {
    expect(moving).toContain(from);
    return moving.replaceAll(from, to);
  }, text);
  return `${moved}
management: { listen: null }
roles: [{ name: reader, permissions: [orders:read] }]
users: [{ email: ${alice.email}, name: Alice, password: ${alice.password}, roles: [reader] }]
`;
}

/** What the page's command prints, with the name of this proxy. */
async function writtenFor(proxy: RealProxyName, cwd: string): Promise<string> {
  const script = blocks.find(({ text }) => text.includes('proxy-config'))!.text;
  const [[, ...words] = []] = wordsOfCommands(script);
  const args = words.map((word) => (word === 'nginx' ? proxy : word));
  const { stdout } = await promisify(execFile)(process.execPath, [sallyport, ...args], { cwd });
  return stdout;
}

/** The same session, as it is ten minutes later. */
function withOldAccessToken(cookie: string, host: string, env: Record<string, string>): string {
  const [name = '', sealed = ''] = cookie.split('=');
  const { cookieKeys } = gatewaySecrets(env);
  const seal = createCookieSeal({ cookieKeys, random: randomBytes });
  const { content } = seal.open(`${name} ${host}/`, sealed)!;
  return `${name}=${seal.seal(`${name} ${host}/`, { ...(content as object), e: 0 })}`;
}
