import { accessToken, api, authorize, token } from './endpoints.fixture.ts';
import type { Simulation, Told } from './simulator.fixture.ts';

const user = {
  id: 583231,
  login: 'octoann',
  name: 'Ann Example',
  email: 'public@example.com',
  avatar_url: 'https://avatars.githubusercontent.com/u/583231',
};

const emails = [
  { email: 'old@example.com', primary: false, verified: true, visibility: null },
  { email: 'ann@example.com', primary: true, verified: true, visibility: 'private' },
  {
    email: '583231+octoann@users.noreply.github.com',
    primary: false,
    verified: true,
    visibility: null,
  },
];

/** GitHub's errors have status 200. */
const refuse = (error: string): Told => ({
  body: {
    error: { invalid_client: 'incorrect_client_credentials' }[error] ?? 'bad_verification_code',
    error_description: 'The code passed is incorrect or expired.',
  },
});

/** https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps */
export const github: Simulation = {
  type: 'github',
  routes: {
    '/login/oauth/authorize': authorize({
      scopes: ['read:user', 'user:email'],
      pkce: 'required',
      prompts: ['select_account'],
      refuses: ['login_hint', 'max_age'],
      more: ({ url, traps }) => ({
        iss: traps.has('an answer of another server')
          ? 'https://evil.example'
          : `${url}/login/oauth`,
      }),
    }),
    '/login/oauth/access_token': async (asked, world) => {
      const grant = {
        access_token: accessToken,
        scope: 'read:user,user:email',
        token_type: 'bearer',
      };
      const told = await token({ auth: 'post', pkce: 'required', issue: () => grant, refuse })(
        asked,
        world,
      );
      const asForm =
        world.traps.has('an answer as a form') || !asked.headers.accept?.includes('json');
      if (!asForm) return told;
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return { headers, body: String(new URLSearchParams(told.body as Record<string, string>)) };
    },
    '/api/v3/user': api(({ headers }, { traps }) => {
      if (!headers['user-agent']) return { status: 403, body: 'No user agent.' };
      return {
        ...user,
        ...(traps.has('neither name nor address are public') && { name: null, email: null }),
      };
    }),
    '/api/v3/user/emails': api((_, { traps }) => {
      if (traps.has('no permission for addresses')) return { status: 403, body: {} };
      if (traps.has('an outage')) return { status: 502, body: {} };
      return {
        body: emails.map((each) =>
          traps.has('a primary address that is not proved')
            ? { ...each, verified: !each.primary }
            : each,
        ),
      };
    }),
  },
  expected: {
    subject: '583231',
    email: 'ann@example.com',
    emailVerified: true,
    name: 'Ann Example',
    username: 'octoann',
  },
  traps: {
    'an answer of another server': { error: /iss/ },
    'an answer as a form': { profile: { subject: '583231' } },
    'neither name nor address are public': {
      profile: { name: 'octoann', email: 'ann@example.com' },
    },
    'a primary address that is not proved': {
      profile: { email: 'ann@example.com', emailVerified: false },
    },
    'no permission for addresses': {
      profile: { email: 'public@example.com', emailVerified: false },
    },
    'an outage': { error: { name: 'UnreachableError' } },
  },
};
