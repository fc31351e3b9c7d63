import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessToken, createWorld, echo, raw, type World } from '../testing/gateway.fixture.ts';
import { sealedSession } from '../testing/session.fixture.ts';

let world: World;
const authorization = `Authorization: Bearer ${accessToken('alice')}\r\n`;
const application = {
  host: 'shop.example',
  path: '/',
  client: 'shop',
  client_secret: 's',
  scopes: [],
};
const cookieKey = Buffer.alloc(32);
const session = sealedSession(cookieKey, application, {
  accessToken: accessToken('alice'),
  expiresAt: Date.now() + 600_000,
});
const fromPage = [
  `Cookie: ${session}\r\n`,
  'Origin: http://shop.example\r\nContent-Type: application/json\r\n',
].join('');

beforeEach(async () => {
  world = await createWorld({
    settings: { cookieKeys: [cookieKey], applications: [application] },
    upstream: (request, response) => {
      if (request.url === '/api/early') response.writeHead(413).end('too large');
      else echo(request, response);
    },
  });
});

afterEach(async () => {
  await world.close();
});

const post = (path: string, headers: string, length: number) =>
  `POST ${path} HTTP/1.1\r\nHost: shop.example\r\n${headers}` +
  `Content-Length: ${length}\r\n\r\n${'x'.repeat(length)}`;

const next = `GET /api/next HTTP/1.1\r\nHost: shop.example\r\n${authorization}Connection: close\r\n\r\n`;

const statusesIn = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status!);

describe('after an answer that did not wait for the whole request', () => {
  test.each([
    ['an upstream’s', '/api/early', authorization, '413'],
    ['a refusal', '/api/x', '', '401'],
    ['one to a body that is too large', '/auth/login', fromPage, '413'],
  ])('%s, the connection takes the next request', async (_, path, headers, status) => {
    const answers = await raw(world.port, post(path, headers, 150_000) + next);
    expect(statusesIn(answers)).toEqual([status, '200']);
  });

  test.each([
    ['an upstream’s', '/api/early', authorization, '413'],
    ['a refusal', '/api/x', '', '401'],
    ['one to a body that is too large', '/auth/login', fromPage, '413'],
  ])('%s, the connection closes and says so if much is left', async (_, path, headers, status) => {
    const socket = connect(world.port, '127.0.0.1').setEncoding('latin1');
    socket.on('error', () => {});
    socket.write(post(path, headers, 10_000_000).slice(0, 300_000));
    let answer = '';
    socket.on('data', (piece) => {
      answer += piece;
    });
    await new Promise((resolve) => socket.on('close', resolve));
    expect(statusesIn(answer)).toEqual([status]);
    expect(answer).toMatch(/^Connection: close\r$/m);
  });
});
