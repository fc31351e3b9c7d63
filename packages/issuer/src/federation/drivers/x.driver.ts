import { ClientSecretBasic } from 'oauth4webapi';
import type { z } from 'zod';
import { defineProvider } from '../driver.ts';
import { noSettings } from './base-url.ts';
import { plainOAuth } from './plain-oauth.driver.ts';

const site = 'https://x.com';
const settings = noSettings(site);

type Settings = z.output<typeof settings>;

const apiOf = ({ url }: Settings): string => (url === site ? 'https://api.x.com' : url);

/** The permission for addresses, which an application has to be given first. */
const emailScope = 'users.email';

/** Errors come with status 200 too, and without `data`. */
interface Answer {
  data?: {
    id: string;
    name: string;
    username: string;
    profile_image_url?: string;
    confirmed_email?: string;
  };
}

/** https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code */
export const x = defineProvider({
  label: 'X',
  settings,
  credential: 'client_secret',
  issuer: ({ url }) => url,
  ...plainOAuth<Settings>({
    endpoints: (settings) => ({
      authorization: `${settings.url}/i/oauth2/authorize`,
      token: `${apiOf(settings)}/2/oauth2/token`,
    }),
    scopes: () => ['users.read', 'tweet.read'],
    pkce: () => true,
    authenticate: ({ secret }) => ClientSecretBasic(secret),
    async identify({ settings, scopes }, api) {
      const fields = [
        'profile_image_url',
        ...(scopes.includes(emailScope) ? ['confirmed_email'] : []),
      ];
      const query = new URLSearchParams({ 'user.fields': fields.join(',') });
      const { data } = await api.get<Answer>(`${apiOf(settings)}/2/users/me?${query}`);
      if (!data) throw new Error('X does not say who signed in.');
      const claims = {
        sub: data.id,
        email: data.confirmed_email,
        email_verified: data.confirmed_email !== undefined,
        name: data.name,
        preferred_username: data.username,
        picture: data.profile_image_url,
      };
      return { claims, raw: { ...data } };
    },
  }),
});
