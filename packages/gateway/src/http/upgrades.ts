import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { UpgradeCaller } from './upgrade-caller.ts';
import { isHandshake } from './web-socket.ts';

/** Whether it may go on as a WebSocket. Others are requests like any, and refused as such. */
export const shouldUpgrade = ({ method, httpVersion, rawHeaders }: IncomingMessage): boolean =>
  httpVersion === '1.1' && isHandshake(method!, rawHeaders);

/** Callers of a server that ask for a WebSocket. The server does not know them from then on. */
export class Upgrades {
  readonly #sockets = new Set<Socket>();

  attach(server: Server, serve: (caller: UpgradeCaller) => void): void {
    // A TLS socket is one of net's here.
    server.on('upgrade', (request, socket, head) => {
      const known = socket as Socket;
      this.#sockets.add(known);
      known.once('close', () => this.#sockets.delete(known));
      serve(new UpgradeCaller(request, known, head));
    });
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
