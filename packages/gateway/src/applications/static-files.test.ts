import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asking, ask, createWorld, type World } from '../testing/gateway.fixture.ts';

let world: World;
let folder: string;

const ownHeaders = {
  'content-security-policy': "default-src 'none'",
  'Cache-Control': 'max-age=60',
  'Cross-Origin-Opener-Policy': null,
  'Permissions-Policy': 'camera=()',
};

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
  await writeFile(join(root, '100% über.txt'), 'odd name');
  await writeFile(join(root, '.env'), 'secret');
  await writeFile(join(root, '.git', 'config'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(root, 'link.txt'));
  const rest = { client: 'c', client_secret: 's', scopes: [], static: root };
  world = await createWorld({
    settings: {
      applications: [
        { host: 'shop.example', path: '/', ...rest },
        { host: 'console.example', path: '/console/', ...rest },
        { host: 'pages.example', path: '/', ...rest, fallback: null },
        { host: 'own.example', path: '/', ...rest, headers: ownHeaders },
        { host: 'sub.example', path: '/', ...rest, fallback: 'sub/index.html' },
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
  ['/100%25%20%C3%BCber.txt', 'odd name', 'text/plain; charset=utf-8'],
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

test('an application has headers of its own, over the usual ones', async () => {
  const { headers } = await get('/', {}, 'own.example');
  expect(headers).toMatchObject({
    'content-security-policy': "default-src 'none'",
    'cache-control': 'max-age=60',
    'permissions-policy': 'camera=()',
    'x-content-type-options': 'nosniff',
  });
  expect(headers).not.toHaveProperty('cross-origin-opener-policy');
});

test('an application has its own path', async () => {
  expect((await get('/console/app.js', {}, 'console.example')).text).toBe('go()');
  expect((await get('/Console/app.js', {}, 'console.example')).text).toBe('go()');
  expect((await get('/app.js', {}, 'console.example')).status).toBe(404);
  const bare = await get('/CONSOLE?a=1', {}, 'console.example');
  expect([bare.status, bare.headers['location']]).toEqual([308, '/console/?a=1']);
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

describe('a part of a file (RFC 9110, section 14)', () => {
  const part = async (range: string, more: Record<string, string> = {}) => {
    const answer = await get('/app.js', { headers: { range, ...more } });
    return [answer.status, answer.headers['content-range'], answer.text];
  };

  test.each([
    ['bytes=0-1', 'bytes 0-1/4', 'go'],
    ['bytes=2-', 'bytes 2-3/4', '()'],
    ['bytes=-1', 'bytes 3-3/4', ')'],
    ['bytes=1-99', 'bytes 1-3/4', 'o()'],
  ])('%s', async (range, contentRange, text) => {
    expect(await part(range)).toEqual([206, contentRange, text]);
  });

  test.each([
    'bytes=4-',
    'bytes=9-12',
    'bytes=-0',
    // Malformed, which a server may refuse.
    'bytes=1-0',
    'bytes=a-b',
    'bytes=',
  ])('%s is none', async (range) => {
    expect(await part(range)).toEqual([416, 'bytes */4', '']);
  });

  test.each(['lines=0-1', 'bytes=0-0,2-2'])('%s is the whole', async (range) => {
    expect(await part(range)).toEqual([200, undefined, 'go()']);
  });

  test('that goes on with an older one is the whole, unless the date says that it is the same', async () => {
    const { headers } = await get('/app.js');
    const since = headers['last-modified']!;
    expect(await part('bytes=2-', { 'if-range': since })).toEqual([206, 'bytes 2-3/4', '()']);
    const before = new Date(Date.parse(since) - 1_000).toUTCString();
    for (const other of [before, headers.etag!, '"other"', 'junk']) {
      expect(await part('bytes=2-', { 'if-range': other })).toEqual([200, undefined, 'go()']);
    }
  });

  test('is offered', async () => {
    expect((await get('/app.js')).headers['accept-ranges']).toBe('bytes');
  });
});

test('a condition that fails is told without a page', async () => {
  const answer = await get('/app.js', { headers: { 'if-match': '"other"' } });
  expect([answer.status, answer.text]).toEqual([412, '']);
  expect((await get('/app.js')).status).toBe(200);
});

describe('what was compressed ahead', () => {
  beforeAll(async () => {
    const root = join(folder, 'web');
    await writeFile(join(root, 'big.js'), 'plain');
    await writeFile(join(root, 'big.js.br'), 'as br');
    await writeFile(join(root, 'big.js.gz'), 'as gzip');
    await writeFile(join(root, 'big.js.zst'), 'as zstd');
    await writeFile(join(root, 'stale.css'), 'plain');
    await writeFile(join(root, 'stale.css.br'), 'older');
    await utimes(join(root, 'stale.css.br'), 1_000_000_000, 1_000_000_000);
    await writeFile(join(root, 'linked.css'), 'plain');
    await symlink(join(folder, 'secret.txt'), join(root, 'linked.css.br'));
  });

  const form = async (accept: string | undefined, path = '/big.js', method = 'GET') => {
    const headers = accept === undefined ? {} : { 'accept-encoding': accept };
    const answer = await get(path, { method, headers });
    expect(answer.headers.vary).toBe('Accept-Encoding');
    return [answer.headers['content-encoding'], answer.text];
  };

  test.each([
    ['gzip, deflate, br, zstd', 'br', 'as br'],
    ['br;q=0.1, gzip;q=1', 'br', 'as br'],
    ['gzip', 'gzip', 'as gzip'],
    ['gzip, zstd', 'zstd', 'as zstd'],
    ['GZIP;q=0.5, br;q=0', 'gzip', 'as gzip'],
    ['*', 'br', 'as br'],
    ['*;q=0, gzip', 'gzip', 'as gzip'],
    ['identity', undefined, 'plain'],
    ['br;q=0, gzip;q=0.000', undefined, 'plain'],
    ['brotli', undefined, 'plain'],
    ['', undefined, 'plain'],
    [undefined, undefined, 'plain'],
  ])('is sent where %j takes it', async (accept, coding, text) => {
    expect(await form(accept)).toEqual([coding, text]);
  });

  test('has the type of the file, and a tag, a length and ranges of its own', async () => {
    const br = await get('/big.js', { headers: { 'accept-encoding': 'br' } });
    expect(br.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(br.headers['content-length']).toBe('5');
    expect(br.headers['content-security-policy']).toContain("default-src 'self'");
    expect(await form('gzip', '/big.js', 'HEAD')).toEqual(['gzip', '']);
    const headers = { 'accept-encoding': 'br', 'if-none-match': br.headers.etag! };
    const unchanged = await get('/big.js', { headers });
    expect([unchanged.status, unchanged.text]).toEqual([304, '']);
    const part = await get('/big.js', { headers: { 'accept-encoding': 'br', range: 'bytes=3-' } });
    expect([part.status, part.headers['content-range'], part.text]).toEqual([
      206,
      'bytes 3-4/5',
      'br',
    ]);
  });

  test.each([
    ['is older than the file', '/stale.css'],
    ['leads out of the folder', '/linked.css'],
  ])('is not sent where it %s', async (_, path) => {
    expect(await form('br', path)).toEqual([undefined, 'plain']);
  });
});

describe('a path without a file', () => {
  const navigation = { 'sec-fetch-mode': 'navigate', accept: 'text/html,*/*;q=0.8' };
  const status = async (path: string, headers: Record<string, string>, host?: string) =>
    (await get(path, { headers }, host)).status;

  test.each([
    ['/profile', navigation, undefined, '<h1>home</h1>'],
    ['/users/jane.doe?tab=1', navigation, undefined, '<h1>home</h1>'],
    ['/profile', { accept: 'application/xhtml+xml, text/html' }, undefined, '<h1>home</h1>'],
    ['/console/a/b', navigation, 'console.example', '<h1>home</h1>'],
    ['/profile', navigation, 'sub.example', 'sub'],
  ])(
    '%s has the page of the application when a browser goes there',
    async (path, headers, host, text) => {
      const answer = await get(path, { headers }, host);
      expect([answer.status, answer.text]).toEqual([200, text]);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(answer.headers['cache-control']).toBe('no-cache');
    },
  );

  test.each([
    ['a script', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script', accept: '*/*' }],
    ['a call', { 'sec-fetch-mode': 'cors', accept: 'text/html' }],
    ['an image of an older browser', { accept: 'image/avif,image/webp,*/*' }],
    ['a program', {}],
  ])('is not there for %s', async (_, headers) => {
    expect(await status('/missing.js', headers)).toBe(404);
  });

  test('is not there where the application has no such page, says so, or has no folder', async () => {
    expect(await status('/profile', navigation, 'pages.example')).toBe(404);
    expect(await status('/profile', navigation, 'other.example')).toBe(404);
    expect(await status('/auth/other', navigation)).toBe(404);
    expect((await get('/profile', { method: 'POST', headers: navigation })).status).toBe(404);
  });

  test('that is written to lead elsewhere stays refused', async () => {
    expect(await status('/%2e%2e/secret.txt', navigation)).toBe(400);
  });
});

test('a file that shrinks while it is sent is cut off, and never taken for the whole', async () => {
  const name = join(folder, 'web', 'large.bin');
  await writeFile(name, Buffer.alloc(16 * 1024 * 1024));
  const socket = connect(world.port, '127.0.0.1');
  socket.write('GET /large.bin HTTP/1.1\r\nHost: shop.example\r\n\r\n');
  await once(socket, 'readable');
  await truncate(name, 1024);
  let received = 0;
  socket.on('data', (chunk) => {
    received += chunk.length;
  });
  socket.on('error', () => {});
  await once(socket, 'close');
  expect(received).toBeLessThan(16 * 1024 * 1024);
});
