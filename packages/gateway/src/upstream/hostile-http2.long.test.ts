import { afterEach, describe, expect, test } from 'vitest';
import { frameTypes, uint32 } from '../http2/frame-codec.fixture.ts';
import { askUpstream, bodyOf } from './asking.fixture.ts';
import { Http2Connections } from './http2-connections.ts';
import {
  ack,
  answering,
  block,
  data,
  endHeaders,
  endStream,
  type FrameConnection,
  FrameUpstream,
  frame,
  goaway,
  headers,
  ok,
  reset,
} from './http2-frames.fixture.ts';

let upstream: FrameUpstream;
let connections: Http2Connections;
const limits = { connectTimeout: 300, headersTimeout: 300, bodyTimeout: 300, streamTimeout: 300 };

async function start(...script: ConstructorParameters<typeof FrameUpstream>) {
  upstream = await new FrameUpstream(...script).start();
  connections = new Http2Connections(upstream.origin, limits);
}

const ask = (asked?: Parameters<typeof askUpstream>[1]) => askUpstream(connections, asked);

/** Answers the first request on the first connection in its own way, and all others well. */
const first =
  (...answers: ((id: number) => Buffer)[]) =>
  (
    connection: FrameConnection,
    received: Parameters<ReturnType<typeof answering>>[1],
    count: number,
  ) => {
    const isFirst = count === 1 && received.id === 1;
    answering(...(isFirst ? answers : [ok]))(connection, received, count);
  };

afterEach(async () => {
  await connections.close();
  await upstream.stop();
});

const head = (id: number, ...fields: string[]) => headers(id, [':status', '200', ...fields]);

describe('is no answer, whatever follows it:', () => {
  test.each<[string, string, ...((id: number) => Buffer)[]]>([
    ['a name in capitals', 'invalid_response', (id) => head(id, 'X-A', '1')],
    ['a field about the connection', 'invalid_response', (id) => head(id, 'connection', 'close')],
    ['a transfer coding', 'invalid_response', (id) => head(id, 'transfer-encoding', 'chunked')],
    ['no status', 'invalid_response', (id) => headers(id, ['x', '1'])],
    ['a status of four digits', 'invalid_response', (id) => headers(id, [':status', '2000'])],
    ['a status that is no number', 'invalid_response', (id) => headers(id, [':status', 'abc'])],
    ['a status below 100', 'invalid_response', (id) => headers(id, [':status', '099'])],
    ['two statuses', 'invalid_response', (id) => head(id, ':status', '200')],
    ['101', 'invalid_response', (id) => headers(id, [':status', '101'])],
    ['a pseudo-header of requests', 'invalid_response', (id) => head(id, ':path', '/')],
    ['a body without a head', 'connection_lost', (id) => data(id, 'x', endStream)],
    [
      'a body shorter than its length',
      'invalid_response',
      (id) => head(id, 'content-length', '9'),
      (id) => data(id, 'part', endStream),
    ],
    [
      'a body longer than its length',
      'connection_lost',
      (id) => head(id, 'content-length', '2'),
      (id) => data(id, 'long', endStream),
    ],
    [
      'two lengths',
      'invalid_response',
      (id) => head(id, 'content-length', '2', 'content-length', '3'),
      (id) => data(id, 'ok', endStream),
    ],
    [
      'information that ends',
      'invalid_response',
      (id) => headers(id, [':status', '103'], endHeaders + endStream),
    ],
    [
      'information without an end',
      'invalid_response',
      (id) => Buffer.concat(Array(40).fill(headers(id, [':status', '103']))),
    ],
    [
      'a pseudo-header among trailers',
      'invalid_response',
      (id) => head(id),
      (id) => headers(id, [':status', '200'], endHeaders + endStream),
    ],
    [
      'an answer that is cut off with NO_ERROR',
      'connection_lost',
      (id) => head(id),
      (id) => data(id, 'part'),
      (id) => reset(id, 0),
    ],
    [
      'an answer that is cut off',
      'connection_lost',
      (id) => head(id),
      (id) => data(id, 'part'),
      (id) => reset(id, 2),
    ],
    ['a reset', 'connection_lost', (id) => reset(id, 8)],
    [
      'a head that is too long',
      'connection_lost',
      (id) =>
        head(
          id,
          ...Array(40)
            .fill(['x', 'y'.repeat(2_000)])
            .flat(),
        ),
    ],
    [
      'too many fields',
      'invalid_response',
      (id) => head(id, ...Array(300).fill(['x', 'y']).flat()),
    ],
    ['silence', 'timeout'],
    ['a body that stops', 'timeout', (id) => head(id), (id) => data(id, 'part')],
  ])('%s; the others go on', async (_, failure, ...answers) => {
    await start(first(...answers));
    const { error } = await ask();
    expect(error?.failure).toBe(failure);
    expect(await ask()).toMatchObject({ body: 'ok', error: null });
  });
});

test('fields that no HTTP/1.1 could carry are left out', async () => {
  const fields = ['x a', '1', 'x', 'a\r\nb: c', 'x', 'a\0', 'x', 'y'];
  await start(
    answering((id) => headers(id, [':status', '204', ...fields], endHeaders + endStream)),
  );
  expect(await ask()).toMatchObject({ status: 204, headers: ['x', 'y'], error: null });
});

describe('costs the connection, and a new one is opened:', () => {
  test.each<[string, () => Buffer]>([
    ['a frame that is too long', () => frame(frameTypes.data, 0, 1, Buffer.alloc(20_000))],
    ['a frame for no request', () => headers(7, [':status', '200'])],
    [
      'a promise',
      () =>
        frame(frameTypes.push, endHeaders, 1, Buffer.concat([uint32(2), block(':method', 'GET')])),
    ],
    [
      'fields that cannot be decoded',
      () => frame(frameTypes.headers, endHeaders, 1, Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
    ],
    [
      'a head that does not go on',
      () =>
        Buffer.concat([
          frame(frameTypes.headers, 0, 1, block(':status', '200')),
          frame(frameTypes.ping, 0, 0, Buffer.alloc(8)),
        ]),
    ],
    [
      'CONTINUATION without an end',
      () =>
        Buffer.concat([
          frame(frameTypes.headers, 0, 1, block(':status', '200')),
          ...Array(2_000).fill(frame(frameTypes.continuation, 0, 1, block('x', 'y'))),
        ]),
    ],
    [
      'empty CONTINUATION without an end',
      () =>
        Buffer.concat([
          frame(frameTypes.headers, 0, 1, block(':status', '200')),
          ...Array(20_000).fill(frame(frameTypes.continuation, 0, 1)),
        ]),
    ],
    [
      'PING without an end',
      () => Buffer.concat(Array(5_000).fill(frame(frameTypes.ping, 0, 0, Buffer.alloc(8)))),
    ],
    [
      'SETTINGS without an end',
      () => Buffer.concat(Array(5_000).fill(frame(frameTypes.settings, 0, 0))),
    ],
    [
      'empty DATA without an end',
      () => Buffer.concat([head(1), ...Array(20_000).fill(data(1, ''))]),
    ],
    ['a window that is too large', () => frame(frameTypes.windowUpdate, 0, 0, uint32(0x7fffffff))],
    ['a window that grows by nothing', () => frame(frameTypes.windowUpdate, 0, 0, uint32(0))],
    [
      'another protocol',
      () => Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
    ],
    ['GOAWAY with an error', () => goaway(1, 2)],
  ])('%s', async (_, bytes) => {
    await start(first(bytes));
    const { error } = await ask();
    expect(['invalid_response', 'connection_lost']).toContain(error?.failure);
    await upstream.connections[0]!.closed;
    expect(await ask()).toMatchObject({ body: 'ok', error: null });
    expect(upstream.connections.length).toBe(2);
  });
});

test('a promise before our word about it has been heard is refused', async () => {
  const promise = (id: number) =>
    Buffer.concat([
      frame(
        frameTypes.push,
        endHeaders,
        id,
        Buffer.concat([
          uint32(2),
          block(':method', 'GET', ':scheme', 'http', ':authority', 'a', ':path', '/'),
        ]),
      ),
      headers(2, [':status', '200']),
      data(2, 'x'),
    ]);
  upstream = new FrameUpstream(answering(promise, ok));
  upstream.acknowledges = false;
  await upstream.start();
  connections = new Http2Connections(upstream.origin, limits);
  expect((await ask()).body).toBe('ok');
  const { received } = upstream.connections[0]!;
  while (!received.some(({ kind, id }) => kind === frameTypes.reset && id === 2))
    await new Promise(setImmediate);
});

test('RST_STREAM of what has ended changes nothing, however often it comes', async () => {
  await start(answering(ok, (id) => Buffer.concat(Array(5_000).fill(reset(id, 8)))));
  for (let count = 0; count < 3; count++) expect((await ask()).body).toBe('ok');
  expect(upstream.connections.length).toBe(1);
});

describe('was not looked at, and may be sent again:', () => {
  test.each<[string, (id: number) => Buffer]>([
    ['what is refused', (id) => reset(id, 7)],
    ['what comes after the last one of a GOAWAY', () => goaway(0, 0)],
    ['the same with an error', () => goaway(0, 11)],
  ])('%s', async (_, answer) => {
    await start(first(answer));
    const { error } = await ask({ method: 'POST', body: bodyOf('x') });
    expect([error?.failure, error?.answered]).toEqual(['refused', false]);
    expect((await ask()).body).toBe('ok');
  });
});

test('an upstream that says GOAWAY to all is given up each time', async () => {
  await start(answering(() => goaway(0, 0)));
  for (let count = 0; count < 20; count++) expect((await ask()).error?.failure).toBe('refused');
  expect(upstream.connections.length).toBe(20);
});

test('an upstream that takes no more of a body is a time-out, and the others go on', async () => {
  // No window for any body.
  const settings = frame(frameTypes.settings, 0, 0, Buffer.concat([Buffer.of(0, 4), uint32(0)]));
  await start((connection, received, count) => {
    if (received.flags & endStream) answering(ok)(connection, received, count);
  }, settings);
  const body = {
    ...bodyOf(),
    readBody: (to: import('../http/caller.ts').BodyListener) => {
      for (let count = 0; count < 10; count++) to.bodyData(Buffer.alloc(10_000));
    },
  };
  const stalled = ask({ method: 'POST', body });
  expect((await ask()).body).toBe('ok');
  expect((await stalled).error?.failure).toBe('timeout');
});

describe('before the first request:', () => {
  test('no SETTINGS in time', async () => {
    await start(() => {}, null);
    expect((await ask()).error?.failure).toBe('connect_timeout');
  });

  test('another protocol', async () => {
    await start(() => {}, Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { error } = await ask();
    expect([error?.failure, String(error?.cause)]).toEqual([
      'unreachable',
      'Error: The upstream does not speak HTTP/2. Leave upstream_protocol out for HTTP/1.1.',
    ]);
  });

  test('no request is allowed', async () => {
    await start(
      () => {},
      frame(frameTypes.settings, 0, 0, Buffer.concat([Buffer.of(0, 3), uint32(0)])),
    );
    expect((await ask()).error?.failure).toBe('unreachable');
  });
});

describe('a connection on which nothing comes', () => {
  /** Answers PING, or not. */
  const silent =
    (answersPing: boolean) =>
    (
      connection: FrameConnection,
      { kind, flags, payload }: { kind: number; flags: number; payload: Buffer },
    ) => {
      if (kind === frameTypes.ping && flags === 0 && answersPing) {
        connection.socket.write(frame(frameTypes.ping, ack, 0, payload));
      }
    };

  test('is asked whether it is there, and dead without an answer: all requests on it fail', async () => {
    await start(silent(false));
    connections = new Http2Connections(
      upstream.origin,
      { ...limits, headersTimeout: 60_000 },
      { pings: { silence: 50, answer: 100 } },
    );
    const failures = await Promise.all([ask(), ask()]);
    expect(failures.map(({ error }) => error?.failure)).toEqual(Array(2).fill('connection_lost'));
    const pings = upstream.connections[0]!.received.filter(({ kind }) => kind === frameTypes.ping);
    expect(pings.length).toBe(1);
  });

  test('goes on with an answer, and is not asked so often that it would complain', async () => {
    await start(silent(true));
    connections = new Http2Connections(
      upstream.origin,
      { ...limits, headersTimeout: 1_500 },
      { pings: { silence: 50, answer: 100 } },
    );
    expect((await ask()).error?.failure).toBe('timeout');
    const pings = upstream.connections[0]!.received.filter(({ kind }) => kind === frameTypes.ping);
    expect(pings.length).toBe(2);
  });
});

test('closing ends connections', async () => {
  await start(answering(ok));
  await ask();
  const [connection] = upstream.connections;
  await connections.close();
  await connection!.closed;
  expect((await ask()).body).toBe('ok');
});
