import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { secret, shop } from '../../../../testing/shop.ts';
import { open, post, type RawConnection } from './sockets.fixture.ts';

/** Small and short, so that a few hundred connections are many. */
const limits = {
  connections: 400,
  connectionsPerNetwork: 100,
  headersTimeout: 400,
  checkInterval: 50,
  bodySilence: 300,
  bodyTimeout: 1_000,
  requests: 20,
  requestsPerNetwork: 10,
};

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(shop, { limits: { public: limits, internal: limits } });
});
afterAll(() => issuer.close());

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
const errorOf = (answer: string) => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)).error;

/** What others get meanwhile, from another address of this machine. */
async function others(localAddress: string): Promise<number[]> {
  const get = (path: string) =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
  const asked = await Promise.all([
    open(issuer.url, get('/health/live'), localAddress),
    open(issuer.url, get('/health/ready'), localAddress),
    open(issuer.url, get('/jwks'), localAddress),
    open(
      issuer.url,
      post('/revoke', 10, 'token=junk').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
      localAddress,
    ),
  ]);
  return (await Promise.all(asked.map(({ closed }) => closed))).map(statusOf);
}

const usual = [200, 200, 200, 401];

describe('hundreds of half-sent requests keep no place from others:', () => {
  test.each<[string, string]>([
    ['one byte of ten of a body', post('/token', 10, 'x')],
    ['a body without a byte', post('/token', 10, '')],
    ['half a head', 'POST /token HTTP/1.1\r\nHost: local'],
    ['nothing at all', ''],
    [
      'half a chunk',
      `${post('/token', 10, '').replace('Content-Length: 10', 'Transfer-Encoding: chunked')}5\r\nab`,
    ],
  ])('%s', async (_, text) => {
    const held: RawConnection[] = [];
    for (let at = 0; at < 300; at++) held.push(await open(issuer.url, text));
    expect(await others('127.0.0.2')).toEqual(usual);
    expect(await others('127.0.0.1')).toEqual(usual);
    const answers = await Promise.all(held.map(({ closed }) => closed));
    // Those that did not give way to others are told why.
    expect(new Set(answers.map(statusOf))).toEqual(new Set([0, 408]));
    expect(answers.filter((answer) => answer !== '').length).toBeGreaterThanOrEqual(80);
    expect(errorOf(answers.at(-1)!)).toBe('request_timeout');
  });
});

test('a body that comes byte by byte is not waited for longer than the limit', async () => {
  const { socket, closed } = await open(issuer.url, post('/token', 1_000, ''));
  const drip = setInterval(() => socket.writable && socket.write('x'), 50);
  const answer = await closed;
  clearInterval(drip);
  expect([statusOf(answer), errorOf(answer)]).toEqual([408, 'request_timeout']);
});

test('a body in pieces that arrives in time is taken', async () => {
  const body = 'grant_type=client_credentials';
  const head = post('/token', body.length, '').replace(
    'Host: localhost',
    `Host: localhost\r\nAuthorization: ${basic('shop-api', secret('shop-api'))}`,
  );
  const { socket, received } = await open(issuer.url, head + body.slice(0, 9));
  expect(await others('127.0.0.4')).toEqual(usual);
  socket.write(body.slice(9));
  await expect.poll(() => statusOf(received())).toBe(200);
  socket.destroy();
});

test('a body in chunks is taken', async () => {
  const body = new Blob(['grant_type=client', '_credentials']).stream();
  const answer = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: {
      authorization: basic('shop-api', secret('shop-api')),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body,
    duplex: 'half',
  } as RequestInit);
  expect(answer.status).toBe(200);
});

test('a body in chunks that come at once is taken whole', async () => {
  const chunks = ['grant_type=client', '_credentials', ''];
  const head = post('/token', 0, '').replace(
    'Content-Length: 0',
    [
      'Transfer-Encoding: chunked',
      'Connection: close',
      `Authorization: ${basic('shop-api', secret('shop-api'))}`,
    ].join('\r\n'),
  );
  const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  const { closed } = await open(issuer.url, head + body);
  expect(statusOf(await closed)).toBe(200);
});

test('requests that come at once on one connection are all answered, and it stays open', async () => {
  const get = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const body = 'token=junk';
  const { socket, received } = await open(issuer.url, get + post('/revoke', 10, body) + get);
  const statuses = () =>
    [...received().matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
  await expect.poll(statuses).toEqual(['200', '401', '200']);
  socket.write(get);
  await expect.poll(statuses).toEqual(['200', '401', '200', '200']);
  socket.destroy();
});

test('who leaves in the middle of a body leaves no line of an error', async () => {
  issuer.logged.length = 0;
  const { socket, closed } = await open(issuer.url, post('/token', 10, 'x'));
  socket.resetAndDestroy();
  await closed;
  expect(await others('127.0.0.3')).toEqual(usual);
  expect(issuer.logged.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
});

describe('what cannot be taken is told in the form of RFC 6749, section 5.2:', () => {
  const head = (more: string) => `GET /jwks HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
  test.each<[string, number, string, string]>([
    ['a body that is too large', 413, 'content_too_large', post('/token', 70_000, '')],
    [
      'an address that is too long',
      414,
      'uri_too_long',
      `GET /jwks?${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    ],
    [
      'a header that is too large',
      431,
      'header_fields_too_large',
      head(`A: ${'x'.repeat(40_000)}\r\n`),
    ],
    ['headers that are too many', 431, 'header_fields_too_large', head('A: x\r\n'.repeat(150))],
    ['two Hosts', 400, 'invalid_request', head('Host: localhost\r\n')],
    ['no Host', 400, 'invalid_request', 'GET /jwks HTTP/1.1\r\n\r\n'],
    ['no Host in HTTP/1.0', 400, 'invalid_request', 'GET /jwks HTTP/1.0\r\n\r\n'],
    ['two slashes', 400, 'invalid_request', head('').replace('/jwks', '//jwks')],
    ['a dot segment', 400, 'invalid_request', head('').replace('/jwks', '/./jwks')],
    ['an encoded letter', 400, 'invalid_request', head('').replace('/jwks', '/%6awks')],
    ['absolute form', 400, 'invalid_request', head('').replace('/jwks', 'http://localhost/jwks')],
    ['what is no HTTP', 400, 'invalid_request', 'SSH-2.0-OpenSSH\r\n\r\n'],
    [
      'two lengths',
      400,
      'invalid_request',
      `${post('/token', 10, '').slice(0, -2)}Content-Length: 11\r\n\r\n`,
    ],
  ])('%s', async (_, status, code, text) => {
    const answer = await (await open(issuer.url, text)).closed;
    expect([statusOf(answer), errorOf(answer)]).toEqual([status, code]);
    expect(answer).toContain('X-Content-Type-Options: nosniff');
  });
});

test('an unknown path, with a body that never comes, is 408 and no place either', async () => {
  const { closed } = await open(issuer.url, post('/nothing', 10, 'x'));
  expect(statusOf(await closed)).toBe(408);
});

test('every answer has its number, and says that its type is its type', async () => {
  for (const path of ['/jwks', '/nothing', '/health/live', '/authorize']) {
    const answer = await fetch(issuer.url + path);
    await answer.arrayBuffer();
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-request-id')).toMatch(/^[2-9a-z]{10}$/);
    expect(answer.headers.get('strict-transport-security')).toBeNull();
  }
});

test('the connections of our gateways count in no network', async () => {
  const request = [
    'POST /internal/routes HTTP/1.1',
    'Host: localhost',
    `Authorization: ${issuer.gatewayAuthorization}`,
    'Content-Type: application/json',
    'Content-Length: 2',
    '',
    '{}',
  ].join('\r\n');
  const gateway = await open(issuer.internalUrl, request);
  await expect.poll(() => statusOf(gateway.received())).toBe(200);
  for (let at = 0; at < 200; at++) await open(issuer.internalUrl, '');
  expect(gateway.socket.readyState).toBe('open');
  gateway.socket.destroy();
});
