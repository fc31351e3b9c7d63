import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

const isProxy = (address: string) => address.startsWith('10.');

test.each([
  ['no proxy between', '203.0.113.7', '', '203.0.113.7'],
  ['what a stranger says of themselves', '203.0.113.7', '10.0.0.1, 192.0.2.1', '203.0.113.7'],
  ['one proxy', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['one proxy, and something made up', '10.0.0.1', '192.0.2.1, 203.0.113.7', '203.0.113.7'],
  ['two proxies', '10.0.0.1', '192.0.2.1, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
  ['only proxies', '10.0.0.1', '10.0.0.3,10.0.0.2', '10.0.0.3'],
  ['a proxy that says nothing', '10.0.0.1', '', '10.0.0.1'],
  ['a proxy that hides it', '10.0.0.1', '203.0.113.7, unknown', '10.0.0.1'],
  ['an address with its port', '10.0.0.1', '203.0.113.7:4711', '203.0.113.7'],
  ['IPv6', '10.0.0.1', '2001:db8::7', '2001:db8::7'],
  ['IPv6 with its port', '10.0.0.1', '[2001:db8::7]:4711', '2001:db8::7'],
  ['IPv6 with a zone', '10.0.0.1', '[fe80::1%25eth0]:4711', 'fe80::1'],
  ['IPv4 with leading zeros', '10.0.0.1', '203.0.113.7, 010.1.2.3', '10.0.0.1'],
  ['a made-up port', '10.0.0.1', '203.0.113.7:_http', '203.0.113.7'],
  ['IPv6 with a made-up port', '10.0.0.1', '[2001:db8::7]:_x.y-z', '2001:db8::7'],
  ['a made-up name', '10.0.0.1', '192.0.2.1, _hidden', '10.0.0.1'],
  ['an empty entry', '10.0.0.1', '192.0.2.1, ', '10.0.0.1'],
  ['an address before a no-break space', '10.0.0.1', '192.0.2.1\xa0', '10.0.0.1'],
  ['IPv4 in IPv6 notation', '10.0.0.1', '::ffff:203.0.113.7', '203.0.113.7'],
])('%s', (_, peer, forwarded, expected) => {
  expect(clientAddress(peer, forwarded.split(','), isProxy).address).toBe(expected);
});

test('tells how many entries were believed', () => {
  const believed = (peer: string, ...entries: string[]) =>
    clientAddress(peer, entries, isProxy).believed;
  expect(believed('203.0.113.7', '10.0.0.1')).toBe(0);
  expect(believed('10.0.0.1', '192.0.2.1', '203.0.113.7', '10.0.0.2')).toBe(2);
  expect(believed('10.0.0.1', 'unknown', '10.0.0.2')).toBe(1);
});
