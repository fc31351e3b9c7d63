import { describe, expect, test } from 'vitest';
import { returnedHeaders } from './response-headers.ts';

/** `Cache-Control`, and every header that speaks of caching beside it. */
function caching(headers: string[][], bySession = true, setCookies: string[] = []) {
  const list = returnedHeaders(headers.flat(), {
    status: 200,
    requestId: 'request-1',
    setCookies,
    bySession,
    cors: null,
    quota: [],
  });
  const pairs = list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]!]] : []));
  return pairs.filter(([name]) => /cache-control|surrogate/.test(name!)).map(([, value]) => value);
}

describe('what is answered to a session is for that session alone', () => {
  test.each([
    [[], 'private'],
    [[''], 'private'],
    [['public'], 'private'],
    [['Public, max-age=60, S-MaxAge=600, must-revalidate'], 'private, max-age=60, must-revalidate'],
    [['private="x-name, x-other", max-age=5'], 'private, max-age=5'],
    [['no-cache="set-cookie, x", max-age=5'], 'private, no-cache="set-cookie, x", max-age=5'],
    [['no-store, max-age=0'], 'no-store'],
    [['ext="no-store, public"'], 'private, ext="no-store, public"'],
    [['public', 's-maxage=60'], 'private'],
    [['no-store', 'public'], 'no-store'],
  ])('%j becomes %s', (given, expected) => {
    expect(caching(given.map((value) => ['Cache-Control', value]))).toEqual([expected]);
  });

  test('by whatever name a cache is told', () => {
    const names = ['cdn-cache-control', 'surrogate-control', 'cloudflare-cdn-cache-control'];
    const headers = names.map((name) => [name, 'max-age=60']);
    expect(caching(headers)).toEqual(['private']);
    expect(caching(headers, false)).toEqual(['max-age=60', 'max-age=60', 'max-age=60']);
  });

  test('and where a cookie of ours is set, for no cache at all', () => {
    expect(caching([['cache-control', 'max-age=60']], true, ['a=b'])).toEqual(['no-store']);
  });
});

test('what is answered to a bearer token stays as it is', () => {
  expect(caching([['cache-control', 'public, max-age=60']], false)).toEqual(['public, max-age=60']);
});

test.each([
  [200, true],
  [204, false],
  [304, true],
])('a %i has a length of the upstream: %s', (status, expected) => {
  const facts = { status, requestId: 'r', setCookies: [], bySession: false, cors: null, quota: [] };
  const list = returnedHeaders(['Content-Length', '5', 'x', 'y'], facts);
  expect(list.includes('Content-Length')).toBe(expected);
});
