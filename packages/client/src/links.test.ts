import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type HostileServer,
  misbehaviours,
  startHostileServer,
} from '../../../testing/hostile-server.ts';
import { createLinksClient, type LinksClient } from './links.ts';

/** Plays the issuer's side of the wire as the architecture document writes it down. */
let server: Server;
let issuer: string;
let links: LinksClient;
let asked: { method: string; url: string; authorization: string; body: string }[];
let answer: { status: number; body: string; headers?: Record<string, string> };

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks = await request.toArray();
  return Buffer.concat(chunks).toString('utf8');
}

beforeEach(async () => {
  asked = [];
  server = createServer(async (request, response) => {
    asked.push({
      method: request.method ?? '',
      url: request.url ?? '',
      authorization: request.headers.authorization ?? '',
      body: await readAll(request),
    });
    if (answer.status === 0) request.socket.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  links = createLinksClient({ issuer, clientId: 'shop-api', clientSecret: 's:e c+r%et' });
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const newLink = { url: 'https://shop.example/', api: 'https://orders.example', permissions: [] };

test('create sends what the link needs, with the secret, and gives the link', async () => {
  answer = {
    status: 201,
    body: JSON.stringify({
      id: 'link-1',
      url: 'https://shop.example/landing#action_token=sp_act_x',
      expires_at: '2026-11-23T12:00:00.000Z',
    }),
  };
  const link = await links.create({
    url: 'https://shop.example/landing',
    api: 'https://orders.example',
    permissions: ['orders:read'],
    authorizationDetails: [{ type: 'order', identifier: '42', actions: ['read'] }],
    expiresIn: 900,
    tokenLifetime: 600,
  });
  expect(link).toEqual({
    id: 'link-1',
    url: 'https://shop.example/landing#action_token=sp_act_x',
    expiresAt: new Date('2026-11-23T12:00:00Z'),
  });
  expect(asked).toHaveLength(1);
  const [request] = asked;
  expect(request).toMatchObject({ method: 'POST', url: '/links' });
  expect(JSON.parse(request!.body)).toEqual({
    url: 'https://shop.example/landing',
    api: 'https://orders.example',
    permissions: ['orders:read'],
    authorization_details: [{ type: 'order', identifier: '42', actions: ['read'] }],
    expires_in: 900,
    token_lifetime: 600,
  });
  const pair = Buffer.from('shop-api:s%3Ae+c%2Br%25et').toString('base64');
  expect(request!.authorization).toBe(`Basic ${pair}`);
});

const same = {
  id: 'link-1',
  state: 'used',
  api: 'https://orders.example',
  permissions: ['orders:read'],
  uses: 1,
  used: 1,
  subject: null,
  metadata: { order: 42 },
};
const onWire = {
  ...same,
  authorization_details: [],
  token_lifetime: 600,
  created_at: '2026-11-23T11:00:00.000Z',
  expires_at: '2026-11-23T12:00:00.000Z',
};

test('get says what became of a link', async () => {
  answer = { status: 200, body: JSON.stringify(onWire) };
  expect(await links.get('a/b')).toEqual({
    ...same,
    authorizationDetails: [],
    tokenLifetime: 600,
    createdAt: new Date('2026-11-23T11:00:00Z'),
    expiresAt: new Date('2026-11-23T12:00:00Z'),
  });
  expect(asked[0]?.url).toBe('/links/a%2Fb');
});

test('revoke is done when the issuer says so', async () => {
  answer = { status: 204, body: '' };
  expect(await links.revoke('link-1')).toBeUndefined();
  expect(asked[0]).toMatchObject({ method: 'DELETE', url: '/links/link-1', body: '' });
});

test('a refusal keeps the code, the description, the status and when to come back', async () => {
  answer = {
    status: 503,
    headers: { 'retry-after': '3' },
    body: JSON.stringify({ error: 'temporarily_unavailable', error_description: 'Later.' }),
  };
  await expect(links.revoke('link-1')).rejects.toMatchObject({
    name: 'LinksError',
    code: 'temporarily_unavailable',
    message: 'Later.',
    status: 503,
    retryAfter: 3,
  });
});

test.each([
  [502, '<html>Bad gateway</html>'],
  [500, '{}'],
  [500, ''],
  [200, ''],
  [200, '"text"'],
  [200, 'null'],
  [200, '[]'],
  [200, '{}'],
  [201, '{"id":"x"}'],
])('an answer that makes no sense is called that: %d %s', async (status, body) => {
  answer = { status, body };
  const nonsense = { code: 'invalid_response', status };
  await expect(links.create(newLink)).rejects.toMatchObject(nonsense);
  await expect(links.get('link-1')).rejects.toMatchObject(nonsense);
  await expect(links.revoke('link-1')).rejects.toMatchObject(nonsense);
});

test('nothing is what revoke is answered, and no other call', async () => {
  answer = { status: 204, body: '' };
  const nonsense = { code: 'invalid_response', status: 204 };
  await expect(links.create(newLink)).rejects.toMatchObject(nonsense);
  await expect(links.get('link-1')).rejects.toMatchObject(nonsense);
});

test.each([
  ['id', 5],
  ['state', 'open'],
  ['api', undefined],
  ['permissions', 'orders:read'],
  ['permissions', [1]],
  ['authorization_details', {}],
  ['authorization_details', [{ type: 'order' }]],
  ['uses', '1'],
  ['used', null],
  ['token_lifetime', undefined],
  ['subject', undefined],
  ['metadata', null],
  ['created_at', 1_790_000_000],
  ['expires_at', 'soon'],
])('a link with another %s than a link has is none: %j', async (field, value) => {
  answer = { status: 200, body: JSON.stringify({ ...onWire, [field]: value }) };
  await expect(links.get('link-1')).rejects.toMatchObject({ code: 'invalid_response' });
});

test.each(['', '.', '..'])('what can be no id is not asked for: %j', async (id) => {
  answer = { status: 204, body: '' };
  await expect(links.revoke(id)).rejects.toThrow(TypeError);
  await expect(links.get(id)).rejects.toThrow(TypeError);
  expect(asked).toEqual([]);
});

test('when to come back is heard from a proxy, too', async () => {
  answer = { status: 503, headers: { 'retry-after': '3' }, body: '<html>Later</html>' };
  await expect(links.get('link-1')).rejects.toMatchObject({ status: 503, retryAfter: 3 });
});

test('a redirect is not followed, for it would take the secret along', async () => {
  answer = { status: 307, headers: { location: `${issuer}/elsewhere` }, body: '' };
  await expect(links.revoke('link-1')).rejects.toMatchObject({ code: 'unreachable' });
  expect(asked).toHaveLength(1);
});

test('no answer is told apart from a refusal, and names no secret', async () => {
  answer = { status: 0, body: '' };
  const failure = await links.revoke('link-1').catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'unreachable', status: undefined });
  expect(String(failure)).not.toContain('s:e');
});

test.each(misbehaviours)('a server that answers by %s ends the call', async (path) => {
  const hostile: HostileServer = await startHostileServer();
  hostile.aliases.set('/links/link-1', path);
  const options = { issuer: hostile.url, clientId: 'shop-api', clientSecret: 's', timeout: 300 };
  const failure = await createLinksClient(options)
    .get('link-1')
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'LinksError' });
  expect(hostile.sent()).toBeLessThan(16 * 1024 * 1024);
  await hostile.close();
});
