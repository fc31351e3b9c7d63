import { authorize, token } from './endpoints.fixture.ts';
import { openId, openIdTraps } from './openid.fixture.ts';
import type { Simulation } from './simulator.fixture.ts';

const person = {
  sub: '110169484474386276334',
  email: 'ann@example.com',
  email_verified: true,
  name: 'Ann Example',
  given_name: 'Ann',
  family_name: 'Example',
  picture: 'https://lh3.googleusercontent.com/a/ann',
};

const { discovery, jwks, issue } = openId({
  issuer: ({ url }) => url,
  paths: { authorize: '/o/oauth2/v2/auth', token: '/token', jwks: '/certs' },
  metadata: {
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  },
  claims: ({ url, traps }) => ({
    ...person,
    ...(traps.has('iss without the scheme') && { iss: new URL(url).host }),
    ...(traps.has('an account of the domain') && { hd: 'example.com' }),
    ...(traps.has('an account of another domain') && { hd: 'other.example' }),
  }),
});

/** https://developers.google.com/identity/openid-connect/openid-connect */
export const google: Simulation = {
  type: 'google',
  routes: {
    '/.well-known/openid-configuration': discovery,
    '/certs': jwks,
    '/o/oauth2/v2/auth': authorize({
      scopes: ['openid', 'profile', 'email'],
      pkce: 'required',
      prompts: ['none', 'consent', 'select_account'],
      needs: ['nonce'],
      more: ({ url }) => ({ iss: url, scope: 'openid email', authuser: '0', prompt: 'none' }),
    }),
    '/token': token({ auth: 'post', pkce: 'required', issue }),
  },
  expected: {
    subject: person.sub,
    email: person.email,
    emailVerified: true,
    name: person.name,
    picture: person.picture,
  },
  traps: {
    ...openIdTraps,
    'iss without the scheme': { profile: { subject: person.sub } },
    'an account of the domain': {
      settings: { hosted_domain: 'example.com' },
      profile: { subject: person.sub },
    },
    'an account of another domain': {
      settings: { hosted_domain: 'example.com' },
      error: { name: 'NotAllowedError' },
    },
    'a private account where a domain is asked for': {
      settings: { hosted_domain: 'example.com' },
      error: { name: 'NotAllowedError' },
    },
  },
};
