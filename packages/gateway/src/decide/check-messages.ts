import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * As much of `envoy.service.auth.v3` as a decision needs (external_auth.proto, attribute_context.proto).
 * The numbers are those of the fields there; fields that are not read are skipped.
 */
export interface CheckRequest {
  method: string;
  path: string;
  host: string;
  /** Name and value in turn. Names are in lower case; what came several times is joined by commas. */
  headers: string[];
  /** Of the other end of Envoy's connection. */
  address: string | undefined;
}

export interface CheckResponse {
  /** Of the answer to the caller; 200 lets the request through. */
  status: number;
  /** Name and value in turn: towards the upstream when let through, towards the caller if not. */
  headers: string[];
  /** The same towards the caller, when let through. */
  returned: readonly string[];
  body: string;
}

type Fields = Record<number, (reader: BinaryReader) => void>;

/** Calls what reads a field by its number, and skips the others. */
function readFields(reader: BinaryReader, length: number, fields: Fields): void {
  const end = reader.pos + length;
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    const read = type === WireType.LengthDelimited ? fields[number] : undefined;
    if (read) read(reader);
    else reader.skip(type, number);
  }
}

const nested =
  (fields: Fields) =>
  (reader: BinaryReader): void =>
    readFields(reader, reader.uint32(), fields);

/** @throws Error for bytes that are no such message */
export function readCheckRequest(bytes: Uint8Array): CheckRequest {
  const request: CheckRequest = { method: '', path: '', host: '', headers: [], address: undefined };
  const http = nested({
    2: (reader) => {
      request.method = reader.string();
    },
    3: (reader) => {
      const entry = { name: '', value: '' };
      nested({
        1: (inner) => {
          entry.name = inner.string();
        },
        2: (inner) => {
          entry.value = inner.string();
        },
      })(reader);
      // HTTP/2's pseudo-headers are in fields of their own.
      if (!entry.name.startsWith(':')) request.headers.push(entry.name, entry.value);
    },
    4: (reader) => {
      request.path = reader.string();
    },
    5: (reader) => {
      request.host = reader.string();
    },
  });
  const socketAddress = nested({
    2: (reader) => {
      request.address = reader.string();
    },
  });
  const source = nested({ 1: nested({ 1: socketAddress }) });
  const attributes = nested({ 1: source, 4: nested({ 2: http }) });
  readFields(new BinaryReader(bytes), bytes.length, { 1: attributes });
  return request;
}

/** google.rpc.Code */
const permissionDenied = 7;
/** HeaderValueOption.HeaderAppendAction */
const overwriteOrAdd = 2;
const appendAlways = 0;

export function writeCheckResponse(response: CheckResponse): Uint8Array {
  const { status, headers, returned, body } = response;
  const writer = new BinaryWriter();
  const allowed = status === 200;
  writer.uint32(tag(1)).fork();
  if (!allowed) writer.uint32(1 << 3).int32(permissionDenied);
  writer.join();
  if (allowed) {
    writer.uint32(tag(3)).fork();
    writeHeaders(writer, 2, headers, overwriteOrAdd);
    writeHeaders(writer, 6, returned, appendAlways);
  } else {
    writer.uint32(tag(2)).fork();
    writer
      .uint32(tag(1))
      .fork()
      .uint32(1 << 3)
      .int32(status)
      .join();
    writeHeaders(writer, 2, headers, appendAlways);
    writer.uint32(tag(3)).string(body);
  }
  return writer.join().finish();
}

const tag = (number: number): number => (number << 3) | WireType.LengthDelimited;

function writeHeaders(
  writer: BinaryWriter,
  field: number,
  headers: readonly string[],
  action: number,
): void {
  for (let index = 0; index < headers.length; index += 2) {
    writer.uint32(tag(field)).fork();
    writer.uint32(tag(1)).fork();
    writer
      .uint32(tag(1))
      .string(headers[index]!)
      .uint32(tag(2))
      .string(headers[index + 1]!);
    writer.join();
    writer.uint32(3 << 3).int32(action);
    writer.join();
  }
}
