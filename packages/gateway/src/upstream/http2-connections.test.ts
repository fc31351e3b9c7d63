import { once } from 'node:events';
import {
  createServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { BodyListener, BodySource } from '../http/caller.ts';
import { askUpstream, bodyOf } from './asking.fixture.ts';
import type { SentRequest } from './connections.ts';
import { Http2Connections } from './http2-connections.ts';

let server: Http2Server;
let connections: Http2Connections;
let sessions: ServerHttp2Session[] = [];
const limits = {
  connectTimeout: 2_000,
  headersTimeout: 2_000,
  bodyTimeout: 2_000,
  streamTimeout: 2_000,
};

type OnStream = (stream: ServerHttp2Stream, fields: string[]) => void;

async function start(onStream: OnStream, options: ServerOptions = {}, more = {}) {
  sessions = [];
  server = createServer(options);
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => {});
  });
  server.on('stream', (stream, _headers, _flags, fields) => {
    stream.on('error', () => {});
    onStream(stream as ServerHttp2Stream, fields as string[]);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  connections = new Http2Connections(`http://127.0.0.1:${port}`, { ...limits, ...more });
}

const ask = (asked?: Parameters<typeof askUpstream>[1]) => askUpstream(connections, asked);

const answerOk: OnStream = (stream) => {
  stream.respond({ ':status': 200 });
  stream.end('ok');
};

const echo: OnStream = (stream) => {
  stream.respond({ ':status': 200 });
  stream.pipe(stream);
};

afterEach(async () => {
  await connections.close();
  for (const session of sessions) session.destroy();
  server.close();
});

describe('an answer', () => {
  test('comes as it was sent, byte for byte and in its order', async () => {
    await start((stream) => {
      stream.respond([
        ':status',
        '299',
        'x-b',
        '\xe5\xa0\xb1',
        'set-cookie',
        'a',
        'x-b',
        '2',
        'set-cookie',
        'b',
      ]);
      stream.end(Buffer.from('\0\xff\n', 'latin1'));
    });
    const { status, reason, headers, body } = await ask();
    expect([status, reason, body]).toEqual([299, '', '\0\xff\n']);
    expect(headers.filter((_, at) => headers[at & ~1] !== 'date')).toEqual([
      'x-b',
      '\xe5\xa0\xb1',
      'set-cookie',
      'a',
      'x-b',
      '2',
      'set-cookie',
      'b',
    ]);
  });

  test('that informs is told of, but for 100', async () => {
    await start((stream) => {
      stream.additionalHeaders({ ':status': 100 });
      stream.additionalHeaders({ ':status': 103, link: '</a>' });
      stream.additionalHeaders({ ':status': 102 });
      answerOk(stream, []);
    });
    expect(await ask()).toMatchObject({ informed: [103, 102], status: 200, body: 'ok' });
  });

  test('without a body, and with trailers', async () => {
    await start((stream, fields) => {
      if (fields.includes('HEAD')) stream.respond({ ':status': 200 }, { endStream: true });
      else {
        stream.respond({ ':status': 200 }, { waitForTrailers: true });
        stream.on('wantTrailers', () =>
          stream.sendTrailers({ 'x-sum': '\xe9', 'grpc-status': '0' }),
        );
        stream.end();
      }
    });
    expect(await ask({ method: 'HEAD' })).toMatchObject({ status: 200, body: '', error: null });
    expect((await ask()).trailers).toEqual(['x-sum', '\xe9', 'grpc-status', '0']);
  });

  test('is held back while it is not wanted, and others go on', async () => {
    const large = 'x'.repeat(3_000_000);
    await start((stream, fields) => {
      stream.respond({ ':status': 200 });
      stream.end(fields.includes('HEAD') ? '' : large);
    });
    let sent: SentRequest | null = null;
    const held = ask({
      onHead: (of) => {
        sent = of();
        sent.pause();
      },
    });
    while (sent === null) expect((await ask({ method: 'HEAD' })).error).toBeNull();
    const other = await ask();
    expect(other.body.length).toBe(large.length);
    (sent as SentRequest).resume();
    expect((await held).body.length).toBe(large.length);
    expect(sessions.length).toBe(1);
  });
});

describe('a request', () => {
  test('has names in lower case, its host as authority, and nothing of the connection', async () => {
    let received: string[] = [];
    await start((stream, fields) => {
      received = fields;
      answerOk(stream, fields);
    });
    const headers = [
      'X-A',
      '\xe9',
      'Connection',
      'X-A',
      'Keep-Alive',
      '1',
      'X-a',
      '2',
      'TE',
      'gzip',
    ];
    await ask({ headers });
    expect(received).toEqual([
      ':method',
      'GET',
      ':scheme',
      'http',
      ':authority',
      'upstream',
      ':path',
      '/x',
      'x-a',
      '\xe9',
      'x-a',
      '2',
    ]);
  });

  test.each([[['Content-Length', '5']], [[]]])(
    'with the headers %j is sent whole',
    async (headers) => {
      await start(echo);
      const told = await ask({ method: 'POST', headers, body: bodyOf('he', 'llo') });
      expect(told).toMatchObject({ body: 'hello', error: null });
    },
  );

  test('brings its trailers', async () => {
    let trailers: object = {};
    await start((stream) => {
      stream.on('trailers', (given) => {
        trailers = given;
      });
      stream.resume();
      stream.on('end', () => answerOk(stream, []));
    });
    const body = {
      ...bodyOf(),
      readBody: (to: BodyListener) => to.bodyEnd(['X-Sum', '\xe9', 'x-b', '1']),
    };
    expect((await ask({ method: 'POST', body })).body).toBe('ok');
    expect(trailers).toMatchObject({ 'x-sum': '\xe9', 'x-b': '1' });
  });

  test.each([
    [['Content-Length', '5', 'Content-Length', '6'], bodyOf('hello')],
    [['Content-Length', '5'], null],
    [['Transfer-Encoding', 'chunked'], bodyOf('hello')],
    [['Content-Length', '4'], bodyOf('hello')],
    [['Content-Length', '6'], bodyOf('hello')],
  ])('with %j and a body that does not fit is not sent as a whole', async (headers, body) => {
    const whole: string[] = [];
    await start((stream) => {
      stream.resume();
      stream.on('end', () => {
        if (!stream.aborted) whole.push('');
        answerOk(stream, []);
      });
    });
    expect((await ask({ method: 'POST', headers, body })).error?.failure).toBe('unsendable');
    expect((await ask()).body).toBe('ok');
    expect([whole.length, sessions.length]).toEqual([1, 1]);
  });

  test('that may not be sent any more leaves the connection as it is', async () => {
    let streams = 0;
    await start((stream, fields) => {
      streams++;
      answerOk(stream, fields);
    });
    await ask();
    expect((await ask({ mayBeSent: () => false })).error?.failure).toBe('not_sent');
    await ask();
    expect([streams, sessions.length]).toEqual([2, 1]);
  });

  test('waits for an upstream that does not read', async () => {
    await start(() => {}, {}, { headersTimeout: 200 });
    let paused = false;
    const piece = Buffer.alloc(64 * 1024);
    const body: BodySource = {
      ...bodyOf(),
      readBody(listener) {
        while (!paused) listener.bodyData(piece);
      },
      pauseBody() {
        paused = true;
      },
    };
    const { error } = await ask({ method: 'POST', body });
    expect([paused, error?.failure]).toEqual([true, 'timeout']);
  });

  test('is answered before its body has ended, and what is left is not sent', async () => {
    let code = -1;
    const closed = Promise.withResolvers<void>();
    await start((stream) => {
      stream.respond({ ':status': 413 }, { endStream: true });
      stream.on('close', () => {
        code = stream.rstCode;
        closed.resolve();
      });
    });
    const body: BodySource = { ...bodyOf(), readBody: (to) => to.bodyData(Buffer.from('part')) };
    expect(await ask({ method: 'POST', body })).toMatchObject({ status: 413, error: null });
    await closed.promise;
    expect([code, sessions.length]).toEqual([0, 1]);
  });

  test('that is given up ends at the upstream, and no other does', async () => {
    const closed = Promise.withResolvers<number>();
    await start((stream, fields) => {
      if (!fields.includes('POST')) return answerOk(stream, fields);
      stream.respond({ ':status': 200 });
      stream.write('part');
      stream.on('close', () => closed.resolve(stream.rstCode));
    });
    void ask({
      method: 'POST',
      body: bodyOf('x'),
      onHead: (sent) => queueMicrotask(() => sent().abort()),
    });
    expect(await closed.promise).toBe(8);
    expect((await ask()).body).toBe('ok');
    expect(sessions.length).toBe(1);
  });
});

describe('connections', () => {
  test('are shared by as many requests as the upstream allows', async () => {
    const open: ServerHttp2Stream[] = [];
    await start((stream) => void open.push(stream), { settings: { maxConcurrentStreams: 4 } });
    const asked = Array.from({ length: 10 }, () => ask());
    while (open.length < 10) await new Promise(setImmediate);
    expect(sessions.length).toBe(3);
    for (const stream of open) answerOk(stream, []);
    expect((await Promise.all(asked)).map(({ body }) => body)).toEqual(Array(10).fill('ok'));
    for (let count = 0; count < 4; count++) void ask();
    while (open.length < 14) await new Promise(setImmediate);
    expect(sessions.length).toBe(3);
  });

  test('that the upstream closes are replaced, and what is on them ends well', async () => {
    const open: ServerHttp2Stream[] = [];
    await start((stream) => void open.push(stream));
    const first = ask();
    while (open.length < 1) await new Promise(setImmediate);
    const gone = once(sessions[0]!, 'close');
    sessions[0]!.close();
    answerOk(open[0]!, []);
    expect((await first).body).toBe('ok');
    await gone;
    const second = ask();
    while (open.length < 2) await new Promise(setImmediate);
    answerOk(open[1]!, []);
    expect((await second).body).toBe('ok');
    expect(sessions.length).toBe(2);
  });

  test('take so many requests in all, and end with the last of them', async () => {
    await start(answerOk);
    const { port } = server.address() as AddressInfo;
    connections = new Http2Connections(`http://127.0.0.1:${port}`, limits, { maxRequests: 2 });
    for (let count = 0; count < 5; count++) expect((await ask()).body).toBe('ok');
    expect(sessions.length).toBe(3);
    while (!sessions[0]!.destroyed || !sessions[1]!.destroyed) await new Promise(setImmediate);
    expect(sessions[2]!.destroyed).toBe(false);
  });

  test('on which many requests were given up take no further ones', async () => {
    await start((stream) => stream.respond({ ':status': 200 }));
    for (let count = 0; count < 250; count++) {
      await new Promise<void>((resolve) => {
        void ask({
          onHead: (sent) =>
            queueMicrotask(() => {
              sent().abort();
              resolve();
            }),
        });
      });
    }
    expect(sessions.length).toBe(2);
  });
});

test('an upstream that refuses connections is unreachable', async () => {
  await start(answerOk);
  server.close();
  await once(server, 'close');
  expect((await ask()).error?.failure).toBe('unreachable');
});
