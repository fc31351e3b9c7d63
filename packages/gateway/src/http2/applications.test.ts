import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ClientHttp2Session } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessToken, createWorld, type World } from '../testing/gateway.fixture.ts';
import { sealedSession } from '../testing/session.fixture.ts';
import { ask2, connectTls, type Http2Asking, tlsSettings } from './asking.fixture.ts';

const host = 'localhost:8443';
const cookieKey = randomBytes(32);
let world: World;
let session: ClientHttp2Session;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-http2-'));
  await writeFile(join(folder, 'index.html'), '<h1>home</h1>');
  await writeFile(join(folder, 'large.txt'), 'x'.repeat(1_000_000));
  const rest = { client: 'shop-web', client_secret: 's', scopes: ['openid'], static: folder };
  world = await createWorld({
    settings: {
      ...(await tlsSettings()),
      cookieKeys: [cookieKey],
      applications: [{ host, path: '/', ...rest }],
    },
  });
  session = connectTls(world.port);
});
afterAll(async () => {
  session.close();
  await world.close();
  await rm(folder, { recursive: true });
});

/** Without `Authorization`, in favour of which cookies are ignored. */
const visit = (path: string, asking: Http2Asking = {}) =>
  ask2(session, path, { authorization: undefined, ...asking });

const ownPage = {
  ':method': 'POST',
  'content-type': 'application/json',
  origin: `https://${host}`,
  'sec-fetch-site': 'same-origin',
};

test('files are served', async () => {
  const page = await visit('/');
  expect(page).toMatchObject({ status: 200, text: '<h1>home</h1>', rstCode: 0 });
  expect(page.headers['strict-transport-security']).toBe('max-age=31536000');
  expect((await visit('/large.txt')).text).toHaveLength(1_000_000);
  expect(await visit('/large.txt', { range: 'bytes=0-4' })).toMatchObject({ status: 206 });
  expect(await visit('/large.txt', { ':method': 'HEAD' })).toMatchObject({ status: 200, text: '' });
  expect(await visit('/none.txt')).toMatchObject({ status: 404, rstCode: 0 });
});

test('a caller that leaves in the middle of a file leaves the others alone', async () => {
  const stream = session.request({ ':path': '/large.txt', ':authority': host });
  stream.once('data', () => stream.close(8));
  await new Promise((resolve) => stream.once('close', resolve));
  expect(await visit('/')).toMatchObject({ status: 200 });
});

test('the token handler reads bodies and sets cookies', async () => {
  const login = await visit('/auth/login', { ...ownPage, body: '{"return_to":"/orders"}' });
  expect(login).toMatchObject({ status: 200, rstCode: 0 });
  expect(login.json()['location']).toMatch(/\/authorize\?/);
  expect(login.headers['set-cookie']).toHaveLength(1);
  const refused = await visit('/auth/login', {
    ...ownPage,
    body: JSON.stringify({ a: 'x'.repeat(20_000) }),
  });
  expect(refused).toMatchObject({ status: 413, rstCode: 0 });
  const foreign = { ...ownPage, 'sec-fetch-site': 'cross-site', body: '{}' };
  expect(await visit('/auth/login', foreign)).toMatchObject({ status: 403, rstCode: 0 });
});

test.each(['constructor', '__proto__', 'toString', 'post'])(
  'the method %s is none of the token handler',
  async (method) => {
    const answer = await visit('/auth/login', { ...ownPage, ':method': method, body: '{}' });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, POST' } });
  },
);

test('a session cookie that came in pieces is found', async () => {
  const expiresAt = world.clock.wall() + 60_000;
  const tokens = { accessToken: accessToken('alice'), refreshToken: 'r', sub: 'alice', expiresAt };
  const cookie = sealedSession(cookieKey, { host, path: '/' }, tokens as never);
  const answer = await visit('/api/x', { cookie: ['a=1', cookie, 'b=2'] as never });
  expect(answer.status).toBe(200);
  const { headers } = answer.json() as { headers: Record<string, string> };
  expect(headers).toMatchObject({ authorization: 'Bearer jwt-of-alice', cookie: 'a=1; b=2' });
});
