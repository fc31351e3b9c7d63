import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** HTTP/2 as an attacker writes it, frame by frame (RFC 9113, section 4.1), and what comes back. */

export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const flags = { none: 0, endStream: 1, ack: 1, endHeaders: 4 } as const;

export const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

export function frame(
  type: number,
  { flag = flags.none as number, stream = 0, payload = Buffer.alloc(0) as Buffer } = {},
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flag;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A length of HPACK in a prefix of 7 bits (RFC 7541, section 5.1). */
function hpackLength(length: number): Buffer {
  if (length < 127) return Buffer.of(length);
  const bytes = [127];
  let rest = length - 127;
  for (; rest >= 128; rest >>= 7) bytes.push((rest & 127) | 128);
  return Buffer.of(...bytes, rest);
}

export type Field = readonly [name: string, value: string];

/** A literal that is not indexed (RFC 7541, section 6.2.2), each character a byte. */
export const literal = ([name, value]: Field): Buffer =>
  Buffer.concat([
    Buffer.of(0),
    hpackLength(name.length),
    Buffer.from(name, 'latin1'),
    hpackLength(value.length),
    Buffer.from(value, 'latin1'),
  ]);

export const block = (fields: readonly Field[]): Buffer => Buffer.concat(fields.map(literal));

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

export interface Frame {
  type: number;
  flag: number;
  stream: number;
  payload: Buffer;
}

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
    let bytes = Buffer.concat([this.#unread, piece]);
    while (bytes.length >= 9) {
      const length = bytes.readUIntBE(0, 3);
      if (bytes.length < 9 + length) break;
      this.frames.push({
        type: bytes[3]!,
        flag: bytes[4]!,
        stream: bytes.readUInt32BE(5),
        payload: bytes.subarray(9, 9 + length),
      });
      bytes = bytes.subarray(9 + length);
    }
    this.#unread = bytes;
    this.#wake();
  }
}
