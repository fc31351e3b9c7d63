import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Stands before a server, and can fall silent as a network that drops packets does: connections are
 * accepted and stay open, and nothing passes in either direction.
 */
export class MutableProxy {
  url = '';
  readonly #sockets = new Set<Socket>();
  readonly #target: number;
  #muted = false;
  readonly #server = createServer((caller) => {
    const server = connect(this.#target, '127.0.0.1');
    this.#join(caller, server);
    this.#join(server, caller);
  });

  constructor(target: string) {
    this.#target = Number(new URL(target).port);
  }

  async start(): Promise<this> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  mute(): void {
    this.#muted = true;
    for (const socket of this.#sockets) socket.pause();
  }

  unmute(): void {
    this.#muted = false;
    for (const socket of this.#sockets) socket.resume();
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (chunk) => to.write(chunk));
    from.on('error', () => {});
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    if (this.#muted) from.pause();
  }
}
