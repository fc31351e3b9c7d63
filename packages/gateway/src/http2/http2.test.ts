import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import { get } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, createWorld, echo, raw, type World } from '../testing/gateway.fixture.ts';
import {
  answerOn,
  asAlice,
  ask2,
  connectPlain,
  connectTls,
  type Http2Asking,
  tlsSettings,
} from './asking.fixture.ts';

let world: World;
let session: ClientHttp2Session;
const asked = (path: string, asking?: Http2Asking) => ask2(session, path, asking);

beforeAll(async () => {
  world = await createWorld({
    settings: await tlsSettings(),
    upstream: (request, response) => {
      const { url } = request;
      if (url === '/api/hints') {
        response.writeEarlyHints({ link: '</a.css>; rel=preload', 'x-a': '1' });
        response.end('hinted');
      } else if (url === '/api/empty') response.writeHead(204).end();
      else if (url === '/api/grpc') {
        response.writeHead(200, { 'content-type': 'application/grpc', 'grpc-status': '5' });
        response.end();
      } else if (url === '/api/cut') {
        response.write('part');
        setImmediate(() => response.destroy());
      } else if (url === '/api/trailers') {
        request.resume();
        request.on('end', () => {
          response.writeHead(200, { trailer: 'grpc-status' });
          response.write(JSON.stringify(request.rawTrailers));
          response.addTrailers({ 'grpc-status': '0', 'grpc-message': 'ok' });
          response.end();
        });
      } else echo(request, response);
    },
  });
  session = connectTls(world.port);
});
afterAll(async () => {
  session.close();
  await world.close();
});

test('callers that know HTTP/2 get it over TLS, and the upstream sees what it always sees', async () => {
  const answer = await asked('/api/x?a=1', { 'user-agent': 'a test' });
  expect(session.alpnProtocol).toBe('h2');
  expect(answer).toMatchObject({ status: 200, rstCode: 0 });
  expect(answer.headers).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'x-request-id': expect.any(String),
    date: expect.any(String),
  });
  expect(answer.json()).toMatchObject({
    method: 'GET',
    url: '/api/x?a=1',
    headers: {
      authorization: 'Bearer jwt-of-alice',
      'x-forwarded-host': 'localhost:8443',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '127.0.0.1',
      'user-agent': 'a test',
    },
  });
});

test('callers that do not know it get HTTP/1.1', async () => {
  const to = { host: '127.0.0.1', port: world.port, rejectUnauthorized: false, agent: false };
  const [response] = await once(get({ ...to, path: '/api/x', headers: asAlice }), 'response');
  response.resume();
  expect([response.statusCode, response.httpVersion]).toEqual([200, '1.1']);
});

describe('a body', () => {
  test('of known length keeps it', async () => {
    const answer = await asked('/api/x', {
      ':method': 'POST',
      'content-length': '5',
      body: 'hello',
    });
    expect(answer.json()).toMatchObject({ body: 'hello', headers: { 'content-length': '5' } });
  });

  test('of unknown length is sent in chunks', async () => {
    const answer = await asked('/api/x', { ':method': 'POST', body: 'hello' });
    const sent = answer.json() as { body: string; headers: object };
    expect(sent).toMatchObject({ body: 'hello', headers: { 'transfer-encoding': 'chunked' } });
    expect(sent.headers).not.toHaveProperty('content-length');
  });

  test('of no bytes is one', async () => {
    const answer = await asked('/api/x', { ':method': 'POST', body: '' });
    expect(answer.json()).toMatchObject({ body: '' });
  });

  test('that is announced with 100-continue is asked for', async () => {
    const stream = session.request({
      ':path': '/api/x',
      ':method': 'POST',
      ':authority': 'localhost:8443',
      expect: '100-continue',
      ...asAlice,
    });
    const answered = answerOn(stream);
    await once(stream, 'continue');
    stream.end('hello');
    expect((await answered).json()).toMatchObject({ body: 'hello' });
  });

  test('that is refused is not asked for, and not waited for', async () => {
    const asking = { ':method': 'POST', expect: '100-continue', authorization: 'Bearer x' };
    const stream = session.request({ ':path': '/api/x', ...asking });
    const answer = await answerOn(stream);
    expect(answer).toMatchObject({ status: 401, informational: [], rstCode: 0 });
  });
});

test('trailers pass both ways', async () => {
  const stream = session.request(
    { ':path': '/api/trailers', ':method': 'POST', ':authority': 'localhost:8443', ...asAlice },
    { waitForTrailers: true },
  );
  stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1', 'remote-user': 'root' }));
  stream.end('x');
  const answer = await answerOn(stream);
  expect(answer.json()).toEqual(['x-sum', '1']);
  expect(answer.trailers).toMatchObject({ 'grpc-status': '0', 'grpc-message': 'ok' });
});

test('early hints pass, as links alone', async () => {
  const answer = await asked('/api/hints');
  expect(answer.text).toBe('hinted');
  expect(answer.informational).toHaveLength(1);
  expect(answer.informational[0]).toMatchObject({ ':status': 103, link: '</a.css>; rel=preload' });
  expect(answer.informational[0]).not.toHaveProperty('x-a');
});

test('an answer to HEAD, and one without content, have no body', async () => {
  expect(await asked('/api/x', { ':method': 'HEAD' })).toMatchObject({ status: 200, text: '' });
  expect(await asked('/api/empty')).toMatchObject({ status: 204, text: '', rstCode: 0 });
});

test('an answer that ends with its head is one frame, as gRPC knows it', async () => {
  const stream = session.request({ ':path': '/api/grpc', ':authority': 'localhost', ...asAlice });
  let endedWithHead = false;
  stream.on('response', (_headers, flags) => {
    endedWithHead = (flags & 1) === 1;
  });
  expect(await answerOn(stream)).toMatchObject({ status: 200, rstCode: 0 });
  expect(endedWithHead).toBe(true);
});

test('an answer that the upstream cuts off is reset, and the connection goes on', async () => {
  expect(await asked('/api/cut')).toMatchObject({ status: 200, text: 'part', rstCode: 2 });
  expect(await asked('/api/x')).toMatchObject({ status: 200 });
});

test('many requests of one connection are answered at the same time', async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => asked(`/api/${i}`)));
  expect(answers.map((answer) => answer.json()['url'])).toEqual(answers.map((_, i) => `/api/${i}`));
});

describe('without TLS', () => {
  let plain: World;
  beforeAll(async () => {
    plain = await createWorld();
  });
  afterAll(() => plain.close());

  test('callers that begin with HTTP/2 are spoken to in it', async () => {
    const known = connectPlain(plain.port);
    const answer = await ask2(known, '/api/x', { ':method': 'POST', body: 'hello' });
    expect(answer.json()).toMatchObject({
      body: 'hello',
      headers: { 'x-forwarded-proto': 'http' },
    });
    known.close();
  });

  test('an offer to go on in HTTP/2 is not taken', async () => {
    const headers = {
      ...asAlice,
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQAAP__',
    };
    const answer = await ask(plain.port, '/api/x', { headers });
    expect(answer.status).toBe(200);
    expect(answer.json()['headers']).not.toHaveProperty('http2-settings');
  });

  test('behind a request of HTTP/1.1, what HTTP/2 begins with is no request', async () => {
    const first = 'GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const answer = await raw(plain.port, `${first}PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 401 [\s\S]*HTTP\/1\.1 400 /);
  });
});
