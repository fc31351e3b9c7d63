import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Envoy's side of `ext_authz` over gRPC, written from the protocol's definition for itself. */
export interface Checked {
  /** gRPC's own status: 0 is an answer. */
  grpcStatus: string;
  /** Of the answer to the caller; 200 where the request may pass. */
  status: number;
  /** Towards the upstream or the caller, by lower-case name. */
  headers: Record<string, string>;
  setCookie: string[];
  body: string;
}

const field = (number: number): number => (number << 3) | WireType.LengthDelimited;

export interface Checking {
  method: string;
  path: string;
  host: string;
  headers: Record<string, string>;
}

export function encodeCheck({ method, path, host, headers }: Checking): Uint8Array {
  const writer = new BinaryWriter();
  writer.uint32(field(1)).fork();
  writer.uint32(field(1)).fork().uint32(field(1)).fork().uint32(field(1)).fork();
  writer
    .uint32(field(2))
    .string('203.0.113.7')
    .uint32(3 << 3)
    .uint32(4711);
  writer.join().join().join();
  writer.uint32(field(4)).fork().uint32(field(2)).fork();
  writer.uint32(field(1)).string('an id').uint32(field(2)).string(method);
  for (const [name, value] of Object.entries({ ':path': path, ...headers })) {
    writer.uint32(field(3)).fork().uint32(field(1)).string(name);
    writer.uint32(field(2)).string(value).join();
  }
  writer.uint32(field(4)).string(path).uint32(field(5)).string(host);
  writer
    .uint32(field(6))
    .string('http')
    .uint32(9 << 3)
    .int64(-1);
  return writer.join().join().join().finish();
}

interface Frame {
  /** Whether the message says that it is compressed. */
  compressed?: boolean;
  path?: string;
}

/** Sends bytes as one gRPC message. */
export async function call(
  session: ClientHttp2Session,
  message: Uint8Array,
  { compressed = false, path = '/envoy.service.auth.v3.Authorization/Check' }: Frame = {},
): Promise<Checked> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const frame = Buffer.alloc(5 + message.length);
  frame[0] = compressed ? 1 : 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  stream.end(frame);
  const pieces: Buffer[] = [];
  let grpcStatus = '';
  stream.on('response', (headers) => {
    grpcStatus = String(headers['grpc-status'] ?? '');
  });
  stream.on('trailers', (trailers) => {
    grpcStatus = String(trailers['grpc-status'] ?? '');
  });
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  await once(stream, 'close');
  return decode(Buffer.concat(pieces).subarray(5), grpcStatus);
}

function decode(bytes: Buffer, grpcStatus: string): Checked {
  const checked: Checked = { grpcStatus, status: 0, headers: {}, setCookie: [], body: '' };
  if (bytes.length === 0) return checked;
  const reader = new BinaryReader(bytes);
  walk(reader, reader.len, (number, inner) => {
    if (number === 3) {
      checked.status = 200;
      walk(inner, inner.uint32(), (each, option) => {
        const [name, value] = header(option);
        if (each === 6) checked.setCookie.push(value);
        else checked.headers[name.toLowerCase()] = value;
      });
    } else if (number === 2) {
      walk(inner, inner.uint32(), (each, part) => {
        if (each === 1) checked.status = numberIn(part);
        else if (each === 3) checked.body = part.string();
        else {
          const [name, value] = header(part);
          checked.headers[name.toLowerCase()] = value;
        }
      });
    } else inner.skip(WireType.LengthDelimited, number);
  });
  return checked;
}

function walk(
  reader: BinaryReader,
  length: number,
  visit: (number: number, reader: BinaryReader) => void,
): void {
  const end = reader.pos + length;
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    if (type === WireType.LengthDelimited) visit(number, reader);
    else reader.skip(type, number);
  }
}

function numberIn(reader: BinaryReader): number {
  const end = reader.pos + reader.uint32();
  let value = 0;
  while (reader.pos < end) {
    const [number] = reader.tag();
    if (number === 1) value = reader.int32();
  }
  return value;
}

function header(reader: BinaryReader): [name: string, value: string] {
  const pair: [string, string] = ['', ''];
  walk(reader, reader.uint32(), (_, value) => {
    walk(value, value.uint32(), (number, text) => {
      pair[number - 1] = text.string();
    });
  });
  return pair;
}

export const connectTo = (port: number): ClientHttp2Session => connect(`http://127.0.0.1:${port}`);
