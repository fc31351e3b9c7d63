import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessToken, createWorld, type World } from '../testing/gateway.fixture.ts';
import { ask2, connectTls, tlsSettings } from './asking.fixture.ts';
import { block, type Field, flags, frame, frameTypes } from './frame-codec.fixture.ts';
import { data, FrameConnection, head, request } from './frames.fixture.ts';

/**
 * Request smuggling and header injection from HTTP/2 into the HTTP/1.1 of upstreams, as published of
 * proxies that write the one as the other ("HTTP/2: The Sequel is Always Worse", 2021).
 */

interface Received {
  method: string;
  url: string;
  rawHeaders: string[];
  body: string;
}

let world: World;
let received: Received[] = [];

beforeAll(async () => {
  world = await createWorld({
    settings: await tlsSettings(),
    upstream: (request, response) => {
      let body = '';
      request.setEncoding('latin1').on('data', (text) => {
        body += text;
      });
      request.on('error', () => {});
      request.on('end', () => {
        const { method = '', url = '', rawHeaders } = request;
        received.push({ method, url, rawHeaders, body });
        response.end('ok');
      });
    },
  });
});
afterAll(() => world.close());
beforeEach(() => {
  received = [];
});

const token: Field = ['authorization', `Bearer ${accessToken('alice')}`];
const good = (method: string, ...more: Field[]) => head(method, '/api/x', token, ...more);
/** The good request with one of its pseudo-headers replaced. */
const replaced = (name: string, ...values: string[]): Field[] =>
  good('GET').flatMap((field) =>
    field[0] === name ? values.map((value): Field => [name, value]) : [field],
  );

const hidden = 'GET /api/hidden HTTP/1.1\r\nHost: a\r\n\r\n';
const injected = 'x\r\nX-Smuggled: 1';
const split = `x\r\n\r\n${hidden}`;

/** What the caller gets: the status of an answer, or that the stream or the connection ended. */
async function send(...frames: Buffer[]): Promise<number | 'reset'> {
  const connection = await FrameConnection.open(world.port);
  connection.send(...frames);
  const { type, payload } = (await connection.find(
    ({ type, stream }) =>
      (stream === 1 && (type === frameTypes.headers || type === frameTypes.reset)) ||
      type === frameTypes.goaway,
  )) ?? { type: frameTypes.goaway };
  connection.close();
  if (type !== frameTypes.headers || !payload) return 'reset';
  // 200 and 400 are entries of HPACK's own table (RFC 7541, appendix A); others are not looked at.
  return { 136: 200, 140: 400, 141: 404 }[payload[0]!] ?? 0;
}

/** Whatever came of it, an upstream has seen nothing that was not asked for openly. */
function expectNothingSmuggled(): void {
  for (const { method, url, rawHeaders, body } of received) {
    expect(['GET', 'POST']).toContain(method);
    expect(url).toBe('/api/x');
    expect(body).not.toContain('hidden');
    const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
    expect(names).not.toContain('x-smuggled');
    expect(names.filter((name) => name === 'host')).toHaveLength(1);
    expect(rawHeaders.join('\n')).not.toMatch(/hidden|evil/);
  }
  expect(received.length).toBeLessThan(2);
}

const heads: [name: string, fields: Field[]][] = [
  ['transfer-encoding', good('GET', ['transfer-encoding', 'chunked'])],
  ['connection', good('GET', ['connection', 'transfer-encoding'])],
  ['keep-alive', good('GET', ['keep-alive', 'timeout=5'])],
  ['proxy-connection', good('GET', ['proxy-connection', 'keep-alive'])],
  ['upgrade', good('GET', ['upgrade', 'websocket'])],
  ['another te', good('GET', ['te', 'gzip'])],
  ['te with more than trailers', good('GET', ['te', 'trailers, chunked'])],
  ['a name in capitals', good('GET', ['Transfer-Encoding', 'chunked'])],
  ['a length without a body', good('GET', ['content-length', '5'])],
  ['two lengths', good('GET', ['content-length', '0'], ['content-length', '0'])],
  ['a list of lengths', good('GET', ['content-length', '0, 0'])],
  ['a length with a sign', good('GET', ['content-length', '+0'])],
  ['a pseudo-header behind a header', [...good('GET', ['x-a', '1']), [':path', '/api/hidden']]],
  ['a pseudo-header that there is not', good('GET', [':evil', '1'])],
  ['an extended CONNECT', [...replaced(':method', 'CONNECT'), [':protocol', 'websocket']]],
  ['CONNECT with a path', replaced(':method', 'CONNECT')],
  ['a method with a space', replaced(':method', 'GET /api/hidden HTTP/1.1')],
  ['a method with a line’s end', replaced(':method', `GET /api/hidden HTTP/1.1\r\nX: `)],
  ['an empty method', replaced(':method', '')],
  ['two methods', replaced(':method', 'GET', 'POST')],
  ['two paths', replaced(':path', '/api/x', '/api/hidden')],
  ['no path', replaced(':path')],
  ['an empty path', replaced(':path', '')],
  ['a path with a space', replaced(':path', '/api/x HTTP/1.1')],
  ['a path with a line’s end', replaced(':path', '/api/x HTTP/1.1\r\nX-Smuggled: 1\r\nX: ')],
  ['a query with a line’s end', replaced(':path', `/api/x?a=${injected}`)],
  ['a path with a tab', replaced(':path', '/api/x\ty')],
  ['a path with a NUL', replaced(':path', '/api/x\0')],
  ['a path with a fragment', replaced(':path', '/api/x#/../hidden')],
  ['a query with a fragment', replaced(':path', '/api/x?a#b')],
  ['a path with a byte above 127', replaced(':path', '/api/x\xe9')],
  ['a query with a byte above 127', replaced(':path', '/api/x?\xe9')],
  ['a path without a slash', replaced(':path', 'api/x')],
  ['the absolute form', replaced(':path', 'https://evil.example/api/x')],
  ['the absolute form without a scheme', replaced(':path', '//evil.example/api/x')],
  ['the asterisk form', replaced(':path', '*')],
  ['a dot segment', replaced(':path', '/api/../api/x')],
  ['an encoded dot segment', replaced(':path', '/api/%2e%2e/api/x')],
  ['no scheme', replaced(':scheme')],
  ['two schemes', replaced(':scheme', 'https', 'http')],
  ['a scheme that is a URL', replaced(':scheme', 'http://evil.example/?')],
  ['a scheme with a line’s end', replaced(':scheme', `https${injected}`)],
  ['another scheme', replaced(':scheme', 'ftp')],
  ['no authority', replaced(':authority')],
  ['an empty authority', replaced(':authority', '')],
  ['two authorities', replaced(':authority', 'localhost:8443', 'evil.example')],
  ['an authority with a line’s end', replaced(':authority', `localhost\r\nX-Smuggled: 1`)],
  ['an authority with a path', replaced(':authority', 'localhost/api/hidden?')],
  ['an authority with a user', replaced(':authority', 'localhost@evil.example')],
  ['another host', good('GET', ['host', 'evil.example'])],
  ['the host twice', good('GET', ['host', 'localhost:8443'], ['host', 'localhost:8443'])],
  ['two hosts without an authority', [...replaced(':authority'), ['host', 'a'], ['host', 'b']]],
];

test.each(heads)('a request with %s is refused', async (_, fields) => {
  expect(['reset', 400]).toContain(await send(request(1, fields)));
  expect(received).toEqual([]);
});

/** A header that nghttp2 cannot take it leaves out, and goes on. */
const dropped: [name: string, field: Field][] = [
  ['a line’s end in a value', ['x-a', injected]],
  ['two lines’ ends in a value', ['x-a', split]],
  ['an LF in a value', ['x-a', 'x\nX-Smuggled: 1']],
  ['a CR in a value', ['x-a', 'x\rX-Smuggled: 1']],
  ['a NUL in a value', ['x-a', 'x\0hidden']],
  ['a line’s end in a cookie', ['cookie', injected]],
  ['a line’s end in the name', ['x-a: 1\r\nx-smuggled', '1']],
  ['a colon in the name', ['x-smuggled: 1, x-a', '1']],
  ['a space in the name', ['transfer-encoding ', 'chunked']],
  ['a line’s end before the name', ['\r\nx-smuggled', '1']],
  ['an empty name', ['', 'hidden']],
  ['a byte above 127 in the name', ['x-smuggled\xff', '1']],
];

test.each(dropped)('%s reaches no upstream', async (_, field) => {
  expect(['reset', 400, 200]).toContain(await send(request(1, good('GET', field))));
  expectNothingSmuggled();
});

const bodies: [name: string, fields: Field[], frames: Buffer[]][] = [
  ['shorter than its length', good('POST', ['content-length', '300']), [data(1, 'abc', true)]],
  [
    'reset in the middle',
    good('POST'),
    [data(1, 'abc'), frame(frameTypes.reset, { stream: 1, payload: Buffer.of(0, 0, 0, 8) })],
  ],
  [
    'reset without an error',
    good('POST'),
    [data(1, 'abc'), frame(frameTypes.reset, { stream: 1, payload: Buffer.alloc(4) })],
  ],
];

test.each(bodies)('a body that is %s is no request of an upstream', async (_, fields, frames) => {
  const connection = await FrameConnection.open(world.port);
  connection.send(request(1, fields, false), ...frames);
  // Behind it, so that what came of it has come: on the same connection where it goes on.
  connection.send(request(3, good('GET')));
  await connection.find(({ stream, type }) => stream === 3 || type === frameTypes.goaway);
  connection.close();
  const session = connectTls(world.port);
  expect(await ask2(session, '/api/x')).toMatchObject({ status: 200 });
  session.close();
  expect(received.filter(({ method }) => method === 'POST')).toEqual([]);
  for (const { url } of received) expect(url).toBe('/api/x');
});

test.each([
  [0, ''],
  [3, 'abc'],
])('what comes behind a body of %d bytes belongs to no request', async (length, body) => {
  const fields = good('POST', ['content-length', String(length)]);
  const rest = data(1, hidden, true);
  const first = body === '' ? rest : Buffer.concat([data(1, body), rest]);
  await send(request(1, fields, false), first);
  const whole = await send(request(1, good('GET')));
  expect(whole).toBe(200);
  for (const one of received) if (one.method === 'POST') expect(one.body).toBe(body);
  for (const { url } of received) expect(url).toBe('/api/x');
});

test('chunks that a body only looks like are its bytes', async () => {
  const text = `0\r\n\r\n${hidden}`;
  expect(await send(request(1, good('POST'), false), data(1, text, true))).toBe(200);
  expect(received).toMatchObject([{ url: '/api/x', body: text }]);
});

const trailers: [name: string, fields: Field[], flag: number][] = [
  ['a line’s end', [['x-a', injected]], flags.endStream],
  ['a length', [['content-length', '300']], flags.endStream],
  ['a coding', [['transfer-encoding', 'chunked']], flags.endStream],
  ['a pseudo-header', [[':path', '/api/hidden']], flags.endStream],
  ['identity', [['remote-user', 'root']], flags.endStream],
  ['no end', [['x-a', '1']], flags.none],
];

test.each(trailers)('trailers with %s smuggle nothing', async (_, fields, flag) => {
  const end = frame(frameTypes.headers, {
    flag: flag | flags.endHeaders,
    stream: 1,
    payload: block(fields),
  });
  expect(['reset', 200, 400]).toContain(
    await send(request(1, good('POST'), false), data(1, 'abc'), end),
  );
  expectNothingSmuggled();
});
