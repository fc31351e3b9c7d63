import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRequestPath } from './request-path.ts';

describe('reads what every server behind reads alike', () => {
  test.each([
    ['/', []],
    ['/api/orders', ['api', 'orders']],
    ['/api/orders/', ['api', 'orders']],
    ['/a%20b/%C3%A9', ['a b', 'é']],
    ['/100%25', ['100%']],
    ['/%6frders', ['orders']],
    ['/a..b/...', ['a..b', '...']],
    ['/50%25%20off', ['50% off']],
    ['/%25/2e', ['%', '2e']],
    ['/%E6%9D%B1%E4%BA%AC%EF%BC%8F%E5%A4%A7%E9%98%AA', ['東京／大阪']],
  ])('%s', (path, segments) => {
    expect(readRequestPath(path)).toEqual({ ok: true, segments });
  });
});

describe('refuses what some server may read as another path', () => {
  test.each([
    'api',
    '*',
    '//evil',
    '/a//b',
    '/a/..',
    '/../a',
    '/a/./b',
    '/a/%2e%2e/b',
    '/a/%2E./b',
    '/a/.%2e/b',
    '/a%2fb',
    '/a%2Fb',
    '/a%5cb',
    '/a\\b',
    '/a%00',
    '/a%0ab',
    '/a%7f',
    '/a;b',
    '/..;/a',
    '/a%3bb',
    '/%252e%252e/a',
    '/a%252fb',
    '/a%255c',
    // Encodings of encodings, whole and in part.
    '/%25%32%65%25%32%65/a',
    '/%25%32e%252%65/a',
    '/%2%35%32%65/a',
    '/%25252e%25252e/a',
    '/%2525252e/a',
    '/%25%32%35%32%65/a',
    '/a%25%32%66b',
    '/a%25%35%63b',
    '/a%25%33%42b',
    '/a%25%30%30',
    '/a%2541',
    '/%%32%65/a',
    '/%%325%32e/a',
    '/a%25u002e%25u002e',
    '/a%25U002f',
    // UTF-8 that is longer than it need be, twice encoded or not.
    '/%c0%ae%c0%ae/a',
    '/%e0%80%ae/a',
    '/%25c0%25ae/a',
    '/%f0%80%80%af/a',
    // Dots to servers that fold, trim or drop.
    '/%ef%bc%8e%ef%bc%8e/a',
    '/..%ef%bc%8fa',
    '/%2e%2e%ef%bc%9bx/a',
    '/%e2%80%a5/a',
    '/..%20/a',
    '/%20./a',
    '/..%c2%a0/a',
    '/a%c2%85',
    '/a%',
    '/a%zz',
    '/a%u002e',
    '/a%c0%af',
    '/a%ff',
    '/a b',
    '/a?b',
    '/a#b',
    '/a<b',
    '/é',
  ])('%s', (path) => {
    expect(readRequestPath(path).ok).toBe(false);
  });
});

/** As a careless server decodes: each triplet by itself, whatever stands around it. */
const decodeLoosely = (text: string): string =>
  text.replace(/%u[0-9a-f]{4}|%[0-9a-f]{2}/gi, (triplet) =>
    String.fromCharCode(Number.parseInt(triplet.replace(/%u?/i, ''), 16)),
  );

test('what is accepted is the same however often it is decoded', () => {
  const piece = fc.oneof(
    fc.constantFrom('%', '25', '%25', '2', '5', 'e', '%32', '%35', '%65', 'u002e', '.', '2e', '/'),
    fc.constantFrom('%2e', '%2E', '%c0%ae', '%u', 'c0', '%61', 'a', '%2f', '2F', '%5c', '3b'),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 9 }), (pieces) => {
      const path = `/${pieces.join('')}`;
      const read = readRequestPath(path);
      if (!read.ok) return;
      const once = decodeLoosely(path);
      expect(decodeLoosely(once)).toBe(once);
      expect(once.split('/').filter((segment) => segment !== '')).toEqual(read.segments);
    }),
    { numRuns: 5_000 },
  );
});

test('a server that normalizes, merges or decodes once more finds the same segments', () => {
  const piece = fc.oneof(
    fc.constantFrom('/', '.', '..', '%2e', '%2f', '%5c', '%25', '2e', '2f', ';', '\\', '%'),
    fc.string({ minLength: 1, maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = `/${pieces.join('')}`;
      const read = readRequestPath(path);
      if (!read.ok) return;
      const normalized = new URL(path, 'http://upstream.example').pathname;
      expect(normalized).toBe(new URL(normalized, 'http://upstream.example').pathname);
      const segments = normalized.split('/').filter((segment) => segment !== '');
      expect(segments.map(decodeURIComponent)).toEqual(read.segments);
      for (const segment of read.segments) {
        expect(segment).not.toMatch(/[/\\;]|%[0-9a-f]{2}/i);
        expect(['', '.', '..']).not.toContain(segment);
      }
    }),
    { numRuns: 2_000 },
  );
});
