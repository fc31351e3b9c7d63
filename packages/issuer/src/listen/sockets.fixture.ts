import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection that sends what a test says, byte for byte, and keeps all that came back. */
export interface RawConnection {
  socket: Socket;
  /** All that came so far. */
  received(): string;
  /** Resolves with all that came when the other side has closed. */
  closed: Promise<string>;
}

export async function open(
  url: string,
  text: string,
  localAddress = '127.0.0.1',
): Promise<RawConnection> {
  const { port } = new URL(url);
  const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress });
  let answer = '';
  socket.setEncoding('latin1').on('data', (part) => {
    answer += part;
  });
  // A connection that the other side ends is what these tests are about.
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(answer));
  });
  await once(socket, 'connect');
  socket.write(text, 'latin1');
  return { socket, received: () => answer, closed };
}

/** The head of a request to `path`, and then some of its body. */
export const post = (path: string, length: number, body: string): string =>
  [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${length}`,
    '',
    body,
  ].join('\r\n');
