import { accessToken, api, authorize, token } from './endpoints.fixture.ts';
import type { Simulation } from './simulator.fixture.ts';

const person = {
  user_id: 'amzn1.account.K2LI23KL2LK2',
  name: 'Ann Example',
  email: 'ann@example.com',
  postal_code: '98052',
};

/** https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html */
export const amazon: Simulation = {
  type: 'amazon',
  routes: {
    '/ap/oa': authorize({ scopes: ['profile'], pkce: 'required', refuses: ['prompt', 'nonce'] }),
    '/auth/o2/token': token({
      auth: 'post',
      pkce: 'required',
      issue: () => ({ access_token: accessToken, token_type: 'bearer', expires_in: 3600 }),
    }),
    '/user/profile': api((_, { traps }) => ({
      ...person,
      ...(traps.has('an address that was kept back') && { email: undefined }),
      ...(traps.has('a claim that it never makes') && { email_verified: true }),
    })),
  },
  expected: {
    subject: person.user_id,
    email: person.email,
    emailVerified: false,
    name: person.name,
  },
  traps: {
    'an address that was kept back': { profile: { email: null, emailVerified: false } },
    'a claim that it never makes': { profile: { emailVerified: false } },
  },
};
