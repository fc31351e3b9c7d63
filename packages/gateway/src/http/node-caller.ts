import type { IncomingMessage, ServerResponse } from 'node:http';
import { remoteAddressOf } from '../trusted-proxies/proxy-protocol.ts';
import type { BodyListener, Caller } from './caller.ts';
import { prepareEarlyAnswer } from './early-answer.ts';
import { passHints } from './early-hints.ts';

/** Up to here, copying costs less than a second piece, in bytes. */
const joinable = 16 * 1024;

/** A caller whose request `node:http` has read. */
export class NodeCaller implements Caller {
  readonly protocol: string;
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly fault = null;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  #body: BodyListener | null = null;
  #bodyBegun = false;
  #headLeft = false;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.protocol = `HTTP/${request.httpVersion}`;
    this.method = request.method!;
    this.target = request.url!;
    this.rawHeaders = request.rawHeaders;
  }

  get node(): Caller['node'] {
    return this;
  }

  get upgrades(): boolean {
    return false;
  }

  get remoteAddress(): string {
    return remoteAddressOf(this.request.socket);
  }

  get headSent(): boolean {
    return this.response.headersSent;
  }

  get closed(): boolean {
    return this.response.destroyed;
  }

  readBody(listener: BodyListener): void {
    this.#body = listener;
    if (!this.#bodyBegun) {
      this.#bodyBegun = true;
      this.request.on('data', (piece: Buffer) => this.#body?.bodyData(piece));
      this.request.on('end', () => this.#body?.bodyEnd(this.request.rawTrailers));
      this.request.on('close', () => {
        if (!this.request.complete) this.#body?.bodyFailed();
      });
    }
    this.request.resume();
  }

  pauseBody(): void {
    this.request.pause();
  }

  resumeBody(): void {
    this.request.resume();
  }

  discardBody(): void {
    this.#body = null;
    // What was not begun to be read, Node drops by itself once it is there.
    if (this.#bodyBegun || !this.request.complete) this.request.resume();
  }

  /** As far as Node can: it has a function for each of the two that are in use. */
  writeInformation(status: number, headers: readonly string[]): void {
    if (status === 102) this.response.writeProcessing();
    if (status === 103) passHints(this.response, headers);
  }

  writeHead(status: number, reason: string, headers: readonly string[]): void {
    prepareEarlyAnswer(this.request, this.response);
    this.response.writeHead(status, reason, headers as string[]);
    // Node keeps the head until the first piece, which may come late.
    process.nextTick(flushHead, this);
  }

  write(piece: Buffer): boolean {
    const isFirst = !this.#headLeft;
    this.#headLeft = true;
    // With text, Node joins head and body and writes once; with bytes it gathers two pieces. Latin 1
    // is the encoding in which text is bytes.
    return isFirst && piece.length <= joinable
      ? this.response.write(piece.toString('latin1'), 'latin1')
      : this.response.write(piece);
  }

  end(trailers: readonly string[] = []): void {
    this.#headLeft = true;
    if (trailers.length > 0) this.response.addTrailers(pairs(trailers));
    this.response.end();
  }

  destroy(): void {
    this.response.destroy();
  }

  endConnection(): void {
    this.response.shouldKeepAlive = false;
  }

  onClose(listener: () => void): void {
    this.response.on('close', listener);
  }

  onDrain(listener: () => void): void {
    this.response.once('drain', listener);
  }

  flushHead(): void {
    if (this.#headLeft) return;
    this.#headLeft = true;
    this.response.flushHeaders();
  }
}

const flushHead = (caller: NodeCaller): void => caller.flushHead();

const pairs = (list: readonly string[]): [string, string][] =>
  list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]!] as [string, string]] : []));
