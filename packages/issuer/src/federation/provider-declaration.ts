import { z } from 'zod';
import { emailDomain } from '../directory/users/email-address.ts';
import { issuerUrl, label, name, scope, text } from '../runtime/text.ts';

/** Each field is a key of the configuration and a column of its name. */
export const providerFields = {
  id: name.meta({
    description: 'What its callback URL names it by: /federation/{id}/callback.',
    examples: ['google'],
  }),
  type: z
    .literal('oidc')
    .meta({ description: 'The protocol that it speaks: OpenID Connect.', examples: ['oidc'] }),
  name: label.meta({
    description: 'What its button on the sign-in page says.',
    examples: ['Google'],
  }),
  issuer: issuerUrl.meta({
    description: 'Its issuer identifier, below which its metadata is found.',
    examples: ['https://accounts.google.com'],
  }),
  client_id: text(500)
    .min(1)
    .meta({
      description: 'What it calls this system.',
      examples: ['1234567890.apps.googleusercontent.com'],
    }),
  scopes: z
    .array(scope)
    .default(['openid', 'profile', 'email'])
    .meta({ description: 'What it is asked for.', examples: [['openid', 'profile', 'email']] }),
  trusted_for_domains: z
    .array(emailDomain)
    .default([])
    .meta({
      description:
        'Domains whose e-mail addresses it may vouch for. Who signs in there with a verified address ' +
        'of these is linked to the account that has the same verified address. Elsewhere the owner ' +
        'of the account has to sign in with the password first.',
      examples: [['example.com']],
    }),
  default_groups: z
    .array(name)
    .default([])
    .meta({
      description: 'The groups that a person is a member of from their first sign-in on.',
      examples: [['everyone']],
    }),
};

export const declaredProvider = z.strictObject({
  ...providerFields,
  client_secret: text(2000)
    .min(1)
    .meta({ description: 'The secret that it gave this system.', examples: ['${GOOGLE_SECRET}'] }),
});

export type DeclaredProvider = z.output<typeof declaredProvider>;
