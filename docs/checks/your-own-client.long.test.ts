/**
 * The programs that the console's wizard ends on, filled in as it does: each is run. They stand in
 * docs/pages/start/your-own-client.md and docs/pages/start/mcp-server.md.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { readSnippets } from '../../packages/console/build/snippets.ts';
import { filled } from '../../packages/console/src/views/applications/programs.ts';
import { clockOf, startGatewayBehind } from '../../testing/gateway-behind.ts';
import { startTestIssuer, type TestIssuer } from '../../testing/issuer.ts';
import { startListening } from '../../testing/listening-program.ts';
import { freePort } from '../../testing/ports.ts';
import { alice, nativeRedirect, orders, secret, shop } from '../../testing/shop.ts';
import { createVisitor, csrfOf } from '../../testing/visitor.ts';

const modules = join(import.meta.dirname, '../../node_modules');
const snippets = readSnippets();
let issuer: TestIssuer;
let web: { port: number; redirect: string };
let mcpPort: number;

beforeAll(async () => {
  const port = await freePort();
  web = { port, redirect: `http://localhost:${port}/callback` };
  mcpPort = await freePort();
  const upstream = `http://127.0.0.1:${mcpPort}`;
  const people = { grants: ['authorization_code', 'refresh_token'], apis: [orders] };
  const scopes = ['openid', 'profile', 'email'];
  issuer = await startTestIssuer({
    ...shop,
    clients: [
      ...shop.clients,
      {
        ...{ id: 'made-web', name: 'Web', type: 'web', secret: secret('made-web'), scopes },
        ...{ ...people, redirect_uris: [web.redirect] },
      },
      {
        ...{ id: 'made-native', name: 'Native', type: 'native', scopes },
        ...{ ...people, redirect_uris: [nativeRedirect] },
      },
    ],
    routes: [
      { path: '/mcp', upstream, api: orders },
      { path: '/.well-known/*', upstream, authenticate: 'none' },
    ],
  });
});
afterAll(() => issuer.close());

interface Of {
  id: string;
  redirect?: string;
}

/** Writes a program into a folder of its own, as the wizard shows it to who has made this client. */
async function write(snippet: string, file: string, { id, redirect }: Of): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-made-'));
  await symlink(modules, join(folder, 'node_modules'));
  const origin = 'https://shop.example';
  const values = { issuer: issuer.url, id, name: id, origin, redirect, apis: [orders] };
  const shown = filled(snippets[snippet]!, values).replace('3000', String(mcpPort));
  await writeFile(join(folder, file), shown);
  return folder;
}

const environment = (id: string) => ({ ...process.env, CLIENT_SECRET: secret(id) });

test.each(['service-fetch', 'service-openid'])('%s gets a token by itself', async (snippet) => {
  const cwd = await write(snippet, 'job.mjs', { id: 'shop-api' });
  const child = spawn(process.execPath, ['job.mjs'], { cwd, env: environment('shop-api') });
  expect(await text(child.stdout)).toBe('A token for 600 seconds\n');
});

test.each(['web-express', 'web-hono'])('%s signs a person in', async (snippet) => {
  const { port, redirect } = web;
  const directory = await write(snippet, 'server.mjs', { id: 'made-web', redirect });
  const env = environment('made-web');
  const place = { directory, port, env };
  const program = await startListening(snippet, [process.execPath, 'server.mjs'], place);
  onTestFinished(program.close);
  const browser = createVisitor();
  const begun = (await browser.get(`http://localhost:${port}/sign-in`)).next!;
  const form = (await browser.get(begun)).next!;
  const sent = await browser.post(form, { csrf: csrfOf(await browser.get(form)), ...alice });
  const answer = (await browser.get(sent.next!)).next!;
  expect((await browser.get(answer)).text).toBe('Hello Alice');
  // The same answer in another browser, and once more in this one.
  for (const each of [createVisitor(), browser]) {
    expect((await each.get(answer)).status).toBeGreaterThanOrEqual(400);
  }
});

test('native signs a person in by a port of its own', async () => {
  const cwd = await write('native', 'sign-in.mjs', { id: 'made-native', redirect: nativeRedirect });
  const child = spawn(process.execPath, ['sign-in.mjs'], { cwd });
  onTestFinished(() => void child.kill());
  let printed = '';
  for await (const piece of child.stdout.setEncoding('utf8')) {
    printed += piece;
    const url = /^Open (\S+)\n$/.exec(printed)?.[1];
    if (url !== undefined) await answerOf(url);
  }
  expect(printed).toMatch(/\nSigned in as [0-9a-f-]{36}\n$/);
});

/** Signs in, agrees, and goes back to the program. */
async function answerOf(url: string): Promise<void> {
  const browser = createVisitor();
  const form = (await browser.get(url)).next!;
  const sent = await browser.post(form, { csrf: csrfOf(await browser.get(form)), ...alice });
  const answer = (await browser.get(sent.next!)).next!;
  expect((await browser.get(answer)).text).toBe('You can close this window.');
}

test('mcp answers a program through the gateway, and says who gives tokens', async () => {
  const directory = await write('mcp', 'server.mjs', { id: 'shop-api' });
  const command: [string, string] = [process.execPath, 'server.mjs'];
  const program = await startListening('mcp', command, { directory, port: mcpPort });
  onTestFinished(program.close);
  const { gateway, port } = await startGatewayBehind(issuer, clockOf(issuer));
  onTestFinished(() => gateway.close());
  const at = (path: string) => `http://127.0.0.1:${port}${path}`;
  const metadata = await fetch(at('/.well-known/oauth-protected-resource/mcp'));
  expect(await metadata.json()).toEqual({ resource: orders, authorization_servers: [issuer.url] });
  const token = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`shop-api:${secret('shop-api')}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: orders }),
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const call = async (body: object, authorization = `Bearer ${access_token}`) => {
    const answer = await fetch(at('/mcp'), {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', ...body }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const params = { protocolVersion: '2025-11-25' };
  const begun = await call({ id: 1, method: 'initialize', params });
  expect(JSON.parse(begun.text).result).toMatchObject(params);
  expect((await call({ method: 'notifications/initialized' })).status).toBe(202);
  const told = await call({ id: 2, method: 'tools/call', params: { name: 'who_am_i' } });
  expect(JSON.parse(told.text).result.content[0].text).toBe('You act for shop-api.');
  expect((await call({ id: 3, method: 'toString' })).text).toContain('-32601');
  expect((await call({ id: 4, method: 'tools/list' }, 'Bearer x')).status).toBe(401);
});
