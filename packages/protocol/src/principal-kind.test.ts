import { describe, expect, test } from 'vitest';
import { foreignKindOf } from './principal-kind.ts';
import { clientIdOf } from './usual-claims.ts';

describe('a client by itself is', () => {
  test.each([
    ['its own subject, by RFC 9068', { sub: 'robot', client_id: 'robot' }],
    ['its own subject at Okta', { sub: 'robot', cid: 'robot', scp: ['read'] }],
    ['marked by its grant at Auth0', { sub: 'x@clients', azp: 'x', gty: 'client-credentials' }],
    ['marked by its subject at Auth0', { sub: 'x@clients', azp: 'x' }],
    [
      'a service account of Keycloak',
      {
        sub: '7f1d',
        azp: 'Robot',
        client_id: 'Robot',
        preferred_username: 'service-account-robot',
      },
    ],
    [
      'a service account of an older Keycloak',
      { sub: '7f1d', azp: 'robot', clientId: 'robot', preferred_username: 'service-account-robot' },
    ],
    ['marked by idtyp at Entra ID', { sub: '1', oid: '2', azp: 'app', idtyp: 'app' }],
    ['without scp and the same to everybody at Entra ID', { sub: '1', oid: '1', azp: 'app' }],
  ])('%s', (_what, claims) => {
    expect(foreignKindOf(claims)).toBe('client');
  });
});

describe('a person is', () => {
  test.each([
    ['not the client that they use', { sub: 'alice', client_id: 'shop-web' }],
    ['known by name only', { sub: 'alice' }],
    ['not known at all', {}],
    ['at Auth0 no client', { sub: 'auth0|1', azp: 'shop-web', gty: 'authorization_code' }],
    ['not another client at Auth0', { sub: 'x@clients', azp: 'y' }],
    ['at Keycloak', { sub: '7f1d', azp: 'shop-web', preferred_username: 'alice' }],
    [
      'at Keycloak, whatever name they choose',
      { sub: '7f1d', azp: 'shop-web', preferred_username: 'service-account-shop-web' },
    ],
    ['at Entra ID', { sub: '1', oid: '2', azp: 'app', scp: 'read' }],
    ['at Entra ID, by the word of idtyp', { sub: '1', oid: '1', azp: 'app', idtyp: 'user' }],
    ['a subject with a scope at Entra ID', { sub: '1', oid: '1', azp: 'app', scp: 'read' }],
  ])('%s', (_what, claims) => {
    expect(foreignKindOf(claims)).toBe('user');
  });
});

test('our own word means nothing in a token of another', () => {
  expect(foreignKindOf({ sub: 'x', client_id: 'x', sub_kind: 'user' })).toBe('client');
});

test.each(['client_id', 'azp', 'cid', 'appid'])('a client may be named by %s', (claim) => {
  expect(clientIdOf({ sub: 'alice', [claim]: 'shop-web' })).toBe('shop-web');
});
