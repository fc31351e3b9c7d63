import { api, type ForeignTokenCase, jwt } from './case.fixture.ts';

const google = {
  iss: 'https://accounts.google.com',
  email_verified: true,
};

export const googleCases: ForeignTokenCase[] = [
  {
    from: 'Google',
    what: 'a service account, as its metadata server says',
    why: 'an ID token by name, made for services that call one another',
    header: jwt,
    claims: {
      ...google,
      aud: api,
      azp: '113475438248934895348',
      sub: '113475438248934895348',
      email: 'robot@acme.iam.gserviceaccount.com',
    },
    audience: api,
    map: { sub: 'email' },
    right: { kind: 'client', subject: 'robot@acme.iam.gserviceaccount.com' },
  },
  {
    from: 'Google',
    what: 'the ID token of a person, where access tokens are expected',
    why: 'at_hash says that it is one',
    header: jwt,
    claims: {
      ...google,
      aud: 'shop.apps',
      azp: 'shop.apps',
      sub: '1102',
      at_hash: 'HK6E_P6Dh8Y93mRNtsDB1Q',
    },
    audience: 'shop.apps',
    right: 'token_wrong_type',
  },
  {
    from: 'Google',
    what: 'the ID token of a person, where ID tokens are declared',
    why: 'its access tokens are opaque, so that some services take these',
    header: jwt,
    claims: {
      ...google,
      aud: 'shop.apps',
      azp: 'shop.apps',
      sub: '1102',
      at_hash: 'HK6E_P6Dh8Y93mRNtsDB1Q',
    },
    profile: 'id-token',
    audience: 'shop.apps',
    right: { kind: 'user', subject: '1102', clientId: 'shop.apps' },
  },
];
