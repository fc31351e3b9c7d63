import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readProxyHeader } from './proxy-header.ts';

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

function binary(versionAndCommand: number, family: number, body: number[], length = body.length) {
  const head = [versionAndCommand, family, length >> 8, length & 255];
  return Buffer.concat([signature, Buffer.from([...head, ...body])]);
}

const ipv4 = [203, 0, 113, 7, 10, 0, 0, 1, 0x12, 0x34, 0, 80];
const ipv6 = [
  ...[0x20, 0x01, 0x0d, 0xb8, ...new Array(11).fill(0), 7],
  ...[0xfd, 0, ...new Array(13).fill(0), 1, 0x12, 0x34, 0, 80],
];
const aType = [0x02, 0, 3, 0x61, 0x62, 0x63];

const whole: [what: string, bytes: Buffer, source: string | null][] = [
  ['TCP4', Buffer.from('PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n'), '203.0.113.7'],
  ['TCP6', Buffer.from('PROXY TCP6 2001:DB8::7 fd00::1 0 65535\r\n'), '2001:db8::7'],
  ['IPv4 in IPv6', Buffer.from('PROXY TCP6 ::ffff:203.0.113.7 fd00::1 1 2\r\n'), '203.0.113.7'],
  ['UNKNOWN', Buffer.from('PROXY UNKNOWN\r\n'), null],
  ['UNKNOWN with more', Buffer.from('PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n'), null],
  ['version 2, IPv4', binary(0x21, 0x11, ipv4), '203.0.113.7'],
  ['version 2, IPv4, with further values', binary(0x21, 0x11, [...ipv4, ...aType]), '203.0.113.7'],
  ['version 2, IPv6', binary(0x21, 0x21, ipv6), '2001:db8::7'],
  ['version 2, Unix socket', binary(0x21, 0x31, new Array(216).fill(0x61)), null],
  ['version 2, unspecified', binary(0x21, 0x00, []), null],
  ['version 2, local', binary(0x20, 0x00, []), null],
  ['version 2, local with addresses', binary(0x20, 0x11, ipv4), null],
];

describe.each(whole)('%s', (_, bytes, source) => {
  test('is read, and what comes after it is left', () => {
    const expected = { kind: 'read', length: bytes.length, source };
    expect(readProxyHeader(bytes)).toEqual(expected);
    expect(readProxyHeader(Buffer.concat([bytes, Buffer.from('GET / HTTP/1.1')]))).toEqual(
      expected,
    );
  });

  test('is awaited from its first byte to its last', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(readProxyHeader(bytes.subarray(0, length))).toEqual({ kind: 'incomplete' });
    }
  });
});

test.each([
  ['no header', Buffer.from('GET / HTTP/1.1\r\n')],
  ['no header, begun', Buffer.from('G')],
  ['small letters', Buffer.from('proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n')],
  ['TLS', Buffer.from([0x16, 0x03, 0x01, 0x02])],
  ['two spaces', Buffer.from('PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n')],
  ['a space at the end', Buffer.from('PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n')],
  ['a bare line feed', Buffer.from(`PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n${'x'.repeat(107)}`)],
  ['another protocol', Buffer.from('PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n')],
  ['an address of the other family', Buffer.from('PROXY TCP4 ::1 ::1 1 2\r\n')],
  ['mixed families', Buffer.from('PROXY TCP4 1.2.3.4 ::1 1 2\r\n')],
  ['leading zeros', Buffer.from('PROXY TCP4 010.2.3.4 1.2.3.4 1 2\r\n')],
  ['a port with leading zeros', Buffer.from('PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n')],
  ['a port that is none', Buffer.from('PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n')],
  ['no ports', Buffer.from('PROXY TCP4 1.2.3.4 1.2.3.4\r\n')],
  ['a line without an end', Buffer.from(`PROXY TCP4 ${'1'.repeat(107)}`)],
  ['another signature', Buffer.from('\r\n\r\n\0\r\nQUIX')],
  ['version 1 in version 2', binary(0x11, 0x11, ipv4)],
  ['an unknown command', binary(0x22, 0x11, ipv4)],
  ['datagrams', binary(0x21, 0x12, ipv4)],
  ['an unknown family', binary(0x21, 0x41, ipv4)],
  ['addresses cut short', binary(0x21, 0x11, ipv4.slice(1))],
  ['more than anybody sends', binary(0x21, 0x11, ipv4, 65_535)],
])('is malformed: %s', (_, bytes) => {
  expect(readProxyHeader(bytes).kind).toBe('malformed');
});

test('whatever comes, it decides within its bound, and never later than more bytes would', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }).map((rest) => Buffer.concat([signature, rest])),
    fc.string({ maxLength: 150 }).map((rest) => Buffer.from(`PROXY ${rest}`)),
  );
  fc.assert(
    fc.property(bytes, (given) => {
      const read = readProxyHeader(Buffer.from(given));
      if (read.kind === 'read') expect(read.length).toBeLessThanOrEqual(given.length);
      const more = readProxyHeader(Buffer.concat([given, Buffer.alloc(8, 'x')]));
      if (read.kind !== 'incomplete') expect(more).toEqual(read);
    }),
  );
  expect(readProxyHeader(binary(0x21, 0x11, new Array(5_000).fill(0))).kind).toBe('malformed');
});
