import { once } from 'node:events';
import { constants, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerOn, asAlice, connectPlain } from '../http2/asking.fixture.ts';
import { accessToken, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';
import { type Called, endOfCall, metadataOf, ShopClient } from './grpc.fixture.ts';

/** An answer that has begun ends before its time: what callers over HTTP/2 and of gRPC are told. */

let world: World;
let upstream: Http2Server;
let client: ShopClient;
/** The last stream at the upstream. */
let atUpstream: ServerHttp2Stream;

const message = Buffer.from('\0\0\0\0\x01a');
const alice = metadataOf(bearer(accessToken('alice')));

beforeEach(async () => {
  upstream = createServer();
  upstream.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => {});
    const type = String(headers['content-type'] ?? 'text/plain');
    stream.respond({ ':status': 200, 'content-type': type }, { waitForTrailers: true });
    stream.write(message);
    atUpstream = stream;
  });
  await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  world = await createWorld({
    prepare: (issuer) => {
      const api = 'https://orders.example';
      const route = { upstream: origin, upstream_protocol: 'http2' as const, api };
      issuer.routes = [{ ...route, path: '/*', require: { permissions: ['orders:read'] } }];
    },
  });
  client = new ShopClient(world.port);
});

afterEach(async () => {
  client.close();
  await world.close();
  upstream.close();
});

type End = () => unknown;

/** Begins a call, does this once a part of its answer has come, and waits for how it ends. */
async function callThat(end: End): Promise<Called> {
  const call = client.watch('x', alice);
  const ended = endOfCall(call);
  await once(call, 'data');
  await end();
  return ended;
}

/** The same for a request over HTTP/2. */
async function requestThat(end: End) {
  const session = connectPlain(world.port);
  const stream = session.request({ ':path': '/a', ...asAlice });
  const ended = answerOn(stream);
  await once(stream, 'data');
  await end();
  const answer = await ended;
  session.close();
  return answer;
}

const lastLine = () => world.logged.map((line) => JSON.parse(line)).findLast((line) => line.path);

test.each([
  ['CANCEL', constants.NGHTTP2_CANCEL, status.CANCELLED, constants.NGHTTP2_CANCEL],
  ['INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR, status.INTERNAL, 2],
  ['NO_ERROR', constants.NGHTTP2_NO_ERROR, status.INTERNAL, 2],
  ['REFUSED_STREAM', constants.NGHTTP2_REFUSED_STREAM, status.UNAVAILABLE, 2],
  ['ENHANCE_YOUR_CALM', constants.NGHTTP2_ENHANCE_YOUR_CALM, status.RESOURCE_EXHAUSTED, 2],
] as const)('the upstream resets it: %s', async (_, code, grpc, http) => {
  const call = await callThat(() => atUpstream.close(code));
  expect([call.messages, call.code]).toEqual([['a'], grpc]);
  expect(lastLine()).toMatchObject({ status: 200, grpc_status: grpc, whole: false });
  const answer = await requestThat(() => atUpstream.close(code));
  expect([answer.status, answer.rstCode]).toEqual([200, http]);
});

test('the connection to the upstream is lost', async () => {
  const lose = () => atUpstream.session!.destroy();
  expect(await callThat(lose)).toMatchObject({ messages: ['a'], code: status.UNAVAILABLE });
  expect((await requestThat(lose)).rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
});

test('its permission is taken away', async () => {
  const takeAway = () => world.issuer.change('user:alice');
  const call = await callThat(takeAway);
  expect(call).toMatchObject({ messages: ['a'], code: status.PERMISSION_DENIED });
  const [, id = ''] = /^What allowed this has been taken away\. Request: (\S+)$/.exec(
    call.details,
  )!;
  const { receipts } = await world.issuer.receiptsOf(id);
  expect(receipts).toMatchObject([{ id, error: 'access_denied', caller: { sub: 'alice' } }]);
  expect(lastLine()).toMatchObject({ grpc_status: 7, reason: 'access_denied', whole: false });
  const answer = await requestThat(takeAway);
  expect([answer.status, answer.rstCode]).toEqual([200, constants.NGHTTP2_CANCEL]);
});

test('what its caller has not taken is not followed by a status, for it would have to be taken first', async () => {
  const session = connectPlain(world.port);
  session.settings({ initialWindowSize: 0 });
  const stream = session.request({
    ...{ ':path': '/a', ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' },
    ...asAlice,
  });
  const ended = answerOn(stream);
  await once(stream, 'response');
  await world.issuer.change('user:alice');
  const { rstCode, text, trailers } = await ended;
  expect({ rstCode, text, trailers }).toEqual({ rstCode: 8, text: '', trailers: {} });
  session.close();
});
