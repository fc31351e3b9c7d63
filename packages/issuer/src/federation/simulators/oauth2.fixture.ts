import { accessToken, api, authorize, token } from './endpoints.fixture.ts';
import type { Simulation } from './simulator.fixture.ts';

const person = {
  id: 7,
  contact: { 'e/mail': 'ann@example.com', confirmed: true },
  full_name: 'Ann',
};

/** A forge with an API of its own, described by the configuration. */
export const forge: Simulation = {
  type: 'oauth2',
  settings: {
    issuer: '',
    authorization_endpoint: '/authorize',
    token_endpoint: '/token',
    userinfo_endpoint: '/api/me',
    claims: {
      sub: '/id',
      email: '/contact/e~1mail',
      email_verified: '/contact/confirmed',
      name: '/full_name',
      picture: '/not/there',
    },
  },
  scopes: ['read_user'],
  routes: {
    '/authorize': authorize({ scopes: ['read_user'], pkce: 'required' }),
    '/token': token({
      auth: 'basic',
      pkce: 'required',
      issue: () => ({ access_token: accessToken, token_type: 'bearer' }),
    }),
    '/api/me': api((_, { traps }) => {
      // JSON.parse makes 9007199254740992 of it, which is another person.
      if (traps.has('a number that loses digits'))
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: '{"id":9007199254740993}',
        };
      return { ...person, ...(traps.has('no id') && { id: undefined }) };
    }),
  },
  expected: {
    subject: '7',
    email: 'ann@example.com',
    emailVerified: true,
    name: 'Ann',
    picture: null,
  },
  traps: {
    'a number that loses digits': { error: /no usable subject/ },
    'no id': { error: /no usable subject/ },
  },
};
