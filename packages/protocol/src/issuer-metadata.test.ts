import { expect, test } from 'vitest';
import { jwksUriOf, metadataUrls } from './issuer-metadata.ts';

test('a path comes before the well-known part in one standard and after it in the other', () => {
  expect(metadataUrls('https://idp.example/tenant/')).toEqual([
    'https://idp.example/tenant/.well-known/openid-configuration',
    'https://idp.example/.well-known/oauth-authorization-server/tenant',
  ]);
});

const issuer = 'https://idp.example';
const read = (metadata: object, of = issuer) => jwksUriOf(of, `${of}/metadata`, metadata);

test('the keys are where the issuer says', () => {
  expect(read({ issuer, jwks_uri: `${issuer}/jwks` })).toBe(`${issuer}/jwks`);
  const local = 'http://localhost:9100';
  expect(read({ issuer: local, jwks_uri: `${local}/jwks` }, local)).toBe(`${local}/jwks`);
});

test.each([
  ['another issuer', { issuer: 'https://evil.example', jwks_uri: `${issuer}/jwks` }],
  ['one with a slash more', { issuer: `${issuer}/`, jwks_uri: `${issuer}/jwks` }],
  ['keys without TLS', { issuer, jwks_uri: 'http://idp.example/jwks' }],
  ['keys in a file', { issuer, jwks_uri: 'file:///etc/passwd' }],
  ['keys nowhere', { issuer }],
  ['keys at no URL', { issuer, jwks_uri: 'jwks' }],
])('metadata of %s is not believed', (_what, metadata) => {
  expect(() => read(metadata)).toThrow(/metadata/);
});
