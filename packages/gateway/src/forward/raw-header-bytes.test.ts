import { afterEach, expect, test } from 'vitest';
import { accessToken, createWorld, raw, type World } from '../testing/gateway.fixture.ts';

let world: World;

afterEach(async () => {
  await world.close();
});

// A name as many services send it, and a header that Node as a client would not let through.
const name = Buffer.from('filename="報告書.pdf"').toString('latin1');

test('a file name in raw UTF-8 passes byte for byte, and the reason with it', async () => {
  world = await createWorld({
    upstream: (request) => {
      const head = `HTTP/1.1 200 Tr\xe8s bien\r\nContent-Disposition: attachment; ${name}\r\n`;
      request.socket.end(`${head}Content-Length: 2\r\n\r\nok`, 'latin1');
    },
  });
  const line = `GET /api/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${accessToken('alice')}\r\n`;
  const answer = await raw(world.port, `${line}Connection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 Tr\xe8s bien\r\n/);
  expect(answer).toContain(`Content-Disposition: attachment; ${name}\r\n`);
  expect(answer).toMatch(/\r\n\r\nok$/);
});

test('and so do bytes in the other direction', async () => {
  let received = '';
  world = await createWorld({
    upstream: (request, response) => {
      received = request.headers['x-name'] as string;
      response.end();
    },
  });
  const line = `GET /api/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${accessToken('alice')}\r\n`;
  await raw(world.port, `${line}X-Name: ${name}\r\nConnection: close\r\n\r\n`);
  expect(received).toBe(name);
});
