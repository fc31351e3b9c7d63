import { isIP } from 'node:net';
import { canonicalAddress } from '@sallyport/base/network.ts';

/** What is known of a PROXY header from the first bytes of a connection. */
export type ProxyHeader =
  | { kind: 'incomplete' }
  | { kind: 'malformed'; reason: string }
  /** @see HeaderRead */
  | HeaderRead;

interface HeaderRead {
  kind: 'read';
  /** How many bytes it has; the caller's own begin after it. */
  length: number;
  /** The caller's IP address; null where the connection is the proxy's own, or of no IP protocol. */
  source: string | null;
}

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const fixedLength = 16;
/** Of a first version's line, its end included. */
const maxLine = 107;
/** Addresses and further values together. A certificate may be among those. */
const maxLength = 4_096;

/**
 * Reads the header that HAProxy, load balancers and others send ahead of a connection's own bytes, in
 * either version of the PROXY protocol (haproxy.org, doc/proxy-protocol.txt, of 2020-03-05).
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (bytes.length === 0) return { kind: 'incomplete' };
  return bytes[0] === signature[0] ? readBinary(bytes) : readLine(bytes);
}

function readLine(bytes: Buffer): ProxyHeader {
  const start = bytes.subarray(0, maxLine);
  const end = start.indexOf('\r\n');
  const begun = start.toString('latin1', 0, 6);
  if (!'PROXY '.startsWith(begun)) return malformed('It begins with something else.');
  if (end < 0) {
    return start.length < maxLine ? { kind: 'incomplete' } : malformed('Its line has no end.');
  }
  const length = end + 2;
  const [, protocol, ...rest] = start.toString('latin1', 0, end).split(' ');
  if (protocol === 'UNKNOWN') return { kind: 'read', length, source: null };
  const [source = '', destination = '', ...ports] = rest;
  const family = protocol === 'TCP4' ? 4 : protocol === 'TCP6' ? 6 : 0;
  const isWhole = isIP(source) === family && isIP(destination) === family && ports.length === 2;
  if (family === 0 || !isWhole || !ports.every(isPort)) {
    return malformed('Its line has no addresses and ports of one family.');
  }
  return { kind: 'read', length, source: canonicalAddress(source) };
}

const isPort = (text: string): boolean =>
  /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) < 65_536;

/** Bytes of the addresses by family and transport. Datagrams cannot come over this connection. */
const addressLengths = new Map([
  [0x00, 0],
  [0x11, 12],
  [0x21, 36],
  [0x31, 216],
]);

function readBinary(bytes: Buffer): ProxyHeader {
  const known = Math.min(bytes.length, signature.length);
  if (!bytes.subarray(0, known).equals(signature.subarray(0, known))) {
    return malformed('Its signature is another one.');
  }
  if (bytes.length < fixedLength) return { kind: 'incomplete' };
  const [versionAndCommand, family] = [bytes[12]!, bytes[13]!];
  const rest = bytes.readUInt16BE(14);
  const length = fixedLength + rest;
  if (versionAndCommand !== 0x20 && versionAndCommand !== 0x21) {
    return malformed('Its version or command is unknown.');
  }
  const isLocal = versionAndCommand === 0x20;
  const addresses = isLocal ? 0 : addressLengths.get(family);
  if (addresses === undefined) return malformed('Its address family is unknown.');
  if (rest < addresses || rest > maxLength) return malformed('Its length cannot be right.');
  if (bytes.length < length) return { kind: 'incomplete' };
  const source = isLocal ? null : readAddress(bytes.subarray(fixedLength), family);
  return { kind: 'read', length, source };
}

function readAddress(bytes: Buffer, family: number): string | null {
  if (family === 0x11) return bytes.subarray(0, 4).join('.');
  if (family !== 0x21) return null;
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return canonicalAddress(groups.join(':'));
}

const malformed = (reason: string): ProxyHeader => ({ kind: 'malformed', reason });
