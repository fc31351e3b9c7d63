import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ambiguousChunks, ambiguousHeads } from '../http1/smuggling.fixture.ts';
import { askUpstream, bodyOf } from './asking.fixture.ts';
import type { SentRequest } from './connections.ts';
import { Http1Connections } from './http1-connections.ts';
import { answering, ScriptedUpstream } from './scripted-upstream.fixture.ts';

let upstream: ScriptedUpstream;
let connections: Http1Connections;
const limits = { connectTimeout: 200, headersTimeout: 200, bodyTimeout: 200, streamTimeout: 200 };

async function start(...script: ConstructorParameters<typeof ScriptedUpstream>) {
  upstream = await new ScriptedUpstream(...script).start();
  connections = new Http1Connections(upstream.origin, limits);
}

const ask = (asked?: Parameters<typeof askUpstream>[1]) => askUpstream(connections, asked);
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const gone = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });

afterEach(async () => {
  await connections.close();
  await upstream.stop();
});

describe('an answer', () => {
  test('comes as it was sent, byte for byte and in its order', async () => {
    const head =
      'HTTP/1.1 299 N\xe9\r\nx-B: \xe5\xa0\xb1\r\nX-a:1\r\nX-b:  2 \r\nContent-Length: 3\r\n\r\n';
    await start(answering(`${head}\0\xff\n`));
    const { status, reason, headers, body } = await ask();
    expect([status, reason, body]).toEqual([299, 'N\xe9', '\0\xff\n']);
    const sent = ['x-B', '\xe5\xa0\xb1', 'X-a', '1', 'X-b', '2', 'Content-Length', '3'];
    expect(headers).toEqual(sent);
  });

  test('comes byte by byte', async () => {
    const text = `${ok.replace('Content-Length: 2', 'Transfer-Encoding: chunked').slice(0, -2)}2;a=b\r\nok\r\n0\r\nT: 1\r\n\r\n`;
    await start(async ({ socket }) => {
      socket.setNoDelay();
      for (const byte of text) await new Promise<void>((done) => socket.write(byte, () => done()));
    });
    expect(await ask()).toMatchObject({ status: 200, body: 'ok', trailers: ['T', '1'] });
    expect(await ask()).toMatchObject({ status: 200, body: 'ok', error: null });
    expect(upstream.connections.length).toBe(1);
  });

  test.each([
    ['HTTP/1.1 200 OK\r\n\r\nuntil the end', 'until the end'],
    ['HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok', 'ok'],
    ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok', 'ok'],
    ['HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok', 'ok'],
  ])('%j is the last on its connection', async (text, body) => {
    await start(({ socket }) => socket.end(text));
    expect(await ask()).toMatchObject({ body, error: null });
    expect(await ask()).toMatchObject({ body, error: null });
    expect(upstream.connections.length).toBe(2);
  });

  test.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'],
    ['HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'],
    ['GET', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['GET', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n${ok}`],
  ])('to %s, %j, keeps the connection', async (method, text) => {
    await start(answering(text));
    for (let count = 0; count < 3; count++) expect((await ask({ method })).error).toBeNull();
    expect([upstream.connections.length, upstream.connections[0]?.requests]).toEqual([1, 3]);
  });

  test('that informs is told of, but for 100', async () => {
    await start(
      answering(`HTTP/1.1 100 a\r\n\r\nHTTP/1.1 103 b\r\n\r\nHTTP/1.1 102 c\r\n\r\n${ok}`),
    );
    expect(await ask()).toMatchObject({ informed: [103, 102], status: 200 });
  });
});

describe('is no answer, and costs the connection:', () => {
  test.each([
    [
      'a head without an end',
      'HTTP/1.1 200 OK\r\n'.padEnd(70_000, 'X-A: 1\r\n'),
      'invalid_response',
    ],
    ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n', 'invalid_response'],
    [
      'an upgrade that was not asked for',
      'HTTP/1.1 101 Switching Protocols\r\n\r\n',
      'invalid_response',
    ],
    ['information without an end', 'HTTP/1.1 103 a\r\n\r\n'.repeat(50), 'invalid_response'],
    ['nothing in time', '', 'timeout'],
    ['a head that stops', 'HTTP/1.1 200 OK\r\nConte', 'timeout'],
    ['a body that stops', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart', 'timeout'],
    [
      'chunks that stop',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel',
      'timeout',
    ],
  ])('%s', async (_, text, failure) => {
    await start(answering(text));
    const { error } = await ask();
    expect(error?.failure).toBe(failure);
    await gone(upstream.connections[0]!.socket);
  });

  test.each([...ambiguousHeads, ...ambiguousChunks].map((form) => [form.name, form] as const))(
    '%s',
    async (_, { fields, body }) => {
      await start(({ socket, requests }) =>
        socket.write(requests === 1 ? `HTTP/1.1 200 OK\r\n${fields}\r\n${body}` : ok, 'latin1'),
      );
      const [first, second] = [await ask(), await ask()];
      expect(first.error?.failure).toBe('invalid_response');
      expect(second.error?.failure).toBe('invalid_response');
      expect(upstream.connections.map(({ requests }) => requests)).toEqual([1, 1]);
    },
  );
});

describe('a connection is not used again', () => {
  test.each([
    ['after a byte too many', `${ok}x`],
    ['after a second answer', ok + ok],
    ['after a line’s end too many', `${ok}\r\n`],
  ])('%s', async (_, text) => {
    await start(answering(text));
    for (let count = 0; count < 3; count++) {
      expect(await ask()).toMatchObject({ body: 'ok', error: null });
    }
    expect(upstream.connections.map(({ requests }) => requests)).toEqual([1, 1, 1]);
  });

  test('after bytes that came while it was idle', async () => {
    await start(answering(ok));
    await ask();
    const { socket } = upstream.connections[0]!;
    socket.write(ok);
    await gone(socket);
    expect(await ask()).toMatchObject({ body: 'ok', error: null });
    expect(upstream.connections.length).toBe(2);
  });

  test('after an answer to a request that was not whole', async () => {
    await start(answering(ok));
    const source = { ...bodyOf(), readBody: () => {} };
    const headers = ['Content-Length', '9'];
    expect(await ask({ method: 'POST', headers, body: source })).toMatchObject({ body: 'ok' });
    expect(await ask()).toMatchObject({ body: 'ok' });
    expect(upstream.connections.length).toBe(2);
  });

  test('after an answer that was not wanted any more', async () => {
    await start(answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart'));
    await new Promise<void>((resolve) => {
      const abort = (sent: () => SentRequest) => {
        sent().abort();
        resolve();
      };
      void ask({ onHead: (sent) => queueMicrotask(() => abort(sent)) });
    });
    await gone(upstream.connections[0]!.socket);
    await ask();
    expect(upstream.connections.length).toBe(2);
  });
});

describe('a kept connection that is dead when it is used', () => {
  test('fails the request, as one that may be repeated, and takes the others with it', async () => {
    await start(({ socket, requests }) => {
      if (requests === 1) socket.write(ok);
      else socket.resetAndDestroy();
    });
    // Three at once, so that three connections are kept.
    await Promise.all([ask(), ask(), ask()]);
    expect(upstream.connections.length).toBe(3);
    const { error } = await ask();
    expect([error?.failure, error?.answered]).toEqual(['connection_lost', false]);
    expect(await ask()).toMatchObject({ body: 'ok', error: null });
    expect(upstream.connections.length).toBe(4);
  });
});

describe('a request', () => {
  test.each([
    [['Content-Length', '5'], 'Content-Length: 5\r\n\r\nhello'],
    [[], 'Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n'],
  ])('with the headers %j is sent whole', async (headers, expected) => {
    await start(answering(ok));
    expect((await ask({ method: 'POST', headers, body: bodyOf('he', 'llo') })).error).toBeNull();
    const beginning = 'POST /x HTTP/1.1\r\nHost: upstream\r\n';
    expect(upstream.connections[0]?.received).toBe(beginning + expected);
  });

  test.each([
    ['POST', 'Content-Length: 0\r\n'],
    ['GET', ''],
  ])('%s without a body says so', async (method, line) => {
    await start(answering(ok));
    await ask({ method });
    expect(upstream.connections[0]?.received).toBe(
      `${method} /x HTTP/1.1\r\nHost: upstream\r\n${line}\r\n`,
    );
  });

  test.each([
    [['Content-Length', '5', 'Content-Length', '6'], bodyOf('hello')],
    [['Content-Length', '5'], null],
    [['Transfer-Encoding', 'chunked'], null],
    [['Transfer-Encoding', 'chunked'], bodyOf('hello')],
    [['Content-Length', '4'], bodyOf('hello')],
    [['Content-Length', '6'], bodyOf('hello')],
  ])('with %j and a body that does not fit is not sent as a whole', async (headers, body) => {
    await start(answering(ok));
    const { error } = await ask({ method: 'POST', headers, body });
    expect(error?.failure).toBe('unsendable');
    expect((await ask()).body).toBe('ok');
    // The next one was not taken for a part of it.
    expect(upstream.connections.at(-1)?.received).toMatch(/^GET/);
  });

  test('that may not be sent any more leaves the connection as it is', async () => {
    await start(answering(ok));
    await ask();
    expect((await ask({ mayBeSent: () => false })).error?.failure).toBe('not_sent');
    await ask();
    expect(upstream.connections.map(({ requests }) => requests)).toEqual([2]);
  });

  test('waits for an upstream that does not read', async () => {
    await start(({ socket }) => socket.pause());
    let paused = false;
    const piece = Buffer.alloc(64 * 1024);
    const { error } = await ask({
      method: 'POST',
      body: {
        readBody(listener) {
          while (!paused) listener.bodyData(piece);
        },
        pauseBody() {
          paused = true;
        },
        resumeBody() {},
        discardBody() {},
      },
    });
    expect([paused, error?.failure]).toEqual([true, 'timeout']);
  });
});

test('an upstream that refuses connections is unreachable', async () => {
  await start(answering(ok));
  await upstream.stop();
  expect((await ask()).error?.failure).toBe('unreachable');
  upstream = await new ScriptedUpstream(answering(ok)).start();
});
