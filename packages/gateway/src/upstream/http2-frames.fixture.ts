import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  frame as anyFrame,
  flags,
  frameTypes,
  literal,
  preface,
  readFrames,
  uint32,
} from '../http2/frame-codec.fixture.ts';

/** Flags of frames, which mean different things for different types. */
export const { endStream, ack, endHeaders } = flags;

export const frame = (kind: number, flag: number, id: number, payload?: Buffer): Buffer =>
  anyFrame(kind, { flag, stream: id, ...(payload && { payload }) });

/** @param fields name and value in turn */
export const block = (...fields: string[]): Buffer =>
  Buffer.concat(
    fields.flatMap((name, index) => (index % 2 === 0 ? [literal([name, fields[index + 1]!])] : [])),
  );

export const headers = (id: number, fields: string[], flag: number = endHeaders): Buffer =>
  frame(frameTypes.headers, flag, id, block(...fields));

export const data = (id: number, text: string, flag = 0): Buffer =>
  frame(frameTypes.data, flag, id, Buffer.from(text, 'latin1'));

export const reset = (id: number, code: number): Buffer =>
  frame(frameTypes.reset, 0, id, uint32(code));

export const goaway = (last: number, code: number): Buffer =>
  frame(frameTypes.goaway, 0, 0, uint32(last, code));

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
  constructor(script: Script, settings: Buffer | null = frame(frameTypes.settings, 0, 0)) {
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
    let unread: Buffer = Buffer.alloc(0);
    let hasPreface = false;
    socket.on('data', (piece: Buffer) => {
      unread = Buffer.concat([unread, piece]);
      if (!hasPreface && unread.length >= preface.length) {
        hasPreface = true;
        unread = unread.subarray(preface.length);
      }
      if (!hasPreface) return;
      const { frames, rest } = readFrames(unread);
      unread = rest;
      for (const { type: kind, flag, stream: id, payload } of frames) {
        const one = { kind, flags: flag, id, payload };
        connection.received.push(one);
        if (one.kind === frameTypes.settings && one.flags === 0 && settings && this.acknowledges) {
          socket.write(frame(frameTypes.settings, ack, 0));
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
    if (kind !== frameTypes.headers) return;
    for (const answer of answers) socket.write(answer(id));
  };
