import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { endUnlessComplete } from './early-answer.ts';
import { readJsonBody } from './json-body.ts';

/** A connection on which 4 of 10 bytes have come, to a server without a bound of its own. */
async function halfSent(listener: RequestListener) {
  const server = createServer({ requestTimeout: 0 }, listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket
    .setEncoding('latin1')
    .write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{"a"');
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  return socket;
}

test('a small body that does not come is not waited for', async () => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await halfSent((request, response) => {
    readJsonBody(request, z.object({}), 20).catch((error) => {
      resolve(error);
      response.destroy();
    });
  });
  const error = await promise;
  expect(error).toBeInstanceOf(OAuthError);
  expect((error as OAuthError).code).toBe('request_timeout');
});

test('after an answer that did not wait for it, the rest of a body has its time, and the connection ends', async () => {
  const socket = await halfSent((request, response) => {
    request.resume();
    endUnlessComplete(request, 20);
    response.end('early');
  });
  let answer = '';
  socket.on('data', (piece) => {
    answer += piece;
  });
  await once(socket, 'close');
  expect(answer).toContain('early');
});

test('where the rest comes, the connection stays', async () => {
  const socket = await halfSent((request, response) => {
    request.resume();
    request.once('close', () => setTimeout(() => response.end('next'), 40));
    endUnlessComplete(request, 20);
  });
  socket.write(':"bcd"');
  const [piece] = await once(socket, 'data');
  expect(piece).toContain('next');
});
