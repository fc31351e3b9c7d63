import { once } from 'node:events';
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** An upstream that speaks HTTP/2 without TLS, and nothing else. */
export class Http2Upstream {
  readonly sessions: ServerHttp2Session[] = [];
  origin = '';
  readonly #server = createServer();

  /** @param answer what becomes of each request. @param fields of it, name and value in turn */
  constructor(answer: (stream: ServerHttp2Stream, fields: string[]) => void) {
    this.#server.on('session', (session) => {
      this.sessions.push(session);
      session.on('error', () => {});
    });
    this.#server.on('stream', (stream, _headers, _flags, fields) => {
      stream.on('error', () => {});
      answer(stream as ServerHttp2Stream, fields as string[]);
    });
  }

  async start(): Promise<this> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    for (const session of this.sessions) session.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
