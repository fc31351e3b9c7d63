import { api, authorize, token } from './endpoints.fixture.ts';
import { openId, openIdTraps } from './openid.fixture.ts';
import type { Simulation } from './simulator.fixture.ts';

const person = {
  sub: '782bbtaQ',
  name: 'Ann Example',
  given_name: 'Ann',
  family_name: 'Example',
  email: 'ann@example.com',
  locale: { country: 'US', language: 'en' },
};

const { discovery, jwks, issue } = openId({
  issuer: ({ url }) => `${url}/oauth`,
  paths: {
    authorize: '/oauth/v2/authorization',
    token: '/oauth/v2/accessToken',
    jwks: '/oauth/openid/jwks',
    userinfo: '/v2/userinfo',
  },
  // Says that it takes what it does not take.
  metadata: {
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  },
  nonce: false,
  claims: ({ url, traps }) => ({
    sub: person.sub,
    ...(traps.has('the issuer of its documentation') && { iss: url }),
  }),
  members: ({ traps }) => (traps.has('no token_type') ? { token_type: undefined } : {}),
});

const { 'the nonce of another': _, ...traps } = openIdTraps;

/** https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2 */
export const linkedin: Simulation = {
  type: 'linkedin',
  settings: { url: '/oauth' },
  routes: {
    '/oauth/.well-known/openid-configuration': discovery,
    '/oauth/openid/jwks': jwks,
    '/oauth/v2/authorization': authorize({
      scopes: ['openid', 'profile', 'email'],
      pkce: 'refused',
      refuses: ['nonce'],
    }),
    '/oauth/v2/accessToken': token({ auth: 'post', pkce: 'refused', issue }),
    '/v2/userinfo': api((_, { traps }) => ({
      ...person,
      email_verified: traps.has('email_verified as text') ? 'true' : true,
    })),
  },
  expected: {
    subject: person.sub,
    email: person.email,
    emailVerified: true,
    name: person.name,
    // It is an object there.
    locale: null,
  },
  traps: {
    ...traps,
    'the issuer of its documentation': { profile: { subject: person.sub } },
    'no token_type': { profile: { subject: person.sub } },
    'email_verified as text': { profile: { emailVerified: true } },
  },
};
