import { ClientSecretPost } from 'oauth4webapi';
import { z } from 'zod';
import { defineProvider } from '../driver.ts';
import { standIn } from './base-url.ts';
import { plainOAuth } from './plain-oauth.driver.ts';

const site = 'https://www.amazon.com';

const settings = z.object({
  ...standIn(site),
  region: z
    .enum(['na', 'eu', 'fe'])
    .default('na')
    .meta({
      description:
        'For `type: amazon`: where its accounts are, in North America, in Europe or in the Far East.',
      examples: ['eu'],
    }),
});

type Settings = z.output<typeof settings>;

const regions = {
  na: { pages: site, api: 'https://api.amazon.com' },
  eu: { pages: 'https://eu.account.amazon.com', api: 'https://api.amazon.co.uk' },
  fe: { pages: 'https://apac.account.amazon.com', api: 'https://api.amazon.co.jp' },
};

const hostsOf = ({ url, region }: Settings) =>
  url === site ? regions[region] : { pages: url, api: url };

interface Person {
  user_id: string;
  name?: string;
  email?: string;
}

/** https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html */
export const amazon = defineProvider({
  label: 'Amazon',
  settings,
  credential: 'client_secret',
  issuer: ({ url }) => url,
  ...plainOAuth<Settings>({
    endpoints(settings) {
      const { pages, api } = hostsOf(settings);
      return { authorization: `${pages}/ap/oa`, token: `${api}/auth/o2/token` };
    },
    scopes: () => ['profile'],
    pkce: () => true,
    authenticate: ({ secret }) => ClientSecretPost(secret),
    async identify({ settings }, api) {
      const person = await api.get<Person>(`${hostsOf(settings).api}/user/profile`);
      const { user_id: sub, name, email } = person;
      // Nothing in the answer says that the address is verified.
      return { claims: { sub, name, email, email_verified: false }, raw: { ...person } };
    },
  }),
});
