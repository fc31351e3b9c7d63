import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forwardedHeaders } from './request-headers.ts';

const facts = {
  authorization: 'Bearer jwt',
  upstreamHost: 'orders.internal:7001',
  host: 'shop.example',
  scheme: 'https',
  clientAddress: '192.0.2.7',
  requestId: 'request-1',
  prefix: '',
  invalidTrace: false,
  opened: new Set<string>(),
} as const;

const ownHeaders = forwardedHeaders([], facts);

/** What of the caller's headers reaches the upstream. */
function passed(...rawHeaders: string[]): string[] {
  const headers = forwardedHeaders(rawHeaders, facts);
  expect(headers.slice(0, 4)).toEqual(ownHeaders.slice(0, 4));
  expect(headers.slice(-10)).toEqual(ownHeaders.slice(4));
  return headers.slice(4, -10);
}

test('the upstream is told who calls, from where, and by which name', () => {
  expect(ownHeaders).toEqual([
    ...['Host', 'orders.internal:7001', 'Authorization', 'Bearer jwt'],
    ...['X-Forwarded-For', '192.0.2.7', 'X-Forwarded-Host', 'shop.example'],
    ...['X-Forwarded-Proto', 'https', 'X-Real-IP', '192.0.2.7', 'X-Request-Id', 'request-1'],
  ]);
});

test('ordinary headers pass as they are, repetitions included', () => {
  const headers = ['Accept', '*/*', 'x-tag', '1', 'X-Tag', '2', 'Content-Length', '5'];
  expect(passed(...headers)).toEqual(headers);
});

describe('never reaches an upstream', () => {
  test.each([
    'Authorization',
    'proxy-authorization',
    'Host',
    'Connection',
    'Keep-Alive',
    'TE',

    'Transfer-Encoding',
    'Upgrade',
    'Expect',
    'Forwarded',
    'X-Forwarded-For',
    'X-FORWARDED-USER',
    'X_Forwarded_For',
    'X-Forwarded_Proto',
    'X-Real-Ip',
    'X-Request-Id',
    'X-HTTP-Method-Override',
    'X-Original-URL',
    'X-Rewrite-URL',
    'Proxy',
  ])('%s', (name) => {
    expect(passed(name, 'close')).toEqual([]);
  });

  test('what Connection names', () => {
    const headers = ['Connection', 'close, X-Secret,x-other', 'x-secret', '1', 'X-Other', '2'];
    expect(passed(...headers, 'X-Kept', '3')).toEqual(['X-Kept', '3']);
  });

  test('a cookie of ours', () => {
    expect(passed('Cookie', 'a=1; __Host-sp_session=x; sp_session_console=y; b=2')).toEqual([
      'Cookie',
      'a=1; b=2',
    ]);
    expect(passed('Cookie', '__Host-Http-sp_login_01234567=x')).toEqual([]);
    expect(passed('Cookie', 'sp_lang=de; __Host-sp_sso=x')).toEqual(['Cookie', 'sp_lang=de']);
  });
});

test('whatever Connection names, the upstream gets our authorization once', () => {
  const names = ['authorization', 'host', 'x-forwarded-for', 'cookie', 'x-a', 'connection'];
  const name = fc.constantFrom(...names).chain((text) => fc.mixedCase(fc.constant(text)));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.constantFrom(...names, 'v'))), (pairs) => {
      const headers = forwardedHeaders(pairs.flat(), facts);
      const values = (wanted: string) =>
        headers.filter((_, at) => at % 2 === 1 && headers[at - 1]!.toLowerCase() === wanted);
      expect(values('authorization')).toEqual(['Bearer jwt']);
      expect(values('host')).toEqual(['orders.internal:7001']);
      expect(values('x-forwarded-for')).toEqual(['192.0.2.7']);
      expect(values('connection')).toEqual([]);
    }),
  );
});
