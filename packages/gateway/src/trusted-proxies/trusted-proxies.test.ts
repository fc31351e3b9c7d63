import { describe, expect, test } from 'vitest';
import type { ProxySettings } from '../settings.ts';
import { TrustedProxies } from './trusted-proxies.ts';

const networks = ['10.0.0.0/8', 'fd00::/8'];
const seen = (header: ProxySettings['header'], peer: string, ...rawHeaders: string[]): string => {
  const proxies = new TrustedProxies({ networks, header }, 'https');
  const { address, scheme } = proxies.clientOf(peer, rawHeaders);
  return `${scheme} ${address}`;
};
const xFor = 'X-Forwarded-For';
const xProto = 'X-Forwarded-Proto';

describe('X-Forwarded-For', () => {
  test.each([
    ['of a stranger', '203.0.113.7', [xFor, '192.0.2.1', xProto, 'http'], 'https 203.0.113.7'],
    ['of nobody', '10.0.0.1', [], 'https 10.0.0.1'],
    ['of a proxy', '10.0.0.1', [xFor, '203.0.113.7', xProto, 'http'], 'http 203.0.113.7'],
    ['of a proxy over IPv6', 'fd00::1', [xFor, '2001:DB8::7'], 'https 2001:db8::7'],
    [
      'of a proxy on a dual-stack socket',
      '::ffff:10.0.0.1',
      [xFor, '203.0.113.7'],
      'https 203.0.113.7',
    ],
    ['with an address made up', '10.0.0.1', [xFor, '10.0.0.9, 203.0.113.7'], 'https 203.0.113.7'],
    [
      'in two headers',
      '10.0.0.1',
      [xFor, '192.0.2.1', 'x-forwarded-for', '203.0.113.7'],
      'https 203.0.113.7',
    ],
    ['of two proxies', '10.0.0.1', [xFor, '192.0.2.1, 203.0.113.7, 10.0.0.2'], 'https 203.0.113.7'],
    [
      'beside a Forwarded of the caller',
      '10.0.0.1',
      [xFor, '203.0.113.7', 'Forwarded', 'for=192.0.2.1;proto=http'],
      'https 203.0.113.7',
    ],
    ['with no address in it', '10.0.0.1', [xFor, 'unknown'], 'https 10.0.0.1'],
    [
      'with a made-up scheme',
      '10.0.0.1',
      [xFor, '203.0.113.7', xProto, 'javascript'],
      'https 203.0.113.7',
    ],
    ['for a WebSocket', '10.0.0.1', [xFor, '203.0.113.7', xProto, 'ws'], 'http 203.0.113.7'],
    // "http" is the caller's, "https" the proxy's, and the other way round.
    [
      'whose scheme is appended',
      '10.0.0.1',
      [xFor, '203.0.113.7', xProto, 'https, http'],
      'http 203.0.113.7',
    ],
    [
      'of two that append',
      '10.0.0.1',
      [xFor, '203.0.113.7, 10.0.0.2', xProto, 'http, https'],
      'http 203.0.113.7',
    ],
    [
      'of two, the first writes',
      '10.0.0.1',
      [xFor, '203.0.113.7, 10.0.0.2', xProto, 'http'],
      'http 203.0.113.7',
    ],
  ])('%s', (_, peer, headers, expected) => {
    expect(seen('x-forwarded-for', peer, ...headers)).toBe(expected);
  });
});

describe('Forwarded', () => {
  test.each([
    ['of a stranger', '203.0.113.7', 'for=192.0.2.1', 'https 203.0.113.7'],
    ['of a proxy', '10.0.0.1', 'for=203.0.113.7;proto=http', 'http 203.0.113.7'],
    ['with IPv6 and a port', '10.0.0.1', 'for="[2001:db8::7]:4711"', 'https 2001:db8::7'],
    ['with a hidden address', '10.0.0.1', 'for=192.0.2.1, for=_hidden;proto=http', 'http 10.0.0.1'],
    ['with an unknown one', '10.0.0.1', 'for=192.0.2.1, for=unknown', 'https 10.0.0.1'],
    ['without an address', '10.0.0.1', 'for=192.0.2.1, proto=http', 'http 10.0.0.1'],
    [
      'of two proxies',
      '10.0.0.1',
      'for=203.0.113.7;proto=http, for=10.0.0.2;proto=https',
      'http 203.0.113.7',
    ],
    ['with something open ahead', '10.0.0.1', 'for="x, for=203.0.113.7', 'https 203.0.113.7'],
  ])('%s', (_, peer, value, expected) => {
    expect(seen('forwarded', peer, 'Forwarded', value)).toBe(expected);
  });

  test('beside an X-Forwarded-For of the caller', () => {
    const headers = [xFor, '192.0.2.1', xProto, 'http', 'forwarded', 'for=203.0.113.7'];
    expect(seen('forwarded', '10.0.0.1', ...headers)).toBe('https 203.0.113.7');
  });
});
