import { ClientSecretPost } from 'oauth4webapi';
import type { z } from 'zod';
import { defineProvider } from '../driver.ts';
import { promptOf } from './authorization-url.ts';
import { noSettings } from './base-url.ts';
import { plainOAuth } from './plain-oauth.driver.ts';

const settings = noSettings('https://discord.com');

interface User {
  id: string;
  username: string;
  global_name: string | null;
  email?: string | null;
  verified?: boolean;
  avatar: string | null;
  locale?: string;
}

const picture = ({ id, avatar }: User): string | undefined =>
  avatar === null ? undefined : `https://cdn.discordapp.com/avatars/${id}/${avatar}.png`;

/** https://docs.discord.com/developers/topics/oauth2 */
export const discord = defineProvider({
  label: 'Discord',
  settings,
  credential: 'client_secret',
  issuer: ({ url }) => url,
  ...plainOAuth<z.output<typeof settings>>({
    endpoints: ({ url }) => ({
      authorization: `${url}/oauth2/authorize`,
      token: `${url}/api/oauth2/token`,
    }),
    scopes: () => ['identify', 'email'],
    // Known for applications without a secret only.
    pkce: () => false,
    authenticate: ({ secret }) => ClientSecretPost(secret),
    parameters: (upstream, request) => ({ prompt: promptOf(upstream, request, ['consent']) }),
    async identify({ settings: { url } }, api) {
      const user = await api.get<User>(`${url}/api/users/@me`);
      const claims = {
        sub: user.id,
        email: user.email,
        email_verified: user.verified === true,
        name: user.global_name ?? user.username,
        preferred_username: user.username,
        picture: picture(user),
        locale: user.locale,
      };
      return { claims, raw: { ...user } };
    },
  }),
});
