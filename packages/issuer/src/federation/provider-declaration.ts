import { z } from 'zod';
import type { MappedGroup } from '../directory/users/mapped-group.ts';
import { emailDomain } from '../runtime/email-address.ts';
import { label, name, scope, text } from '../runtime/text.ts';
import type { ProviderType } from './driver.ts';
import { readPem } from './private-key.ts';
import { commonSettings } from './provider-settings.ts';
import { type ProviderTypeName, providerTypeNames, providerTypes } from './provider-types.ts';

/** Each field is a key of the configuration of every type, and a column of its name. */
export const providerFields = {
  id: name.meta({
    description: 'What its callback URL names it by: /federation/{id}/callback.',
    examples: ['google'],
  }),
  name: label.meta({
    description:
      'What its button on the sign-in page says. The name of the provider when left out; `type: oidc` ' +
      'and `type: oauth2` need one.',
    examples: ['Google'],
  }),
  client_id: text(500)
    .min(1)
    .meta({
      description: 'What it calls this system.',
      examples: ['1234567890.apps.googleusercontent.com'],
    }),
  scopes: z
    .array(scope)
    .default([])
    .meta({
      description:
        'What it is asked for beside what signing in needs. `type: oidc` asks for `profile` and `email` ' +
        'when this is left out.',
      examples: [['profile', 'email']],
    }),
  hidden: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Whether the sign-in page has no button for it. People who are on the way still come back.',
      examples: [true],
    }),
  domains: z
    .array(emailDomain)
    .default([])
    .meta({
      description:
        'Mail domains of the people who sign in there. Where `sign_in.identifier_first` asks for the ' +
        'address alone, one of these leads straight to the provider; elsewhere its button stands first ' +
        'once the page knows the address, also of a hidden provider. Subdomains are domains of their own.',
      examples: [['example.com']],
    }),
  required_for_domains: z
    .array(emailDomain)
    .default([])
    .meta({
      description:
        'Mail domains whose people sign in there and in no other way: no password, no mail and no other ' +
        'provider opens an account with a verified address of these. They are among its `domains`, and ' +
        'have to be among its `trusted_for_domains`. A domain may be here at several providers: each of ' +
        'them will do.',
      examples: [['example.com']],
    }),
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

const clientSecret = text(2000)
  .min(1)
  .meta({
    description:
      'The secret that it gave this system. Apple gives a key instead, and a provider with ' +
      '`auth_method: none` nothing.',
    examples: ['${GOOGLE_SECRET}'],
  });

// Whether it is such a key is checked with the rest of the file, with what to do instead.
const privateKey = z
  .string()
  .min(1)
  .max(4000)
  .transform(readPem)
  .meta({
    description:
      'For `type: apple`: the content of the file AuthKey_….p8 that you got there, a key for signing in.',
    examples: ['${APPLE_PRIVATE_KEY}'],
  });

const scopesOfOpenId = providerFields.scopes
  .unwrap()
  .default(['profile', 'email'])
  .meta(providerFields.scopes.meta()!);

const { id, ...shared } = providerFields;

const declare = (type: ProviderTypeName) => {
  const { label: usual, settings, credential }: ProviderType = providerTypes[type];
  return z.strictObject({
    id,
    type: z.literal(type).meta({
      description: 'Which provider it is, or which protocol it speaks.',
      examples: [type],
    }),
    ...shared,
    ...(usual !== null && { name: providerFields.name.default(usual) }),
    ...(type === 'oidc' && { scopes: scopesOfOpenId }),
    ...(credential === 'private_key'
      ? { private_key: privateKey }
      : { client_secret: credential === null ? clientSecret.optional() : clientSecret }),
    ...commonSettings,
    ...settings.shape,
  });
};

/** What every type has, and among the rest the settings of its own. */
export interface DeclaredProvider {
  id: string;
  type: ProviderTypeName;
  name: string;
  client_id: string;
  client_secret?: string;
  private_key?: string;
  scopes: string[];
  hidden: boolean;
  domains: string[];
  required_for_domains: string[];
  trusted_for_domains: string[];
  default_groups: string[];
  groups: MappedGroup[];
  [setting: string]: unknown;
}

export const declaredProvider = z.discriminatedUnion(
  'type',
  providerTypeNames.map(declare) as [ReturnType<typeof declare>],
) as unknown as z.ZodType<DeclaredProvider>;
