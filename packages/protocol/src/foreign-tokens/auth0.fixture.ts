import { api, type ForeignTokenCase, jwt } from './case.fixture.ts';

export const auth0Claim = 'https://orders.example/roles';
const auth0 = { iss: 'https://acme.eu.auth0.com/', sub: 'auth0|5f7c8ec7c33c6c004bbafe82' };
export const auth0Person: ForeignTokenCase = {
  from: 'Auth0',
  what: 'a person in an application',
  why: 'aud also names userinfo; a claim of its own has a URL for a name, dots and all',
  header: jwt,
  claims: {
    ...auth0,
    aud: [api, 'https://acme.eu.auth0.com/userinfo'],
    azp: 'shop-web',
    scope: 'openid profile',
    [auth0Claim]: ['support'],
  },
  audience: api,
  map: { sub: 'sub', roles: auth0Claim },
  right: {
    kind: 'user',
    subject: auth0.sub,
    clientId: 'shop-web',
    roles: ['support'],
    scope: ['openid', 'profile'],
  },
};

export const auth0Cases: ForeignTokenCase[] = [
  auth0Person,
  {
    from: 'Auth0',
    what: 'a client by itself',
    why: 'gty and sub say so',
    header: jwt,
    claims: { ...auth0, aud: api, sub: 'robot@clients', azp: 'robot', gty: 'client-credentials' },
    audience: api,
    right: { kind: 'client', subject: 'robot@clients', clientId: 'robot' },
  },
  {
    from: 'Auth0',
    what: 'an access token of its RFC 9068 profile',
    why: 'the type says so',
    header: { ...jwt, typ: 'at+jwt' },
    claims: { ...auth0, aud: api, client_id: 'shop-web', jti: 'x7mLD', iat: 1, nonce: 'n' },
    profile: 'rfc9068',
    audience: api,
    right: { kind: 'user', clientId: 'shop-web' },
  },
  {
    from: 'Auth0',
    what: 'an ID token',
    why: 'a nonce and no word that it is an access token',
    header: jwt,
    claims: { ...auth0, aud: 'shop-web', nonce: 'n', sid: 's' },
    audience: 'shop-web',
    right: 'token_wrong_type',
  },
];
