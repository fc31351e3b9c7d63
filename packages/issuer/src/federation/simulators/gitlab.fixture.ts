import { api, authorize, token } from './endpoints.fixture.ts';
import { openId, openIdTraps } from './openid.fixture.ts';
import type { Simulation } from './simulator.fixture.ts';

const person = { sub: '42', name: 'Ann Example', nickname: 'ann', email: 'ann@example.com' };

const { discovery, jwks, issue } = openId({
  issuer: ({ url }) => url,
  paths: {
    authorize: '/oauth/authorize',
    token: '/oauth/token',
    jwks: '/oauth/discovery/keys',
    userinfo: '/oauth/userinfo',
  },
  metadata: {
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  },
  claims: () => ({ sub: person.sub, sub_legacy: 'abc', auth_time: 1, groups_direct: [] }),
});

/** https://docs.gitlab.com/integration/openid_connect_provider/ */
export const gitlab: Simulation = {
  type: 'gitlab',
  routes: {
    '/.well-known/openid-configuration': discovery,
    '/oauth/discovery/keys': jwks,
    '/oauth/authorize': authorize({
      scopes: ['openid', 'profile', 'email'],
      pkce: 'required',
      needs: ['nonce'],
    }),
    '/oauth/token': token({ auth: 'basic', pkce: 'required', issue }),
    '/oauth/userinfo': api((_, { traps }) => {
      if (traps.has('userinfo that fails')) return { status: 500, body: {} };
      if (traps.has('userinfo about another person')) return { ...person, sub: '43' };
      return { ...person, email_verified: !traps.has('an address that is not confirmed') };
    }),
  },
  expected: { subject: '42', email: person.email, emailVerified: true, name: 'Ann Example' },
  traps: {
    ...openIdTraps,
    'an address that is not confirmed': { profile: { email: person.email, emailVerified: false } },
    'userinfo that fails': { profile: { subject: '42', email: null, name: null } },
    'userinfo about another person': { profile: { subject: '42', email: null, name: null } },
  },
};
