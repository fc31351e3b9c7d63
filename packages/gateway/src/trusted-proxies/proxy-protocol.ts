import type { Server, Socket } from 'node:net';
import type { Clock, Log } from '../settings.ts';
import { type ProxyHeader, readProxyHeader } from './proxy-header.ts';

/** Of the sockets that requests come on, what a PROXY header has said of them. */
const sources = new WeakMap<Socket, string>();

/** The address at the other end of a connection, or what a trusted proxy says is behind it. */
export const remoteAddressOf = (socket: Socket): string =>
  sources.get(socket) ?? socket.remoteAddress ?? '';

/** Proxies send the header with the connection's first bytes. */
const headerTimeoutMs = 5_000;
const warnAgainMs = 60_000;

interface Dependencies {
  /** From these a header is demanded; from all others it is not taken. */
  isTrusted(address: string): boolean;
  clock: Clock;
  log: Log;
  timeoutMs?: number;
}

/** Reads the PROXY header of trusted proxies' connections, before TLS and HTTP see a byte. */
export class ProxyProtocol {
  readonly #with: Dependencies;
  readonly #pending = new Set<Socket>();
  /** By the connection's own address and port, until TLS has made another socket of it. */
  readonly #beforeTls = new Map<string, string>();
  #warned = Number.NEGATIVE_INFINITY;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /** To be called when all who listen for the server's connections do: they get them afterwards. */
  attach(server: Server): void {
    const listeners = server.listeners('connection');
    server.removeAllListeners('connection');
    const accept = (socket: Socket) => {
      for (const listener of listeners) listener.call(server, socket);
    };
    server.on('connection', (socket: Socket) => {
      if (!this.#with.isTrusted(socket.remoteAddress ?? '')) accept(socket);
      else this.#read(socket, accept);
    });
    server.on('secureConnection', (socket: Socket) => {
      const source = this.#beforeTls.get(endOf(socket));
      if (source !== undefined) sources.set(socket, source);
    });
  }

  /** Ends connections on which nothing has been asked yet. */
  close(): void {
    for (const socket of this.#pending) socket.destroy();
  }

  #read(socket: Socket, accept: (socket: Socket) => void): void {
    let bytes: Buffer = Buffer.alloc(0);
    const timer = setTimeout(
      () => this.#refuse(socket, 'It did not come in time.'),
      this.#with.timeoutMs ?? headerTimeoutMs,
    );
    const forget = () => {
      clearTimeout(timer);
      this.#pending.delete(socket);
    };
    const readable = () => {
      const piece: Buffer | null = socket.read();
      if (piece === null) return;
      bytes = bytes.length === 0 ? piece : Buffer.concat([bytes, piece]);
      const header = readProxyHeader(bytes);
      if (header.kind === 'incomplete') return;
      socket.off('readable', readable);
      socket.off('error', ignore);
      socket.off('close', forget);
      forget();
      if (header.kind === 'malformed') this.#refuse(socket, header.reason);
      else this.#accepted(socket, header, bytes.subarray(header.length), accept);
    };
    this.#pending.add(socket);
    socket.on('readable', readable);
    socket.on('error', ignore);
    socket.on('close', forget);
  }

  #accepted(
    socket: Socket,
    { source }: Extract<ProxyHeader, { kind: 'read' }>,
    rest: Buffer,
    accept: (socket: Socket) => void,
  ): void {
    if (source !== null) {
      const end = endOf(socket);
      sources.set(socket, source);
      this.#beforeTls.set(end, source);
      socket.once('close', () => this.#beforeTls.delete(end));
    }
    if (rest.length > 0) socket.unshift(rest);
    accept(socket);
  }

  #refuse(socket: Socket, reason: string): void {
    socket.on('error', ignore);
    socket.destroy();
    const { clock, log } = this.#with;
    const now = clock.monotonic();
    if (now - this.#warned < warnAgainMs) return;
    this.#warned = now;
    log.warn(
      { peer: socket.remoteAddress, reason },
      'A trusted proxy opened a connection without a PROXY header that can be read. Is it set to send one?',
    );
  }
}

const ignore = (): void => {};

const endOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
