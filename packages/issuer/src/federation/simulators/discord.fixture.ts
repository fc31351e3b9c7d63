import { accessToken, api, authorize, token } from './endpoints.fixture.ts';
import type { Simulation } from './simulator.fixture.ts';

const user = {
  id: '80351110224678912',
  username: 'ann',
  global_name: 'Ann Example' as string | null,
  avatar: '8342729096ea3675442027381ff50dfe' as string | null,
  locale: 'en-US',
  email: 'ann@example.com',
  verified: true,
};

/** https://docs.discord.com/developers/topics/oauth2 */
export const discord: Simulation = {
  type: 'discord',
  routes: {
    '/oauth2/authorize': authorize({
      scopes: ['identify', 'email'],
      pkce: 'refused',
      prompts: ['consent', 'none'],
    }),
    '/api/oauth2/token': token({
      auth: 'post',
      pkce: 'refused',
      issue: () => ({ access_token: accessToken, token_type: 'Bearer', scope: 'identify email' }),
    }),
    '/api/users/@me': api((_, { traps }) => ({
      ...user,
      ...(traps.has('an address that is not verified') && { verified: false }),
      ...(traps.has('neither name nor picture') && { global_name: null, avatar: null }),
      ...(traps.has('no address') && { email: null, verified: undefined }),
    })),
  },
  expected: {
    subject: user.id,
    email: user.email,
    emailVerified: true,
    name: 'Ann Example',
    username: 'ann',
    locale: 'en-US',
    picture: `https://cdn.discordapp.com/avatars/${user.id}/${user.avatar}.png`,
  },
  traps: {
    'an address that is not verified': { profile: { email: user.email, emailVerified: false } },
    'neither name nor picture': { profile: { name: 'ann', picture: null } },
    'no address': { profile: { email: null, emailVerified: false } },
  },
};
