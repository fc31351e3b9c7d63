import { api, authorize, token } from './endpoints.fixture.ts';
import { openId, openIdTraps } from './openid.fixture.ts';
import type { Simulation, Told } from './simulator.fixture.ts';

const team = 'T024BE7LD';
const person = {
  sub: 'U0R7JM',
  'https://slack.com/user_id': 'U0R7JM',
  'https://slack.com/team_id': team,
  email: 'ann@example.com',
  email_verified: true,
};

const { discovery, jwks, issue } = openId({
  issuer: ({ url }) => url,
  paths: {
    authorize: '/openid/connect/authorize',
    token: '/api/openid.connect.token',
    jwks: '/openid/connect/keys',
    userinfo: '/api/openid.connect.userInfo',
  },
  metadata: {
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  },
  claims: ({ traps }) => ({
    ...person,
    ...(traps.has('another workspace') && { 'https://slack.com/team_id': 'T0OTHER' }),
    ...(traps.has('no workspace') && { 'https://slack.com/team_id': undefined }),
  }),
  members: ({ traps }) => ({
    ok: true,
    ...(traps.has('members that are null') && { refresh_token: null }),
  }),
});

/** Its errors have status 200. */
const refuse = (error: string): Told => ({
  body: { ok: false, error: { invalid_client: 'bad_client_secret' }[error] ?? 'invalid_code' },
});

/** https://docs.slack.dev/authentication/sign-in-with-slack */
export const slack: Simulation = {
  type: 'slack',
  routes: {
    '/.well-known/openid-configuration': discovery,
    '/openid/connect/keys': jwks,
    '/openid/connect/authorize': authorize({
      scopes: ['openid', 'profile', 'email'],
      pkce: 'refused',
      needs: ['nonce'],
      refuses: ['prompt'],
    }),
    '/api/openid.connect.token': token({ auth: 'post', pkce: 'refused', issue, refuse }),
    '/api/openid.connect.userInfo': api(() => ({ ok: true, ...person, name: 'Ann Example' })),
  },
  expected: {
    subject: `${team}:${person.sub}`,
    email: person.email,
    emailVerified: true,
    name: 'Ann Example',
  },
  traps: {
    ...openIdTraps,
    'another workspace': { profile: { subject: `T0OTHER:${person.sub}` } },
    'no workspace': { error: /no usable subject/ },
    'members that are null': { profile: { subject: `${team}:${person.sub}` } },
    'the workspace that is asked for': {
      settings: { team },
      profile: { subject: `${team}:${person.sub}` },
    },
    'a workspace that is not asked for': {
      settings: { team: 'T0WANTED1' },
      error: { name: 'NotAllowedError' },
    },
  },
};
