import { createHmac } from 'node:crypto';
import { ClientSecretPost } from 'oauth4webapi';
import type { z } from 'zod';
import { defineProvider } from '../driver.ts';
import { noSettings } from './base-url.ts';
import { plainOAuth } from './plain-oauth.driver.ts';

const site = 'https://www.facebook.com';
const settings = noSettings(site);

type Settings = z.output<typeof settings>;

/** Facebook takes a version that is gone for the oldest that is left. */
const version = 'v24.0';

const graphOf = ({ url }: Settings): string =>
  `${url === site ? 'https://graph.facebook.com' : url}/${version}`;

interface Person {
  id: string;
  name?: string;
  first_name?: string;
  last_name?: string;
  email?: string;
  picture?: { data?: { url?: string } };
}

const fields = 'id,name,first_name,last_name,email,picture';

/** https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow */
export const facebook = defineProvider({
  label: 'Facebook',
  settings,
  credential: 'client_secret',
  issuer: ({ url }) => url,
  ...plainOAuth<Settings>({
    endpoints: (settings) => ({
      authorization: `${settings.url}/${version}/dialog/oauth`,
      token: `${graphOf(settings)}/oauth/access_token`,
    }),
    scopes: () => ['public_profile', 'email'],
    pkce: () => true,
    authenticate: ({ secret }) => ClientSecretPost(secret),
    parameters: (_, { maxAge }) => ({
      auth_type: maxAge === undefined ? undefined : 'reauthenticate',
    }),
    async identify({ settings, secret }, api) {
      // Shows that the token is used by whom it was given to; applications can demand it.
      const proof = createHmac('sha256', secret).update(api.accessToken).digest('hex');
      const query = new URLSearchParams({ fields, appsecret_proof: proof });
      const person = await api.get<Person>(`${graphOf(settings)}/me?${query}`);
      const claims = {
        sub: person.id,
        // There is none where the account has a telephone number only, or the person kept it back.
        email: person.email,
        // Nothing in the answer says so.
        email_verified: false,
        name: person.name,
        given_name: person.first_name,
        family_name: person.last_name,
        picture: person.picture?.data?.url,
      };
      return { claims, raw: { ...person } };
    },
  }),
});
