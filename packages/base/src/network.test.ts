import { describe, expect, test } from 'vitest';
import { canonicalAddress, isInNetwork, networkOf, parseNetwork } from './network.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  // How a listener of both families is told of an IPv4 caller, in either notation.
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::ffff:c000:207', '192.0.2.7'],
  ['0:0:0:0:0:FFFF:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8::/64'],
  ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
  ['2001:db8:0:1::6.7.8.9', '2001:db8:0:1::/64'],
  ['::1', '::/64'],
  ['::', '::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['fe80::2%25', 'fe80::/64'],
  ['local socket', 'local socket'],
  ['', ''],
  // Servers differ in what these are.
  ['127.1', '127.1'],
  ['010.0.0.1', '010.0.0.1'],
  ['0x7f.0.0.1', '0x7f.0.0.1'],
  ['2130706433', '2130706433'],
  ['192.0.2.7%eth0', '192.0.2.7%eth0'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::FFFF:192.0.2.7', '192.0.2.7'],
  ['2001:0DB8:0:0::0001', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['unknown', null],
  ['', null],
  ['192.0.2.7:80', null],
  ['192.0.2.256', null],
])('the canonical form of %j is %j', (text, expected) => {
  expect(canonicalAddress(text)).toBe(expected);
});

describe('a network', () => {
  test.each([
    ['10.0.0.0/8', '10.255.0.1', '11.0.0.1'],
    ['10.1.2.3/8', '10.255.0.1', '11.0.0.1'],
    ['10.0.0.0/8', '::ffff:10.0.0.1', '::ffff:11.0.0.1'],
    ['::ffff:10.0.0.0/104', '10.255.0.1', '11.0.0.1'],
    ['192.0.2.1', '192.0.2.1', '192.0.2.2'],
    ['::ffff:192.0.2.1', '192.0.2.1', '192.0.2.2'],
    ['0.0.0.0/0', '203.0.113.7', '2001:db8::1'],
    ['::/0', '2001:db8::1', '203.0.113.7'],
    ['fd00::/8', 'fd12::1', 'fe80::1'],
    ['fe80::/10', 'fe80::1%eth0', 'fd00::1'],
    ['::1', '::1', '::2'],
  ])('%s has %s and not %s', (text, inside, outside) => {
    const networks = [parseNetwork(text)!];
    expect([isInNetwork(inside, networks), isInNetwork(outside, networks)]).toEqual([true, false]);
  });

  test.each([
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/',
    '10.0.0/8',
    '10/8',
    '010.0.0.0/8',
    'proxy.internal',
    'fe80::1%eth0',
    '',
    ' 10.0.0.1',
  ])('%j is none', (text) => {
    expect(parseNetwork(text)).toBeNull();
  });

  test('has nothing that is no address', () => {
    expect(isInNetwork('unknown', [parseNetwork('0.0.0.0/0')!, parseNetwork('::/0')!])).toBe(false);
  });
});
