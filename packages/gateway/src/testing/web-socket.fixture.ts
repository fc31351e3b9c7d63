import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws';

/** A service behind the gateway that speaks WebSocket, and sends back what it is sent. */
export async function listenToWebSockets() {
  const server = createServer((request, response) => {
    response.end(`plain ${request.headers.upgrade}`);
  });
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'chat' });
  const opened: { socket: WebSocket; request: IncomingMessage }[] = [];
  sockets.on('connection', (socket, request) => {
    opened.push({ socket, request });
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    opened,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type WebSocketUpstream = Awaited<ReturnType<typeof listenToWebSockets>>;

/** A client's socket, and what becomes of its handshake: `open`, or the status that it was refused with. */
export function openWebSocket(port: number, path: string, options: ClientOptions = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, ['chat'], options);
  const handshake = new Promise<'open' | 'cut' | number>((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode!);
      request.destroy();
    });
    socket.on('error', () => resolve('cut'));
  });
  return { socket, handshake };
}

/** Sent and come back. */
export async function exchange(socket: WebSocket, message: string | Buffer): Promise<Buffer> {
  socket.send(message);
  const [data] = await once(socket, 'message');
  return data as Buffer;
}
