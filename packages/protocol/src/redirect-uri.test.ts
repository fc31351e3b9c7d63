import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRegistrableRedirectUri, matchesRedirectUri } from './redirect-uri.ts';

describe('registering', () => {
  test.each([
    'https://app.example/callback',
    'http://127.0.0.1/callback',
    'http://[::1]:4000/callback',
    'http://localhost:8080/callback',
    'com.example.app:/callback',
  ])('%s may be registered', (uri) => expect(isRegistrableRedirectUri(uri)).toBe(true));

  test.each([
    'http://app.example/callback',
    'https://app.example/callback#fragment',
    'https://app.example/#',
    'https://user:pass@app.example/',
    '/callback',
    'myapp:/callback',
    'javascript:alert(1)',
    'data:text/html,hi',
    '',
  ])('%s may not', (uri) => expect(isRegistrableRedirectUri(uri)).toBe(false));
});

describe('matching', () => {
  test('is exact', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ validSchemes: ['https'] }),
        fc.string({ minLength: 1 }),
        (uri, more) => {
          expect(matchesRedirectUri(uri, uri, 'native')).toBe(true);
          expect(matchesRedirectUri(uri, uri + more, 'native')).toBe(false);
          expect(matchesRedirectUri(uri + more, uri, 'native')).toBe(false);
        },
      ),
    );
  });

  test('a loopback address of a native app may come with any port', () => {
    const matches = (registered: string, presented: string) =>
      matchesRedirectUri(registered, presented, 'native');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 }), (port) => {
        expect(matches('http://127.0.0.1/cb', `http://127.0.0.1:${port}/cb`)).toBe(true);
        expect(matches('http://[::1]:1/cb', `http://[::1]:${port}/cb`)).toBe(true);
      }),
    );
  });

  test.each(['web', 'spa', 'service'] as const)('that of a %s client may not', (type) => {
    const registered = 'http://localhost:8080/cb';
    expect(matchesRedirectUri(registered, registered, type)).toBe(true);
    expect(matchesRedirectUri(registered, 'http://localhost:9999/cb', type)).toBe(false);
    expect(matchesRedirectUri('http://127.0.0.1/cb', 'http://127.0.0.1:1/cb', type)).toBe(false);
  });

  test.each([
    ['http://127.0.0.1/cb', 'http://127.0.0.1:80/other'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1.evil.example/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:1@evil.example/cb'],
    ['http://127.0.0.1/cb', 'https://127.0.0.1:1/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1/cb?x=1'],
    ['https://app.example/cb', 'https://app.example:8443/cb'],
    ['https://app.example/cb', 'https://app.example/CB'],
    ['https://app.example/cb', 'https://app.example/cb/../cb'],
  ])('%s is not %s', (registered, presented) => {
    expect(matchesRedirectUri(registered, presented, 'native')).toBe(false);
  });

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        expect(matchesRedirectUri(one, other, 'native')).toBe(one === other);
        expect(typeof isRegistrableRedirectUri(one)).toBe('boolean');
      }),
    );
  });
});
