import { once } from 'node:events';
import { type Server, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../../../../e2e/support/certificates.ts';
import { accessToken, bearer, createWorld, raw, type World } from '../testing/gateway.fixture.ts';
import { endOfCall, metadataOf, type Shop, ShopClient, serveShop } from './grpc.fixture.ts';

let world: World;
let server: Server;
let client: ShopClient;
let shop: Shop;
/** The last call at the service, where it is one that hangs. */
interface Pending {
  call: ServerUnaryCall<Buffer, Buffer>;
  answer: sendUnaryData<Buffer>;
}
let pending: Promise<Pending>;
let arrived: (pending: Pending) => void;

const alice = metadataOf(bearer(accessToken('alice')));

function freshShop(): Shop {
  ({ promise: pending, resolve: arrived } = Promise.withResolvers<Pending>());
  return {
    Get(call, answer) {
      const text = call.request.toString();
      if (text === 'silent') return;
      call.sendMetadata(metadataOf({ 'x-seen': String(call.metadata.get('authorization')) }));
      if (text === 'hang') arrived({ call, answer });
      else if (text === 'missing') answer({ code: status.NOT_FOUND, details: 'Not there: 注文' });
      else answer(null, call.request, metadataOf({ 'x-trailer': 'after' }));
    },
    Watch(call) {
      for (const letter of call.request.toString()) call.write(Buffer.from(letter));
      if (call.request.toString() !== 'open') call.end();
    },
    Upload(call, answer) {
      let bytes = 0;
      call.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      call.on('end', () => answer(null, Buffer.from(String(bytes))));
    },
    Chat(call) {
      call.on('data', (piece: Buffer) => call.write(Buffer.from(`you said ${piece}`)));
      call.on('end', () => call.end());
    },
  };
}

async function start(settings: Parameters<typeof createWorld>[0] = {}, ca?: string) {
  shop = freshShop();
  const served = await serveShop(shop);
  server = served.server;
  world = await createWorld({
    ...settings,
    prepare: (issuer) => {
      const api = 'https://orders.example';
      const orders = { upstream: served.origin, upstream_protocol: 'http2' as const, api };
      issuer.routes = [
        { ...orders, path: '/shop.Orders/*' },
        { ...orders, path: '/shop.Orders/Watch', require: { permissions: ['orders:read'] } },
        {
          ...orders,
          path: '/shop.Orders/Upload',
          rate_limits: [{ per: 'user', limit: 1, window: 60 }],
        },
      ];
    },
  });
  client = new ShopClient(world.port, ca);
}

beforeEach(() => start());

afterEach(async () => {
  client.close();
  await world.close();
  server.forceShutdown();
});

describe('a call passes:', () => {
  test('one message each way, with metadata before and after, and the JWT in place of the token', async () => {
    const { answer, code, headers, trailers } = await client.get('hello', alice).ended;
    expect([code, String(answer)]).toEqual([status.OK, 'hello']);
    expect(headers?.get('x-seen')).toEqual(['Bearer jwt-of-alice']);
    expect(trailers.get('x-trailer')).toEqual(['after']);
  });

  test('a stream of answers', async () => {
    const { code, messages } = await endOfCall(client.watch('abc', alice));
    expect([code, messages]).toEqual([status.OK, ['a', 'b', 'c']]);
  });

  test('a stream of requests', async () => {
    const { call, ended } = client.upload(alice);
    for (let count = 0; count < 100; count++) call.write(Buffer.alloc(50_000));
    call.end();
    const { code, answer } = await ended;
    expect([code, String(answer)]).toEqual([status.OK, '5000000']);
  });

  test('both at once', async () => {
    const chat = client.chat(alice);
    const ended = endOfCall(chat);
    for (const word of ['one', 'two', 'three']) {
      chat.write(Buffer.from(word));
      expect(String((await once(chat, 'data'))[0])).toBe(`you said ${word}`);
    }
    chat.end();
    expect((await ended).code).toBe(status.OK);
  });

  test('large messages', async () => {
    const large = Buffer.alloc(12_000_000, 'x');
    const { code, answer } = await client.get(large, alice).ended;
    expect([code, answer?.equals(large)]).toEqual([status.OK, true]);
  });

  test('over TLS', async () => {
    client.close();
    await world.close();
    server.forceShutdown();
    const tls = await makeCertificate(['localhost']);
    await start({ settings: { url: 'https://localhost:8443', tls } }, tls.cert);
    expect((await client.get('hello', alice).ended).code).toBe(status.OK);
  });
});

test('a failure of the service is the caller’s to read, an answer without a message too', async () => {
  const { code, details } = await client.get('missing', alice).ended;
  expect([code, details]).toEqual([status.NOT_FOUND, 'Not there: 注文']);
});

describe('a call that is given up ends at the other side:', () => {
  test('by its deadline, which the service has been told', async () => {
    const { ended } = client.get('hang', alice, { deadline: Date.now() + 1_000 });
    const { call } = await pending;
    const cancelled = once(call, 'cancelled');
    expect(call.getDeadline()).not.toBe(Number.POSITIVE_INFINITY);
    expect((await ended).code).toBe(status.DEADLINE_EXCEEDED);
    await cancelled;
  });

  test('by its caller', async () => {
    const { call, ended } = client.get('hang', alice);
    const cancelled = once((await pending).call, 'cancelled');
    call.cancel();
    expect((await ended).code).toBe(status.CANCELLED);
    await cancelled;
  });

  test('by its service, which goes away', async () => {
    const { ended } = client.get('hang', alice);
    await pending;
    server.forceShutdown();
    expect((await ended).code).not.toBe(status.OK);
  });
});

describe('a call that is refused is told so in the terms of gRPC:', () => {
  test('without a token', async () => {
    const { code, details } = await client.get('x', metadataOf({})).ended;
    expect(code).toBe(status.UNAUTHENTICATED);
    expect(details).not.toBe('');
  });

  test('without the permission', async () => {
    world.issuer.routes[1]!.require = { permissions: ['orders:refund'] };
    await world.issuer.change('routes');
    const { code, details } = await endOfCall(client.watch('abc', alice));
    expect(code).toBe(status.PERMISSION_DENIED);
    const [, id = ''] = / Request: (\S+)$/.exec(details)!;
    const { receipts } = await world.issuer.receiptsOf(id);
    expect(receipts).toMatchObject([{ rule: { missing: ['orders:refund'] } }]);
  });

  test('where there is no route', async () => {
    world.issuer.routes.splice(0);
    await world.issuer.change('routes');
    expect((await client.get('x', alice).ended).code).toBe(status.UNIMPLEMENTED);
  });

  test('beyond a limit', async () => {
    for (const expected of [status.OK, status.RESOURCE_EXHAUSTED]) {
      const { call, ended } = client.upload(alice);
      call.end();
      expect((await ended).code).toBe(expected);
    }
  });

  test('where the service cannot be reached', async () => {
    server.forceShutdown();
    expect((await client.get('x', alice).ended).code).toBe(status.UNAVAILABLE);
  });

  test('in the header section alone, and with what HTTP would have said beside it', async () => {
    const head = 'POST /shop.Orders/Get HTTP/1.1\r\nHost: a\r\nConnection: close\r\n';
    const answer = await raw(
      world.port,
      `${head}Content-Type: application/grpc+proto\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/\r\ngrpc-status: 16\r\n/);
    expect(answer).toMatch(/\r\nWWW-Authenticate: Bearer/i);
    const other = await raw(
      world.port,
      `${head}Content-Type: application/grpc-web\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(other).toMatch(/^HTTP\/1\.1 401 /);
  });
});

test('a stream ends when its permission is taken away, before that is acknowledged', async () => {
  const ends = [client.watch('open', alice), client.chat(alice)];
  const [watch, chat] = ends;
  await once(watch!, 'data');
  (chat as ReturnType<ShopClient['chat']>).write(Buffer.from('x'));
  await once(chat!, 'data');
  const ended = ends.map((call) => endOfCall(call));
  await world.issuer.change('user:alice');
  for (const { code } of await Promise.all(ended)) expect(code).not.toBe(status.OK);
  const lines = world.logged.filter((line) => line.includes('"reason":"access_denied"'));
  expect(lines).toHaveLength(2);
});

test('each call is a line of the log when it has ended, with its status', async () => {
  await client.get('x', alice).ended;
  await client.get('missing', alice).ended;
  await client.get('x', metadataOf({})).ended;
  const lines = world.logged.filter((line) => line.includes('"msg":"request"'));
  const told = lines.map((line) => JSON.parse(line)).map((line) => [line.status, line.grpc_status]);
  expect(told).toEqual([
    [200, 0],
    [200, 5],
    [200, 16],
  ]);
});

test('calls may be silent for as long as streams, before their answer and within', async () => {
  client.close();
  await world.close();
  server.forceShutdown();
  await start({
    settings: {
      limits: { headersTimeout: 100, bodyTimeout: 100, uploadTimeout: 100, streamTimeout: 1_000 },
    },
  });
  const silent = client.chat(alice);
  const ended = endOfCall(silent);
  silent.write(Buffer.from('x'));
  await once(silent, 'data');
  const begun = performance.now();
  const unanswered = client.get('silent', alice);
  expect((await unanswered.ended).code).toBe(status.UNAVAILABLE);
  expect((await ended).code).not.toBe(status.OK);
  expect(performance.now() - begun).toBeGreaterThan(1_000);
});

test('a call under way ends well when the gateway closes', async () => {
  const { ended } = client.get('hang', alice);
  const { answer } = await pending;
  const closed = world.gateway.close();
  answer(null, Buffer.from('late'));
  await closed;
  expect((await ended).code).toBe(status.OK);
});
