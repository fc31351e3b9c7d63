import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ambiguousChunks,
  ambiguousHeads,
  ambiguousRequestLines,
} from '../http1/smuggling.fixture.ts';
import { accessToken, ask, createWorld, raw, type World } from '../testing/gateway.fixture.ts';

let world: World;
/** Targets and bodies that have reached the upstream. */
let reached: string[];

beforeEach(async () => {
  reached = [];
  world = await createWorld({
    upstream: (request, response) => {
      let body = '';
      request.setEncoding('latin1');
      request.on('data', (piece) => {
        body += piece;
      });
      request.on('end', () => {
        reached.push(`${request.method} ${request.url} ${body}`);
        response.end(`answer to ${request.url}`);
      });
      request.on('error', () => {});
    },
  });
});

afterEach(async () => {
  await world.close();
});

const asAlice = `Authorization: Bearer ${accessToken('alice')}\r\n`;
const get = (path: string, fields = '') =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\n${asAlice}${fields}\r\n`;
const last = get('/api/last', 'Connection: close\r\n');
const statusesIn = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code);

describe('a connection', () => {
  test('takes requests one after the other, and their bodies', async () => {
    const counted = `POST /api/1 HTTP/1.1\r\nHost: a\r\n${asAlice}Content-Length: 5\r\n\r\nhello`;
    const chunks = '2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\nT: 1\r\n\r\n';
    const chunked = `PUT /api/2 HTTP/1.1\r\nHost: a\r\n${asAlice}Transfer-Encoding: chunked\r\n\r\n${chunks}`;
    const answer = await raw(world.port, counted + chunked + get('/api/3') + last);
    expect(statusesIn(answer)).toEqual(['200', '200', '200', '200']);
    expect(reached).toEqual([
      'POST /api/1 hello',
      'PUT /api/2 hello',
      'GET /api/3 ',
      'GET /api/last ',
    ]);
    expect(answer.match(/answer to \/api\/(?:[0-9]|last)/g)).toEqual(
      ['1', '2', '3', 'last'].map((path) => `answer to /api/${path}`),
    );
  });

  test('takes them byte by byte', async () => {
    const text = `POST /api/1 HTTP/1.1\r\nHost: a\r\n${asAlice}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n${last}`;
    const socket = connect(world.port, '127.0.0.1').setEncoding('latin1').setNoDelay();
    let answer = '';
    socket.on('data', (piece) => {
      answer += piece;
    });
    for (const byte of text) await new Promise<void>((done) => socket.write(byte, () => done()));
    await once(socket, 'close');
    expect(statusesIn(answer)).toEqual(['200', '200']);
    expect(reached).toEqual(['POST /api/1 hello', 'GET /api/last ']);
  });

  test.each([
    ['what is expected', get('/api/odd', 'Expect: 100-continue\r\nContent-Length: 0\r\n')],
    ['no route', get('/nothing')],
    ['another version', get('/api/odd').replace('HTTP/1.1', 'HTTP/1.0')],
    ['a long head', get('/api/odd', `X-Long: ${'x'.repeat(20_000)}\r\n`)],
    ['the absolute form', get('http://a/api/odd')],
    ['a line that node:http refuses', 'GET /api/odd HTTP/1.1\nHost: a\n\n'],
  ])('goes to node:http with the first request that has %s, and none is lost', async (_, odd) => {
    const answer = await raw(world.port, get('/api/1') + odd + last);
    const direct = await raw(world.port, odd + last);
    expect(statusesIn(answer)).toEqual(['200', ...statusesIn(direct)]);
    expect(reached[0]).toBe('GET /api/1 ');
  });

  test('says that it closes, and closes, when it is asked to', async () => {
    expect(await raw(world.port, last)).toMatch(/^Connection: close\r$/m);
  });

  test('does not close in the face of a caller who is still sending', async () => {
    const refused = 'POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n';
    const socket = connect(world.port, '127.0.0.1').setEncoding('latin1');
    const failed: unknown[] = [];
    socket.on('error', (error) => failed.push(error));
    let answer = '';
    socket.on('data', (piece) => {
      answer += piece;
    });
    socket.write(refused);
    socket.end('x'.repeat(3_000_000));
    await once(socket, 'close');
    expect([statusesIn(answer), failed]).toEqual([['401'], []]);
  });
});

describe('nothing is smuggled past', () => {
  const forms = [...ambiguousHeads, ...ambiguousChunks];
  test.each(forms.map((form) => [form.name, form] as const))('%s', async (_, { fields, body }) => {
    const text = `POST /api/x HTTP/1.1\r\nHost: a\r\n${asAlice}${fields}\r\n${body}`;
    const socket = connect(world.port, '127.0.0.1').setEncoding('latin1');
    socket.on('error', () => {});
    let answer = '';
    socket.on('data', (piece) => {
      answer += piece;
    });
    socket.end(text, 'latin1');
    await once(socket, 'close');
    expect(reached.filter((one) => one.includes('hidden'))).toEqual([]);
    expect(statusesIn(answer).filter((status) => status === '200').length).toBeLessThanOrEqual(1);
  });

  test.each(ambiguousRequestLines)('a request line with %s', async (_, line) => {
    const socket = connect(world.port, '127.0.0.1').setEncoding('latin1');
    socket.on('error', () => {});
    let answer = '';
    socket.on('data', (piece) => {
      answer += piece;
    });
    socket.end(`${line}Host: a\r\n${asAlice}\r\n`, 'latin1');
    await once(socket, 'close');
    expect(statusesIn(answer).length).toBeLessThanOrEqual(1);
    expect(reached.length).toBeLessThanOrEqual(1);
  });
});

describe('a caller who', () => {
  const open = (text: string): Promise<Socket> =>
    new Promise((resolve) => {
      const socket = connect(world.port, '127.0.0.1').setEncoding('latin1');
      socket.on('error', () => {});
      socket.write(text, 'latin1', () => resolve(socket));
    });
  const closed = (socket: Socket): Promise<string> =>
    new Promise((resolve) => {
      let answer = '';
      socket.on('data', (piece) => {
        answer += piece;
      });
      socket.on('close', () => resolve(answer));
    });

  test.each([
    ['sends nothing', '', 15_000, []],
    ['does not end a head', 'GET /api/x HTTP/1.1\r\nHost: a\r\n', 15_000, ['408']],
  ])('%s is disconnected after %i s', async (_, text, ms, statuses) => {
    const answer = closed(await open(text));
    await ask(world.decidePort, '/decide');
    world.clock.push(ms);
    expect(statusesIn(await answer)).toEqual(statuses);
  });

  test('leaves out the rest of a body that was refused is disconnected after 10 s', async () => {
    const socket = await open('POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\npart');
    const answer = closed(socket);
    await once(socket, 'data');
    world.clock.push(10_000);
    expect(statusesIn(await answer)).toEqual(['401']);
  });

  test('asks nothing more is disconnected after 75 s, and not before', async () => {
    const socket = await open(get('/api/1'));
    const answer = closed(socket);
    await once(socket, 'data');
    world.clock.push(74_000);
    socket.write(get('/api/2'));
    await once(socket, 'data');
    world.clock.push(75_000);
    expect(statusesIn(await answer)).toEqual(['200', '200']);
  });

  test('leaves in the middle of a body costs the upstream nothing', async () => {
    const text = `POST /api/x HTTP/1.1\r\nHost: a\r\n${asAlice}Content-Length: 9\r\n\r\npart`;
    (await open(text)).destroy();
    expect(statusesIn(await raw(world.port, last))).toEqual(['200']);
    expect(reached).toEqual(['GET /api/last ']);
  });
});

test('closing lets answers under way go out, and ends idle connections', async () => {
  const idle = connect(world.port, '127.0.0.1');
  idle.write(get('/api/1'));
  await once(idle, 'data');
  const gone = once(idle.resume(), 'close');
  await world.gateway.close();
  await gone;
  expect(reached).toEqual(['GET /api/1 ']);
});
