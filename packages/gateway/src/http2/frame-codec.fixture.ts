/** Frames of HTTP/2 as bytes (RFC 9113, section 4.1), and fields of HPACK that no table keeps. */

export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** They mean different things for different types. */
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

export function uint32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * index);
  return bytes;
}

/** A length of HPACK in a prefix of 7 bits (RFC 7541, section 5.1). */
function hpackLength(length: number): Buffer {
  if (length < 127) return Buffer.of(length);
  const bytes = [127];
  let rest = length - 127;
  for (; rest >= 128; rest >>= 7) bytes.push((rest & 127) | 128);
  return Buffer.of(...bytes, rest);
}

const hpackText = (text: string): Buffer =>
  Buffer.concat([hpackLength(text.length), Buffer.from(text, 'latin1')]);

export type Field = readonly [name: string, value: string];

/** A literal that is not indexed (RFC 7541, section 6.2.2), each character a byte. */
export const literal = ([name, value]: Field): Buffer =>
  Buffer.concat([Buffer.of(0), hpackText(name), hpackText(value)]);

export const block = (fields: readonly Field[]): Buffer => Buffer.concat(fields.map(literal));

export interface Frame {
  type: number;
  flag: number;
  stream: number;
  payload: Buffer;
}

/** The frames that have come whole, and the bytes behind them. */
export function readFrames(bytes: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let rest = bytes;
  while (rest.length >= 9) {
    const end = 9 + rest.readUIntBE(0, 3);
    if (rest.length < end) break;
    const [type, flag] = [rest[3]!, rest[4]!];
    frames.push({ type, flag, stream: rest.readUInt32BE(5), payload: rest.subarray(9, end) });
    rest = rest.subarray(end);
  }
  return { frames, rest };
}
