import type { ClientHttp2Session } from 'node:http2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { data, FrameConnection, head, ping, request, reset } from '../http2/frames.fixture.ts';
import { accessToken, bearer, type World } from '../testing/gateway.fixture.ts';
import { call, connectTo, encodeCheck } from './check.fixture.ts';
import { startJudging } from './verdicts.fixture.ts';

let world: World;
let session: ClientHttp2Session;
beforeAll(async () => {
  world = await startJudging();
  session = connectTo(world.decideGrpcPort);
});
afterAll(async () => {
  session.close();
  await world.close();
});

const question = { method: 'GET', path: '/api/x', host: 'shop.example' };

test('a refusal has the words of the gateway, for the caller', async () => {
  const checked = await call(session, encodeCheck({ ...question, headers: {} }));
  expect(checked).toMatchObject({
    grpcStatus: '0',
    status: 401,
    headers: {
      'content-type': 'application/json',
      'www-authenticate': expect.stringMatching(/^Bearer realm=/),
    },
  });
  expect(JSON.parse(checked.body)).toMatchObject({ error: 'invalid_token' });
});

test('a refusal has a receipt under the id in its body and header', async () => {
  const checked = await call(session, encodeCheck({ ...question, headers: bearer('junk') }));
  const { request_id: id } = JSON.parse(checked.body);
  expect(checked.headers['x-request-id']).toBe(id);
  const { receipts } = await world.issuer.receiptsOf(id);
  expect(receipts).toMatchObject([{ id, mode: 'decide', status: 401, path: '/api/x' }]);
});

test('a header that is called host does not stand for the host', async () => {
  const headers = { ...bearer(accessToken('alice')), host: 'evil.example' };
  const checked = await call(session, encodeCheck({ ...question, headers }));
  expect(checked.status).toBe(200);
});

test.each<[string, Uint8Array, object, string]>([
  ['bytes that are no message', Uint8Array.of(0x0a, 0xff, 0xff), {}, '13'],
  ['a message that is compressed', new Uint8Array(3), { compressed: true }, '3'],
  ['another method', new Uint8Array(0), { path: '/envoy.service.auth.v3.Other/Check' }, '12'],
])('%s is an error, and the connection goes on', async (_, message, frame, status) => {
  expect((await call(session, message, frame)).grpcStatus).toBe(status);
  const headers = bearer(accessToken('alice'));
  expect((await call(session, encodeCheck({ ...question, headers }))).status).toBe(200);
});

test('a message without an end is cut off', async () => {
  const checked = await call(session, new Uint8Array(300_000)).catch((error) => error);
  expect(checked).toMatchObject({ code: 'ERR_HTTP2_STREAM_ERROR' });
});

const fields = head(
  'POST',
  '/envoy.service.auth.v3.Authorization/Check',
  ['content-type', 'application/grpc'],
  ['te', 'trailers'],
);
const begin = (id: number) => request(id, fields, false);
const empty = '\0\0\0\0\0';

test.each<[string, (id: number) => Buffer[]]>([
  ['before its message', () => []],
  ['in the middle of it', (id) => [data(id, empty.slice(1))]],
  ['when it has come', (id) => [data(id, empty)]],
  ['when it is whole', (id) => [data(id, empty, true)]],
])('a check that is taken back %s harms no other one', async (_, sent) => {
  const envoy = await FrameConnection.openPlain(world.decideGrpcPort);
  for (const [index, code] of [0, 2, 5, 8].entries()) {
    const id = 2 * index + 1;
    envoy.send(begin(id), ...sent(id), reset(id, code));
  }
  envoy.send(ping());
  await envoy.acknowledged(1);
  envoy.close();
  const headers = bearer(accessToken('alice'));
  expect((await call(session, encodeCheck({ ...question, headers }))).status).toBe(200);
});
