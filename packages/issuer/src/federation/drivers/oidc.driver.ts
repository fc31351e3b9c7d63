import { ClientSecretBasic, ClientSecretPost, None } from 'oauth4webapi';
import { z } from 'zod';
import { issuerUrl } from '../../runtime/text.ts';
import { defineProvider } from '../driver.ts';
import { openIdConnect } from './openid-connect.driver.ts';

const settings = z.object({
  issuer: issuerUrl.meta({
    description:
      'For `type: oidc`: its issuer identifier, below which its metadata is found. For `type: oauth2`: ' +
      'its `iss` if it sends one, else its address. Accounts are linked under this name: never change it.',
    examples: ['https://id.example.com'],
  }),
  auth_method: z
    .enum(['client_secret_basic', 'client_secret_post', 'none'])
    .optional()
    .meta({
      description:
        'For `type: oidc` and `type: oauth2`: how the secret is sent to its token endpoint. What its ' +
        'metadata says when left out, and `client_secret_basic` where it has none.',
      examples: ['client_secret_post'],
    }),
  pkce: z
    .boolean()
    .default(true)
    .meta({
      description:
        'For `type: oidc` and `type: oauth2`: whether it is sent a PKCE challenge (RFC 7636). Turn it ' +
        'off only for a provider that refuses requests with one.',
      examples: [false],
    }),
});

export type AuthMethod = z.output<typeof settings>['auth_method'];

export const clientAuthentication = {
  client_secret_basic: ClientSecretBasic,
  client_secret_post: ClientSecretPost,
  none: None,
};

/** Any provider that OpenID Connect Discovery finds. */
export const oidc = defineProvider({
  label: null,
  settings,
  credential: null,
  issuer: ({ issuer }) => issuer,
  ...openIdConnect<z.output<typeof settings>>({
    issuer: ({ issuer }) => issuer,
    pkce: ({ pkce }) => pkce,
    scopes: [],
    authenticate: ({ settings: { auth_method }, secret }) =>
      auth_method === undefined ? undefined : clientAuthentication[auth_method](secret),
  }),
});

/** Of any provider by configuration, whatever it speaks. */
export const { issuer, auth_method, pkce } = settings.shape;
