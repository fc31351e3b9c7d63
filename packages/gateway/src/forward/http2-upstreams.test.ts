import { constants, type ServerHttp2Stream } from 'node:http2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { frameTypes } from '../http2/frame-codec.fixture.ts';
import { gatewayMetrics } from '../metrics/definitions.ts';
import {
  accessToken,
  ask,
  bearer,
  createWorld,
  raw,
  type World,
} from '../testing/gateway.fixture.ts';
import { endOf, open } from '../testing/pending-upstream.fixture.ts';
import {
  answering,
  data,
  type FrameConnection,
  FrameUpstream,
  frame,
  goaway,
  headers,
  ok,
  reset,
} from '../upstream/http2-frames.fixture.ts';
import { Http2Upstream } from '../upstream/http2-upstream.fixture.ts';

let world: World;
let upstream: Http2Upstream;
let answer: (stream: ServerHttp2Stream, fields: string[]) => void;

const echo: typeof answer = (stream, fields) => {
  let body = '';
  stream.on('data', (piece) => {
    body += piece;
  });
  stream.on('end', () => {
    stream.respond({ ':status': 200, 'content-type': 'application/json' });
    stream.end(JSON.stringify({ fields, body }));
  });
};

beforeEach(async () => {
  answer = echo;
  upstream = await new Http2Upstream((stream, fields) => answer(stream, fields)).start();
  world = await createWorld({
    settings: { limits: { connectTimeout: 500, connectionsPerUpstream: 2 } },
    prepare: (issuer) => {
      const [route] = issuer.routes;
      issuer.routes = [
        { ...route!, upstream: `${upstream.origin}/base`, upstream_protocol: 'http2' },
        {
          path: '/wrong',
          upstream: route!.upstream,
          upstream_protocol: 'http2',
          authenticate: 'none',
        },
      ];
    },
  });
});

afterEach(async () => {
  await world.close();
  await upstream.stop();
});

const alice = bearer(accessToken('alice'));
const fieldsOf = (json: Record<string, unknown>) => {
  const fields = json.fields as string[];
  return (wanted: string) => fields.filter((_, at) => at % 2 === 1 && fields[at - 1] === wanted);
};

test('a request over HTTP/1.1 goes on over HTTP/2 by the rules for all', async () => {
  const headers = {
    ...alice,
    te: 'trailers, gzip',
    cookie: 'a=1; __Host-Http-sp_session=x',
    'x-a': '1',
  };
  const { status, json } = await ask(world.port, '/api/a?b', {
    method: 'POST',
    headers,
    body: 'hello',
  });
  const field = fieldsOf(json());
  expect([status, json().body]).toEqual([200, 'hello']);
  expect(field(':path')).toEqual(['/base/api/a?b']);
  expect(field(':authority')).toEqual([new URL(upstream.origin).host]);
  expect(field('authorization')).toEqual(['Bearer jwt-of-alice']);
  expect(field('te')).toEqual(['trailers']);
  expect(field('cookie')).toEqual(['a=1']);
  expect(field('content-length')).toEqual(['5']);
  expect([field('host'), field('connection')]).toEqual([[], []]);
});

test('trailers pass both ways between HTTP/1.1 and HTTP/2', async () => {
  let received: object = {};
  answer = (stream) => {
    stream.resume();
    stream.on('trailers', (trailers) => {
      received = trailers;
    });
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () =>
      stream.sendTrailers({ 'grpc-status': '0', 'x-sum': '\xe9', 'set-cookie': 'a=b' }),
    );
    stream.on('end', () => stream.end('x'));
  };
  const answered = await raw(
    world.port,
    `POST /api/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: ${alice.authorization}\r\n` +
      'Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Sum: \xe9\r\nRemote-User: root\r\n\r\n',
  );
  expect(answered).toMatch(/\r\n0\r\ngrpc-status: 0\r\nx-sum: \xe9\r\n\r\n$/);
  expect(received).toMatchObject({ 'x-sum': '\xe9' });
  expect(received).not.toHaveProperty('remote-user');
});

test('a trailer may have the name of what every object has', async () => {
  let trailers: object = {};
  answer = (stream) => {
    stream.on('trailers', (given) => {
      trailers = given;
    });
    stream.resume().on('end', () => {
      stream.respond({ ':status': 200 });
      stream.end('ok');
    });
  };
  const answered = await raw(
    world.port,
    'POST /api/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n' +
      `Authorization: ${alice.authorization}\r\n\r\n` +
      '1\r\nx\r\n0\r\nconstructor: 1\r\nConstructor: 2\r\nx-sum: 3\r\n\r\n',
  );
  expect(answered).toMatch(/^HTTP\/1.1 200 /);
  expect(Object.entries(trailers)).toEqual([
    ['constructor', '1, 2'],
    ['x-sum', '3'],
  ]);
});

test('what is refused without being looked at is sent again, a POST without a body too', async () => {
  let requests = 0;
  answer = (stream, fields) => {
    if (++requests > 1) echo(stream, fields);
    else stream.close(constants.NGHTTP2_REFUSED_STREAM);
  };
  const asking = { method: 'POST', headers: { ...alice, 'content-length': '0' } };
  expect((await ask(world.port, '/api/a', asking)).status).toBe(200);
  expect(requests).toBe(2);
});

test.each([
  ['with a body that was kept', 20_000, 200, 2],
  ['with a longer one', 200_000, 502, 1],
])('a POST %s', async (_, length, status, expected) => {
  let requests = 0;
  answer = (stream, fields) => {
    if (++requests > 1) echo(stream, fields);
    else {
      // All of it has come, and was not looked at.
      let bytes = 0;
      stream.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes === length) stream.close(constants.NGHTTP2_REFUSED_STREAM);
      });
    }
  };
  const body = 'x'.repeat(length);
  const answered = await ask(world.port, '/api/a', { method: 'POST', headers: alice, body });
  expect([answered.status, requests]).toEqual([status, expected]);
  if (status === 200) expect(answered.json().body).toBe(body);
});

test('an early answer arrives, and the rest of the body is not sent', async () => {
  const codes: number[] = [];
  answer = (stream) => {
    stream.respond({ ':status': 413 }, { endStream: true });
    stream.on('close', () => codes.push(stream.rstCode));
  };
  for (let count = 0; count < 5; count++) {
    const asking = { method: 'POST', headers: alice, body: 'x'.repeat(3_000_000) };
    expect((await ask(world.port, '/api/a', asking)).status).toBe(413);
  }
  expect(codes).toEqual(Array(5).fill(constants.NGHTTP2_NO_ERROR));
});

test('a stream ends at both sides when its permission is taken away, and gives its place back', async () => {
  const codes: Promise<number>[] = [];
  answer = (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
    stream.write('data: 1\n\n');
    codes.push(new Promise((resolve) => stream.on('close', () => resolve(stream.rstCode))));
  };
  for (let count = 0; count < 5; count++) {
    const response = await open(world.port, '/api/a').response;
    const ended = endOf(response);
    await world.issuer.change('user:alice');
    expect(await ended).toBe('cut');
    expect(await codes[count]).toBe(constants.NGHTTP2_CANCEL);
  }
  expect(upstream.sessions.length).toBe(1);
});

test('an upstream that does not speak HTTP/2 is a 502, and the log says what to write', async () => {
  expect((await ask(world.port, '/wrong')).status).toBe(502);
  expect(world.logged.some((line) => line.includes('Leave upstream_protocol out'))).toBe(true);
});

test('a health check speaks what the route speaks', async () => {
  const checked = Promise.withResolvers<string[]>();
  answer = (stream, fields) => {
    stream.respond({ ':status': 204 }, { endStream: true });
    checked.resolve(fields);
  };
  world.issuer.routes[0]!.health = { path: '/up', interval: 1 };
  await world.issuer.change('routes');
  expect(await checked.promise).toContain('/up');
});

test('whatever an upstream does, the places there come back', async () => {
  const faults: ((id: number) => Buffer)[] = [
    (id) => reset(id, 8),
    (id) => headers(id, ['x', '1']),
    (id) => Buffer.concat([headers(id, [':status', '200']), data(id, 'part'), reset(id, 0)]),
    () => goaway(0, 11),
    () => frame(frameTypes.data, 0, 1, Buffer.alloc(20_000)),
    () => Buffer.concat(Array(2_000).fill(frame(frameTypes.ping, 0, 0, Buffer.alloc(8)))),
    () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
  ];
  let requests = 0;
  const hostile = await new FrameUpstream((connection: FrameConnection, received, count) => {
    if (received.kind !== frameTypes.headers) return;
    const fault = faults[requests++ % (faults.length + 1)] ?? ok;
    answering(fault)(connection, received, count);
  }).start();
  world.issuer.routes[0]!.upstream = hostile.origin;
  await world.issuer.change('routes');
  const asking = { method: 'POST', headers: { ...alice, 'content-length': '0' } };
  // More than there are places; each is answered, cut off, or fails at once.
  for (let count = 0; count < 4 * faults.length; count++) {
    const answered = await ask(world.port, '/api/a', asking).catch(() => null);
    expect([200, 502, undefined]).toContain(answered?.status);
  }
  const places = world.metrics
    .collect()
    .find(({ definition }) => definition === gatewayMetrics.places);
  const held = places!.points.filter((point) => 'value' in point && point.value !== 0);
  expect([places!.points.length > 0, held]).toEqual([true, []]);
  await hostile.stop();
});
