import { accessToken, api, authorize, token } from './endpoints.fixture.ts';
import type { Simulation } from './simulator.fixture.ts';

const user = { id: '2244994945', name: 'Ann Example', username: 'ann' };
const confirmed_email = 'ann@example.com';

/** https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code */
export const x: Simulation = {
  type: 'x',
  routes: {
    '/i/oauth2/authorize': authorize({ scopes: ['users.read', 'tweet.read'], pkce: 'required' }),
    '/2/oauth2/token': token({
      auth: 'basic',
      pkce: 'required',
      issue: () => ({ access_token: accessToken, token_type: 'bearer', expires_in: 7200 }),
    }),
    '/2/users/me': api(({ query }, { traps }) => {
      if (traps.has('an error with status 200')) return { errors: [{ title: 'Forbidden' }] };
      const asksForAddress = query.get('user.fields')?.includes('confirmed_email') === true;
      if (asksForAddress && traps.has('no permission for addresses'))
        return { status: 403, body: {} };
      const knows = asksForAddress && !traps.has('an account without an address');
      return { data: { ...user, ...(knows && { confirmed_email }) } };
    }),
  },
  // It tells no address that it is not asked for.
  expected: {
    subject: user.id,
    email: null,
    emailVerified: false,
    name: 'Ann Example',
    username: 'ann',
  },
  traps: {
    'an error with status 200': { error: /does not say who/ },
    'the permission for addresses': {
      scopes: ['users.email'],
      profile: { email: confirmed_email, emailVerified: true },
    },
    'an account without an address': {
      scopes: ['users.email'],
      profile: { email: null, emailVerified: false },
    },
    'no permission for addresses': { scopes: ['users.email'], error: { status: 403 } },
  },
};
