import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { responseHeadText } from '../http1/head-text.ts';
import type { BodyListener } from './caller.ts';
import { NodeCaller } from './node-caller.ts';
import { noTrailers } from './trailers.ts';

/** How long a caller may take to close, once our side is closed, in milliseconds. */
const lingerMs = 5_000;

/**
 * A caller that asks to go on as a WebSocket. Answered with 101, body is what goes over the connection from
 * then on, in both directions; answered otherwise, the connection ends with the answer.
 */
export class UpgradeCaller extends NodeCaller {
  readonly #socket: Socket;
  readonly #spokeEarly: boolean;
  #upgraded = false;
  #listener: BodyListener | null = null;
  #ended = false;

  /** @param early what the caller has sent behind its handshake */
  constructor(request: IncomingMessage, socket: Socket, early: Buffer) {
    const response = new ServerResponse(request);
    super(request, response);
    this.#socket = socket;
    this.#spokeEarly = early.length > 0;
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => {
      if (!this.#upgraded) socket.destroySoon();
    });
    socket.on('error', () => {});
    // Also read until the answer: a caller who leaves would not be noticed otherwise.
    socket.on('data', this.#data);
    socket.on('end', this.#end);
  }

  /** Token handler and static files have no WebSocket. */
  override get node(): null {
    return null;
  }

  override get upgrades(): boolean {
    return !this.#spokeEarly;
  }

  override get headSent(): boolean {
    return this.#upgraded || super.headSent;
  }

  override get closed(): boolean {
    return this.#ended || this.#socket.destroyed;
  }

  override readBody(listener: BodyListener): void {
    this.#listener = listener;
    this.#socket.resume();
  }

  override pauseBody(): void {
    this.#socket.pause();
  }

  override resumeBody(): void {
    this.#socket.resume();
  }

  override discardBody(): void {
    this.#listener = null;
    this.#socket.resume();
  }

  override writeHead(status: number, reason: string, headers: readonly string[]): void {
    if (status !== 101) {
      super.writeHead(status, reason, headers);
      return;
    }
    this.#upgraded = true;
    this.response.detachSocket(this.#socket);
    // What comes now belongs to the other protocol, and waits for who reads it.
    if (this.#listener === null) this.#socket.pause();
    this.#socket.write(responseHeadText(status, reason, headers), 'latin1');
  }

  override write(piece: Buffer): boolean {
    return this.#upgraded ? this.#socket.write(piece) : super.write(piece);
  }

  override end(trailers: readonly string[] = []): void {
    if (!this.#upgraded) {
      super.end(trailers);
      return;
    }
    this.#ended = true;
    this.#socket.end();
    // Closed at once, with bytes unread, it would be reset, and the last of ours might never be seen.
    this.discardBody();
    const timer = setTimeout(() => this.#socket.destroy(), lingerMs);
    this.#socket.once('close', () => clearTimeout(timer));
  }

  override destroy(): void {
    this.#socket.destroy();
  }

  override onClose(listener: () => void): void {
    this.#socket.once('close', listener);
  }

  override onDrain(listener: () => void): void {
    if (this.#upgraded) this.#socket.once('drain', listener);
    else super.onDrain(listener);
  }

  #data = (piece: Buffer): void => {
    if (this.#upgraded) this.#listener?.bodyData(piece);
    // Section 4.1 of RFC 6455: it must wait for the answer.
    else if (!this.headSent) this.destroy();
  };

  #end = (): void => {
    if (!this.#upgraded || this.#ended) this.destroy();
    else this.#listener?.bodyEnd(noTrailers);
  };
}
