import { ClientSecretPost } from 'oauth4webapi';
import type { z } from 'zod';
import { defineProvider } from '../driver.ts';
import { noSettings } from './base-url.ts';
import { openIdConnect } from './openid-connect.driver.ts';

const settings = noSettings('https://www.linkedin.com/oauth');

/** https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2 */
export const linkedin = defineProvider({
  label: 'LinkedIn',
  settings,
  credential: 'client_secret',
  issuer: ({ url }) => url,
  ...openIdConnect<z.output<typeof settings>>({
    issuer: ({ url }) => url,
    // Its documentation names the site, its metadata the address below it.
    tokenIssuer: ({ iss }, { issuer }) => {
      const { origin } = new URL(issuer);
      return iss === origin ? origin : issuer;
    },
    scopes: ['profile', 'email'],
    // It answers a code_verifier with invalid_client, and does not send the nonce back
    // (linkedin-api-js-client#34).
    pkce: () => false,
    nonce: false,
    prompts: [],
    // Its metadata is silent about what it takes (linkedin-api-python-client#63).
    authenticate: ({ secret }) => ClientSecretPost(secret),
  }),
});
