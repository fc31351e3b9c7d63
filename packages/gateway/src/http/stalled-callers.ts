import type { Socket } from 'node:net';
import type { Clock } from '../settings.ts';

interface Standstill {
  /** Bytes that the caller had taken. */
  taken: number;
  since: number;
}

/**
 * Cuts off callers who take nothing of what is ready for them: as long as they hold a response,
 * it holds a connection to an upstream.
 */
export class StalledCallers {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #sockets = new Set<Socket>();
  readonly #standstills = new WeakMap<Socket, Standstill>();

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  watch = (socket: Socket): void => {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  };

  /** To be called several times within the time that callers are given. */
  sweep = (): void => {
    const now = this.#clock.monotonic();
    for (const socket of this.#sockets) {
      if (this.#hasStalled(socket, now)) socket.destroy();
    }
  };

  #hasStalled(socket: Socket, now: number): boolean {
    if (socket.writableLength === 0) {
      this.#standstills.delete(socket);
      return false;
    }
    const taken = socket.bytesWritten - socket.writableLength;
    const known = this.#standstills.get(socket);
    if (known?.taken === taken) return now - known.since >= this.#timeoutMs;
    this.#standstills.set(socket, { taken, since: now });
    return false;
  }
}
