import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What has come on one connection so far, and the connection itself. */
export interface UpstreamSocket {
  socket: Socket;
  /** Latin 1. */
  received: string;
  /** Heads that have come whole. */
  requests: number;
}

type Script = (connection: UpstreamSocket, connections: number) => void;

/** An upstream that answers bytes as a test writes them, each time a request's head has come. */
export class ScriptedUpstream {
  readonly connections: UpstreamSocket[] = [];
  origin = '';
  readonly #script: Script;
  readonly #server: Server;

  constructor(script: Script) {
    this.#script = script;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  async start(): Promise<this> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    for (const { socket } of this.connections) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    const connection: UpstreamSocket = { socket, received: '', requests: 0 };
    this.connections.push(connection);
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      connection.received += piece.toString('latin1');
      const heads = connection.received.split('\r\n\r\n').length - 1;
      while (connection.requests < heads) {
        connection.requests++;
        this.#script(connection, this.connections.length);
      }
    });
  }
}

/** The same bytes to every request. */
export const answering =
  (text: string): Script =>
  ({ socket }) =>
    socket.write(text, 'latin1');
