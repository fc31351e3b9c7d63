import { api, type ForeignTokenCase, untyped } from './case.fixture.ts';

const cognito = {
  sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example',
  client_id: 'shopweb',
  'cognito:groups': ['support'],
  token_use: 'access',
  scope: 'orders/read',
};

export const cognitoCases: ForeignTokenCase[] = [
  {
    from: 'Cognito',
    what: 'a person in an application',
    why: 'there is no aud; token_use says access',
    header: untyped,
    claims: cognito,
    audience: null,
    map: { sub: 'sub', roles: 'cognito:groups' },
    right: { kind: 'user', clientId: 'shopweb', roles: ['support'], scope: ['orders/read'] },
  },
  {
    from: 'Cognito',
    what: 'the same where an audience is declared',
    why: 'only what is declared so may lack one',
    header: untyped,
    claims: cognito,
    audience: api,
    right: 'token_claim_invalid',
  },
  {
    from: 'Cognito',
    what: 'an ID token',
    why: 'token_use says id',
    header: untyped,
    claims: { ...cognito, aud: 'shopweb', token_use: 'id' },
    audience: 'shopweb',
    right: 'token_wrong_type',
  },
];
