import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, type World } from '../testing/gateway.fixture.ts';
import { asAlice, ask2, connectTls, tlsSettings } from './asking.fixture.ts';

/** The same request in HTTP/1.1 and in HTTP/2 gets the same answer, and is the same at the upstream. */

let world: World;
let session: ClientHttp2Session;

beforeAll(async () => {
  world = await createWorld({ settings: await tlsSettings() });
  session = connectTls(world.port);
});
afterAll(async () => {
  session.close();
  await world.close();
});

interface Seen {
  status: number;
  text: string;
}

/** But for the request's id, and what differs by the protocol itself. */
function comparable({ status, text }: Seen) {
  if (status !== 200) return { status, ...JSON.parse(text), request_id: null };
  const { rawHeaders, ...echoed } = JSON.parse(text) as { rawHeaders: string[] };
  const pairs = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [`${name.toLowerCase()}: ${rawHeaders[at + 1]}`] : [],
  );
  const kept = pairs.filter((line) => !/^(x-request-id|connection):/.test(line));
  return { status, ...echoed, headers: null, pairs: kept };
}

async function askOverHttp1(method: string, path: string, headers: Record<string, string>) {
  const to = { host: '127.0.0.1', port: world.port, rejectUnauthorized: false, agent: false };
  const own = { host: 'localhost:8443', ...asAlice, ...headers };
  const asked = httpsRequest({ ...to, method, path, headers: own }).end();
  const [response] = await once(asked, 'response');
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text += piece;
  return { status: response.statusCode, text };
}

const headers: [about: string, headers: Record<string, string>][] = [
  ['nothing more', {}],
  ['headers that pass', { accept: 'text/html', 'x-a': 'b', 'content-language': 'é' }],
  ['identity', { 'remote-user': 'root', 'x-auth-request-user': 'root', 'x-acme-user': 'root' }],
  ['a certificate', { 'x-ssl-client-cert': 'x', 'x-forwarded-client-cert': 'x' }],
  [
    'look-alikes',
    { x_forwarded_for: '203.0.113.7', 'x.real.ip': '203.0.113.7', content_length: '9' },
  ],
  [
    'addresses',
    { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7', 'x-real-ip': '1' },
  ],
  ['an override', { 'x-http-method-override': 'DELETE', 'x-original-url': '/admin' }],
  ['a proxy', { proxy: 'http://evil.example', 'proxy-authorization': 'Basic x' }],
  ['cookies', { cookie: 'a=1; __Host-Http-sp_session=x; b=2' }],
  ['an invalid trace', { traceparent: 'x', tracestate: 'y' }],
  ['a valid trace', { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }],
  ['no token', { authorization: 'Bearer x' }],
  ['another way to authenticate', { authorization: 'Basic eDp5' }],
  [
    'a WebSocket’s headers',
    { 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', origin: 'https://evil.example' },
  ],
  ['another origin', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
];

test.each(headers)('with %s', async (_, more) => {
  const one = await askOverHttp1('GET', '/api/x', more);
  const two = await ask2(session, '/api/x', more);
  expect(comparable(two)).toEqual(comparable(one));
});

const paths = [
  '/api/x?a=%2F&b=c%0d%0a',
  '/api/x/',
  '/API/x',
  '/api//x',
  '/api/%2e%2e/x',
  '/api/%252e%252e/x',
  '/api/%25%32%65%25%32%65/x',
  '/api/x;a=b',
  '/api/x%2fy',
  '/api/%ff',
  '/api/x%00',
  '/nothing',
  '/',
];

test.each(paths)('at %s', async (path) => {
  const one = await askOverHttp1('GET', path, {});
  const two = await ask2(session, path);
  expect(comparable(two)).toEqual(comparable(one));
});

test.each(['HEAD', 'OPTIONS', 'DELETE', 'TRACE'])('by %s', async (method) => {
  const one = await askOverHttp1(method, '/api/x', {});
  const two = await ask2(session, '/api/x', { ':method': method });
  if (method === 'HEAD') expect(two).toMatchObject(one);
  else expect(comparable(two)).toEqual(comparable(one));
});
