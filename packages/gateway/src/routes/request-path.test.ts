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
