import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  block,
  type Field,
  type Frame,
  flags,
  frame,
  frameTypes,
  preface,
  readFrames,
  uint32,
} from './frame-codec.fixture.ts';

/** HTTP/2 as an attacker writes it, frame by frame (RFC 9113, section 4.1), and what comes back. */

export const head = (method: string, path: string, ...more: readonly Field[]): Field[] => [
  [':method', method],
  [':scheme', 'https'],
  [':path', path],
  [':authority', 'localhost:8443'],
  ...more,
];

/** A whole request without a body. */
export const request = (stream: number, fields: readonly Field[], endStream = true): Buffer =>
  frame(frameTypes.headers, {
    flag: flags.endHeaders | (endStream ? flags.endStream : 0),
    stream,
    payload: block(fields),
  });

export const data = (stream: number, text: string, endStream = false): Buffer =>
  frame(frameTypes.data, {
    flag: endStream ? flags.endStream : flags.none,
    stream,
    payload: Buffer.from(text, 'latin1'),
  });

export const reset = (stream: number, code = 8): Buffer =>
  frame(frameTypes.reset, { stream, payload: uint32(code) });

export const windowUpdate = (stream: number, increment: number): Buffer =>
  frame(frameTypes.windowUpdate, { stream, payload: uint32(increment) });

export const ping = (): Buffer => frame(frameTypes.ping, { payload: Buffer.alloc(8) });

/** @param values number and value of each setting */
export const settings = (...values: readonly [id: number, value: number][]): Buffer =>
  frame(frameTypes.settings, {
    payload: Buffer.concat(
      values.map(([id, value]) => Buffer.concat([Buffer.of(id >> 8, id & 255), uint32(value)])),
    ),
  });

export const ackSettings = (): Buffer => frame(frameTypes.settings, { flag: flags.ack });

/** A connection on which frames are written by hand. */
export class FrameConnection {
  readonly frames: Frame[] = [];
  readonly socket: Socket;
  closed = false;
  #unread: Buffer = Buffer.alloc(0);
  #wake = (): void => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (piece: Buffer) => this.#read(piece));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  /** Over TLS with ALPN, and past the preface. */
  static async open(port: number, ...own: readonly [id: number, value: number][]) {
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
    });
    await new Promise((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    });
    return FrameConnection.#begin(socket, own);
  }

  /** Without TLS, by prior knowledge. */
  static async openPlain(port: number) {
    return FrameConnection.#begin(connect(port, '127.0.0.1'), []);
  }

  static #begin(socket: Socket, own: readonly [id: number, value: number][]) {
    const connection = new FrameConnection(socket);
    connection.send(preface, settings(...own), ackSettings());
    return connection;
  }

  send(...frames: readonly Buffer[]): void {
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(frames));
  }

  /** Writes the same again and again until the other side closes or `times` is reached. */
  async flood(make: (index: number) => Buffer, times: number): Promise<void> {
    const batch = 200;
    for (let index = 0; index < times && !this.closed; ) {
      const frames: Buffer[] = [];
      for (let n = 0; n < batch && index < times; n++, index++) frames.push(make(index));
      const sent = new Promise((resolve) => this.socket.write(Buffer.concat(frames), resolve));
      await Promise.race([sent, this.#change()]);
      await new Promise(setImmediate);
    }
  }

  /** The first frame that fits, as soon as it has come; null if the connection closes before. */
  async find(fits: (frame: Frame) => boolean): Promise<Frame | null> {
    for (;;) {
      const found = this.frames.find(fits);
      if (found || this.closed) return found ?? null;
      await this.#change();
    }
  }

  /** The error code that the other side says good-bye with (RFC 9113, section 6.8). */
  async goaway(): Promise<number | null> {
    const found = await this.find(({ type }) => type === frameTypes.goaway);
    return found?.payload.readUInt32BE(4) ?? null;
  }

  /** So many PINGs have been answered. */
  async acknowledged(times: number): Promise<void> {
    const isAnswer = ({ type, flag }: Frame) => type === frameTypes.ping && flag === flags.ack;
    while (!this.closed && this.frames.filter(isAnswer).length < times) await this.#change();
  }

  async end(): Promise<void> {
    while (!this.closed) await this.#change();
  }

  /** The error code that a stream was reset with; null where it was not. */
  async resetOf(stream: number): Promise<number | null> {
    const found = await this.find((one) => one.type === frameTypes.reset && one.stream === stream);
    return found?.payload.readUInt32BE(0) ?? null;
  }

  close(): void {
    this.socket.destroy();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #read(piece: Buffer): void {
    const { frames, rest } = readFrames(Buffer.concat([this.#unread, piece]));
    this.frames.push(...frames);
    this.#unread = rest;
    this.#wake();
  }
}
