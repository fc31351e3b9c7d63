import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export const type = {
  data: 0,
  headers: 1,
  rst: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goaway: 7,
  window: 8,
  continuation: 9,
} as const;

/** Flags of frames, which mean different things for different types. */
export const endStream = 1;
export const ack = 1;
export const endHeaders = 4;

export function frame(kind: number, flags: number, id: number, payload: Buffer = none): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = kind;
  head[4] = flags;
  head.writeUInt32BE(id, 5);
  return Buffer.concat([head, payload]);
}

const none = Buffer.alloc(0);

export function uint32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * index);
  return bytes;
}

/** Literal fields that no table keeps (RFC 7541, section 6.2.2). */
export const block = (...fields: string[]): Buffer =>
  Buffer.concat(fields.map((text, index) => (index % 2 === 0 ? name(text) : string(text))));

const name = (text: string): Buffer => Buffer.concat([Buffer.of(0), string(text)]);

function string(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([length(bytes.length), bytes]);
}

/** An integer with a prefix of seven bits (RFC 7541, section 5.1). */
function length(value: number): Buffer {
  if (value < 127) return Buffer.of(value);
  const bytes = [127];
  let rest = value - 127;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.of(...bytes, rest);
}

export const headers = (id: number, fields: string[], flags = endHeaders): Buffer =>
  frame(type.headers, flags, id, block(...fields));

export const data = (id: number, text: string, flags = 0): Buffer =>
  frame(type.data, flags, id, Buffer.from(text, 'latin1'));

export const reset = (id: number, code: number): Buffer => frame(type.rst, 0, id, uint32(code));

export const goaway = (last: number, code: number): Buffer =>
  frame(type.goaway, 0, 0, uint32(last, code));

/** `ok` as a whole answer. */
export const ok = (id: number): Buffer =>
  Buffer.concat([headers(id, [':status', '200']), data(id, 'ok', endStream)]);

export interface Received {
  kind: number;
  flags: number;
  id: number;
  payload: Buffer;
}

export interface FrameConnection {
  socket: Socket;
  received: Received[];
  closed: Promise<unknown>;
}

/** What is done with each frame that comes; the client's preface is taken off. */
type Script = (connection: FrameConnection, frame: Received, connections: number) => void;

/** An upstream that speaks HTTP/2 in frames as a test writes them. */
export class FrameUpstream {
  readonly connections: FrameConnection[] = [];
  origin = '';
  /** Whether it takes note of the client's SETTINGS. */
  acknowledges = true;
  readonly #script: Script;
  readonly #server: Server;

  /** @param settings with which it begins; null for none */
  constructor(script: Script, settings: Buffer | null = frame(type.settings, 0, 0)) {
    this.#script = script;
    this.#server = createServer((socket) => this.#accept(socket, settings));
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

  #accept(socket: Socket, settings: Buffer | null): void {
    const connection: FrameConnection = {
      socket,
      received: [],
      closed: new Promise((resolve) => socket.once('close', resolve)),
    };
    this.connections.push(connection);
    const number = this.connections.length;
    socket.on('error', () => {});
    if (settings) socket.write(settings);
    let bytes: Buffer = none;
    let hasPreface = false;
    socket.on('data', (piece: Buffer) => {
      bytes = Buffer.concat([bytes, piece]);
      if (!hasPreface && bytes.length >= 24) {
        hasPreface = true;
        bytes = bytes.subarray(24);
      }
      while (hasPreface && bytes.length >= 9 && bytes.length >= 9 + bytes.readUIntBE(0, 3)) {
        const end = 9 + bytes.readUIntBE(0, 3);
        const payload = bytes.subarray(9, end);
        const one = { kind: bytes[3]!, flags: bytes[4]!, id: bytes.readUInt32BE(5), payload };
        bytes = bytes.subarray(end);
        connection.received.push(one);
        if (one.kind === type.settings && one.flags === 0 && settings && this.acknowledges) {
          socket.write(frame(type.settings, ack, 0));
        }
        this.#script(connection, one, number);
      }
    });
  }
}

/** The same frames to every request. */
export const answering =
  (...answers: ((id: number) => Buffer)[]): Script =>
  ({ socket }, { kind, id }) => {
    if (kind !== type.headers) return;
    for (const answer of answers) socket.write(answer(id));
  };
