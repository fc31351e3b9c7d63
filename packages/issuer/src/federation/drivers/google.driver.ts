import { ClientSecretPost } from 'oauth4webapi';
import { z } from 'zod';
import { emailDomain } from '../../runtime/email-address.ts';
import { defineProvider } from '../driver.ts';
import { NotAllowedError } from '../upstream-errors.ts';
import { standIn } from './base-url.ts';
import { openIdConnect } from './openid-connect.driver.ts';

const settings = z.object({
  ...standIn('https://accounts.google.com'),
  hosted_domain: emailDomain.optional().meta({
    description:
      'For `type: google`: only accounts of the Google Workspace with this domain may sign in.',
    examples: ['example.com'],
  }),
});

type Settings = z.output<typeof settings>;

/** https://developers.google.com/identity/openid-connect/openid-connect */
export const google = defineProvider({
  label: 'Google',
  settings,
  credential: 'client_secret',
  issuer: ({ url }) => url,
  ...openIdConnect<Settings>({
    issuer: ({ url }) => url,
    // Some of its tokens name it without the scheme.
    tokenIssuer({ iss }, { issuer }) {
      const { host } = new URL(issuer);
      return iss === host ? host : issuer;
    },
    scopes: ['profile', 'email'],
    // As its documentation says; the metadata names both ways.
    authenticate: ({ secret }) => ClientSecretPost(secret),
    prompts: ['consent', 'select_account'],
    parameters: ({ hosted_domain }) => ({ hd: hosted_domain }),
    // The parameter only chooses what Google shows; the claim says where the account belongs.
    admit({ hd }, { hosted_domain }) {
      if (hosted_domain !== undefined && hd !== hosted_domain) {
        throw new NotAllowedError(`an account of ${hosted_domain}`);
      }
    },
  }),
});
