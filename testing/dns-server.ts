import { createSocket } from 'node:dgram';

export interface DnsServer {
  /** As `Resolver.setServers` takes it. */
  address: string;
  /** By name, in lower case. A name that is not there does not exist; null: the server fails. */
  txt: Map<string, string[] | null>;
  close(): Promise<void>;
}

/** A name server that knows TXT records, over UDP (RFC 1035). */
export async function startDnsServer(): Promise<DnsServer> {
  const txt: DnsServer['txt'] = new Map();
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const { name, end } = readName(question);
    const found = txt.get(name.toLowerCase());
    const records = found === undefined ? [] : found;
    socket.send(answer(question.subarray(0, end + 4), records), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    txt,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

const headerLength = 12;

function readName(message: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = headerLength;
  for (let length = message[at]!; length > 0; length = message[at]!) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.'), end: at + 1 };
}

/** The header with the question again, and each record by a pointer to its name. */
function answer(question: Buffer, found: readonly string[] | null): Buffer {
  const records = found ?? [];
  const head = Buffer.from(question);
  // A response, recursion available; SERVFAIL, or NXDOMAIN where there is nothing.
  head.writeUInt16BE(found === null ? 0x8182 : records.length > 0 ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...records.map(record)]);
}

function record(text: string): Buffer {
  // In two pieces, as long ones are.
  const pieces = [text.slice(0, 20), text.slice(20)].map((piece) =>
    Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece, 'latin1')]),
  );
  const data = Buffer.concat(pieces);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc000 + headerLength, 0);
  head.writeUInt16BE(16, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
