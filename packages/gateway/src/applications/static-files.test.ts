import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asking, ask, createWorld, type World } from '../testing/gateway.fixture.ts';

let world: World;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-static-'));
  const root = join(folder, 'web');
  await mkdir(join(root, 'sub'), { recursive: true });
  await mkdir(join(root, '.git'));
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(root, 'index.html'), '<h1>home</h1>');
  await writeFile(join(root, 'app.js'), 'go()');
  await writeFile(join(root, 'empty.txt'), '');
  await writeFile(join(root, 'odd.exe'), 'x');
  await writeFile(join(root, 'sub', 'index.html'), 'sub');
  await writeFile(join(root, '.env'), 'secret');
  await writeFile(join(root, '.git', 'config'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(root, 'link.txt'));
  const rest = { client: 'c', client_secret: 's', scopes: [], static: root };
  world = await createWorld({
    settings: {
      applications: [
        { host: 'shop.example', path: '/', ...rest },
        { host: 'console.example', path: '/console/', ...rest },
      ],
    },
  });
});

afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, asking: Asking = {}, host = 'shop.example') =>
  ask(world.port, path, { ...asking, headers: { host, ...asking.headers } });

test.each([
  ['/', '<h1>home</h1>', 'text/html; charset=utf-8'],
  ['/app.js', 'go()', 'text/javascript; charset=utf-8'],
  ['/sub/', 'sub', 'text/html; charset=utf-8'],
  ['/empty.txt', '', 'text/plain; charset=utf-8'],
  ['/odd.exe', 'x', 'application/octet-stream'],
])('%s', async (path, text, type) => {
  const answer = await get(path);
  expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([200, text, type]);
});

test('pages are fenced in', async () => {
  const { headers } = await get('/');
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['cache-control']).toBe('no-cache');
});

test('an application has its own path', async () => {
  expect((await get('/console/app.js', {}, 'console.example')).text).toBe('go()');
  expect((await get('/app.js', {}, 'console.example')).status).toBe(404);
  expect((await get('/app.js', {}, 'other.example')).status).toBe(404);
});

describe('is not there', () => {
  test.each([
    '/missing',
    '/sub',
    '/.env',
    '/.git/config',
    '/%2eenv',
    '/link.txt',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/sub/%2e%2e/%2e%2e/secret.txt',
    '/app.js%00.html',
    '/app.js/',
  ])('%s', async (path) => {
    const answer = await get(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toMatch(/^secret|go\(\)/);
  });

  test('for other methods', async () => {
    expect((await get('/app.js', { method: 'POST' })).status).toBe(404);
  });
});

describe('what has not changed is not sent again', () => {
  test('HEAD tells as much as GET', async () => {
    const [get1, head] = [await get('/app.js'), await get('/app.js', { method: 'HEAD' })];
    expect(head.text).toBe('');
    expect(head.headers['content-length']).toBe('4');
    expect(head.headers.etag).toBe(get1.headers.etag);
  });

  test('by tag or by date, the tag first', async () => {
    const { headers } = await get('/app.js');
    const etag = headers.etag!;
    const since = headers['last-modified']!;
    const status = async (conditions: Record<string, string>) =>
      (await get('/app.js', { headers: conditions })).status;
    expect(await status({ 'if-none-match': `"x", ${etag}` })).toBe(304);
    expect(await status({ 'if-none-match': '"x"', 'if-modified-since': since })).toBe(200);
    expect(await status({ 'if-modified-since': since })).toBe(304);
    expect(await status({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).toBe(200);
  });
});
